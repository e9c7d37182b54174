// "What waits for me?", for each role.
#include <map>

#include "access/people.hpp"
#include "intake/intake.hpp"
#include "web/lobby.hpp"
#include "web/notice_rows.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int most_listed = 8;

/// @param counts  what the live line calls this number, "" if it tells nothing of it
void wait_row(Value& rows, std::string_view href, std::int64_t count, const std::string& text, const std::string& age,
              std::string_view counts = "") {
    if (count > 0)
        rows.add({{"href", href}, {"count", number_text(count)}, {"counts", counts}, {"text", text}, {"age", age}});
}

/// Papers that came in and wait for something.
void add_paper_rows(Value& rows, const Lobby& lobby, const Words& in, const access::Desk& desk) {
    const auto tally = lobby.office.intake(desk).tally();
    const auto to_file = static_cast<std::int64_t>(lobby.office.archive(desk).waiting(0, 1'000).size());
    const auto oldest = tally.oldest ? in("start.oldest", {{"moment", moment_text(in, desk, *tally.oldest)}}) : "";
    wait_row(rows, "/inbox", tally.quarantined + tally.duplicates, in("start.stuck"), "", "stuck");
    wait_row(rows, "/inbox", tally.waiting, in("start.arrivals"), oldest, "waiting");
    wait_row(rows, "/inbox", to_file, in("start.to_file"), "");
}

/// What the documents of arrivals are, as far as the visitor may know it.
std::map<DocumentId, std::string> texts_of(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    const auto archive = lobby.office.archive(desk);
    const auto waiting = archive.waiting(0, 1'000);
    const std::vector<DocumentId> last{waiting.end() - std::min<std::ptrdiff_t>(std::ssize(waiting), most_listed),
                                       waiting.end()};
    std::map<DocumentId, std::string> texts;
    if (last.empty()) return texts;
    for (const auto& line : archive.lines(desk.show(last)))
        texts.emplace(line.id, document_text(in, line.series, line.id));
    return texts;
}

/// Last arrivals: what a clerk works through.
Value arrival_rows(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto texts = texts_of(lobby, in, desk);
    for (const auto& arrival : lobby.office.intake(desk).inbox(most_listed)) {
        const auto known = arrival.document ? texts.find(*arrival.document) : texts.end();
        // the name of a file may be somebody's: only for papers that wait
        const bool named = !arrival.document || known != texts.end();
        const std::string text = known != texts.end() ? known->second
                                 : named              ? arrival.name.reveal()
                                         : in("request.paper", {{"number", std::to_string(arrival.document->value())}});
        rows.add({{"href", arrival.document ? path_of(*arrival.document) : "/inbox"},
                  {"text", text},
                  {"more", named && arrival.document ? arrival.name.reveal() : in("inbox.way." + arrival.way)},
                  {"mark", arrival.state == intake::State::quarantined ? "bad" : ""},
                  {"state", in("inbox.state." + std::string{intake::code(arrival.state)})},
                  {"age", moment_text(in, desk, arrival.received_at)}});
    }
    return rows;
}

struct OpenRequests {
    Value rows = Value::list();
    std::int64_t open = 0, to_sign = 0;
    std::string nearest;
};

OpenRequests open_requests(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    OpenRequests result;
    const auto requests = lobby.office.requests(desk);
    const auto ids = requests.list(50);
    if (ids.empty()) return result;
    for (const auto& line : requests.lines(desk.show(ids))) {
        if (line.answered) continue;
        ++result.open;
        if (line.state == requests::State::sign) ++result.to_sign;
        if (result.nearest.empty()) result.nearest = in("start.next_day", {{"day", day_text(in, line.safe_on)}});
        if (result.open > most_listed) continue;
        result.rows.add({{"href", path_of(line.id)},
                         {"text", in("request.title", {{"kind", in("request.kind." + std::string{code(line.kind)})},
                                                       {"number", line.number}})},
                         {"more", ""},
                         {"mark", line.state == requests::State::sign ? "warn" : ""},
                         {"state", in("request.state." + std::string{code(line.state)})},
                         {"age", in("request.step.by", {{"day", day_text(in, line.safe_on)}})}});
    }
    return result;
}

std::string given_name(const access::Desk& desk) {
    return desk.database().read([&](db::Read& read) { return access::name_of(read, desk.session().actor); }).reveal();
}

Reply staff_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const bool decides = desk.session().role == access::Role::responsible;
    auto requests = open_requests(lobby, in, desk);
    Value waits = Value::list();
    if (decides) wait_row(waits, "/requests", requests.to_sign, in("start.to_sign"), "");
    if (decides) wait_row(waits, "/requests", requests.open, in("start.open_requests"), requests.nearest);
    add_paper_rows(waits, lobby, in, desk);
    if (!decides) wait_row(waits, "/requests", requests.open, in("start.open_requests"), requests.nearest);
    Value recent = decides ? std::move(requests.rows) : arrival_rows(lobby, in, desk);
    const bool anything = !waits.rows()->empty(), has_recent = !recent.rows()->empty();
    const std::string title = in("start.title", {{"name", given_name(desk)}});
    Value values{{"title", title},
                 {"today", moment_text(in, desk, desk.now())},
                 {"may_find", true},
                 {"anything_waits", anything},
                 {"waits", std::move(waits)},
                 {"has_recent", has_recent},
                 {"recent_title", in(decides ? "start.requests_title" : "start.filed_title")},
                 {"recent", std::move(recent)}};
    add_notices(values, in, desk);
    return lobby.press.print(request, &desk, {"start", title, std::move(values)});
}

/// For a role that has nothing to open yet.
Reply quiet_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const std::string title = in("start.title", {{"name", given_name(desk)}});
    Value values{{"title", title},         {"today", moment_text(in, desk, desk.now())},
                 {"may_find", false},      {"anything_waits", false},
                 {"waits", Value::list()}, {"has_recent", false},
                 {"recent_title", ""},     {"recent", Value::list()}};
    add_notices(values, in, desk);
    return lobby.press.print(request, &desk, {"start", title, std::move(values)});
}

Reply show_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    switch (desk.session().role) {
        case access::Role::auditor:
            return auditor_start(lobby, request, desk);
        case access::Role::admin:
            return admin_start(lobby, request, desk);
        case access::Role::second:
            return quiet_start(lobby, request, desk);
        default:
            return staff_start(lobby, request, desk);
    }
}

}  // namespace

void add_start_page(Table& table) { table.add("GET", "/", signed_in, show_start); }

}  // namespace arkki::web
