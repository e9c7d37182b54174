// Requests: the list by days left, and one request with the one step it waits for.
#include <algorithm>

#include "register/customers.hpp"
#include "requests/notices.hpp"
#include "requests/rights.hpp"
#include "web/papers_view.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::Overview;
using requests::State;

constexpr int most_listed = 100;

Reply show_list(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto requests = lobby.office.requests(desk);
    Value rows = Value::list();
    const auto ids = requests.list(most_listed);
    const auto lines = ids.empty() ? std::vector<requests::Line>{} : requests.lines(desk.show(ids));
    for (const auto& line : lines) {
        const int days = days_between(desk.today(), line.safe_on);
        rows.add({{"href", path_of(line.id)},
                  {"number", line.number},
                  {"kind", in("request.kind." + std::string{code(line.kind)})},
                  {"subject", subject_text(in, desk, line.subject)},
                  {"mark", mark_of(line.state)},
                  {"state", in("request.state." + std::string{code(line.state)})},
                  {"received", day_text(in, line.received_on)},
                  {"answer_by", day_text(in, line.safe_on)},
                  {"left", line.answered ? "" : left_text(in, days)},
                  {"left_look", days < 0    ? "bad"
                                : days <= 7 ? "warn"
                                            : "quiet"}});
    }
    const bool has_rows = !rows.rows()->empty();
    return lobby.press.print(request, &desk,
                             {"requests", in("requests.title"), {{"has_rows", has_rows}, {"rows", std::move(rows)}}});
}

/// What a request waits for.
enum class Wait { answer, identity, papers, decision, signature, elsewhere, nothing };

/// @param papers_left  a paper the person gets a copy of was not read through yet
Wait wait_of(const Overview& request, bool papers_left) {
    if (request.answered_on) return Wait::nothing;
    if (!requests::answered_here(request.kind)) return Wait::elsewhere;
    if (!request.pauses.empty() && !request.pauses.back().answered_on) return Wait::answer;
    if (request.state == State::sign) return Wait::signature;
    if (request.identity != "proved") return Wait::identity;
    return papers_left ? Wait::papers : Wait::decision;
}

/// Whether the answer brings copies of the person's papers.
bool gives_papers(const Overview& request) { return request.kind == requests::Kind::access; }

void add_step(Value& rows, const Words& in, const char* key, bool done, bool now, const std::string& when) {
    rows.add({{"look", done  ? "done"
                       : now ? "now"
                             : "later"},
              {"now", now && !done},
              {"text", in(key)},
              {"when", when}});
}

Value step_rows(const Words& in, const access::Desk& desk, const Overview& request, Wait wait) {
    const bool proved = request.identity == "proved", answered = request.answered_on.has_value();
    const std::string checked = request.checks.empty() ? "" : moment_text(in, desk, request.checks.back().checked_at);
    const std::string by = in("request.step.by", {{"day", day_text(in, request.answer_by())}});
    Value rows = Value::list();
    add_step(rows, in, "request.step.received", true, false, day_text(in, request.received_on));
    add_step(rows, in, "request.step.identify", proved, wait == Wait::identity, proved ? checked : "");
    const bool deciding = wait == Wait::decision || wait == Wait::papers;
    add_step(rows, in, "request.step.decide", request.outcome.has_value(), deciding, "");
    add_step(rows, in, "request.step.sign", answered, wait == Wait::signature,
             answered ? day_text(in, *request.answered_on) : by);
    add_step(rows, in, "request.step.told", false, answered, "");
    return rows;
}

Value next_value(const Words& in, const std::string& step, const std::string& law, const std::string& then) {
    return {{"title", in("request.next." + step)},
            {"text", in("request.next." + step + "_text")},
            {"law", law.empty() ? "" : in(law)},
            {"href", ""},
            {"act", ""},
            {"then", then.empty() ? "" : in(then)}};
}

/// The one next step, with the way to it for those who may take it.
Value next_step(const Words& in, const access::Desk& desk, const Overview& request, Wait wait) {
    const bool decides = desk.session().role == access::Role::responsible;
    const std::string path = path_of(request.id);
    const auto with_way = [&](Value next, const std::string& step, const std::string& where) {
        if (decides)
            next.set("href", path + where).set("act", in("request.next." + step + "_act"));
        else
            next.set("text", in("request.next." + step + "_wait"));
        return next;
    };
    switch (wait) {
        case Wait::answer:
            return next_value(in, "answer", "request.next.identify_law", "")
                .set("href", path + "/clock")
                .set("act", in("request.next.answer_act"));
        case Wait::identity:
            return next_value(in, "identify", "request.next.identify_law", "request.next.then_decide");
        case Wait::papers: {
            auto next = next_value(in, "papers", "request.next.papers_law", "request.next.then_decide");
            next.set("href", papers_path(request.id)).set("act", in("request.next.papers_act"));
            return next;
        }
        case Wait::decision:
            return with_way(next_value(in, "decide", "request.next.decide_law", "request.next.then_sign"), "decide",
                            "/decide");
        case Wait::signature:
            return with_way(next_value(in, "sign", "", "request.next.then_send"), "sign", "/sign");
        case Wait::elsewhere:
            return next_value(in, "elsewhere", "", "");
        case Wait::nothing:
            break;
    }
    return next_value(in, "done", "", "");
}

Value identify_value(const Words& in, const FormView& form, const Overview& request, Wait wait) {
    if (wait != Wait::identity) return false;
    return {{"action", path_of(request.id) + "/identify"},
            {"method", form.choice("method", options_of(in, "request.method.", requests::identity_methods()),
                                   {.label = in("request.identify_method")})},
            {"note", form.text("note", {.label = in("request.identify_note")})}};
}

Value item_rows(const Words& in, const Overview& request) {
    Value rows = Value::list();
    for (const auto& item : request.items)
        rows.add({{"datum", in("datum." + item.datum)},
                  {"old", item.old_value.reveal()},
                  {"wanted", item.wanted_value.reveal()},
                  {"ground", item.ground.reveal()},
                  {"mark", mark_of(item.outcome)},
                  {"outcome", outcome_text(in, item.outcome)}});
    return rows;
}

/// "sent 5 March 2026, by post", "" for a letter that has not left.
std::string sent_text(const Words& in, const std::vector<requests::Dispatched>& sent, LetterId letter) {
    const auto found = std::ranges::find(sent, letter, &requests::Dispatched::letter);
    return found == sent.end() ? ""
                               : in("dispatch.sent", {{"day", day_text(in, found->how.sent_on)},
                                                      {"channel", in("dispatch.channel." + found->how.channel)}});
}

Value letter_rows(const Words& in, const Overview& request, const std::vector<requests::Dispatched>& sent) {
    Value rows = Value::list();
    for (const auto& letter : request.letters) {
        const std::string href = path_of(request.id) + "/letters/" + std::to_string(letter.id.value());
        rows.add({{"href", href},
                  {"text", in("letter.kind." + letter.kind)},
                  {"level", level_text(letter.level)},
                  {"sent", sent_text(in, sent, letter.id)},
                  {"dispatch", href + "/sent"},
                  {"when", day_text(in, letter.dated_on)}});
    }
    return rows;
}

/// The way to the letters that may be written besides the answer, for whoever signs them.
std::string write_href(const access::Desk& desk, const Overview& request) {
    return desk.session().role == access::Role::responsible ? path_of(request.id) + "/write" : "";
}

std::string identity_text(const Words& in, const Overview& request) {
    if (request.identity != "proved" || request.checks.empty()) return in("request.identity.none");
    return in("request.identity.proved", {{"method", in("request.method." + request.checks.back().method)}});
}

Value fact_rows(const Words& in, const access::Desk& desk, const Overview& request) {
    Value rows = Value::list();
    const auto add = [&](const char* key, const std::string& value, const std::string& href = "") {
        rows.add({{"name", in(key)}, {"value", value}, {"href", href}});
    };
    if (!request.answered_on)
        add("request.fact.waits", in("request.waits." + std::string{code(requests::waits_for(request))}));
    add("request.fact.received", day_text(in, request.received_on));
    add("request.fact.channel", in("request.channel." + request.channel));
    add("request.fact.signature", in("request.signature." + request.signature));
    add("request.fact.language", in("language.in_words." + std::string{code(request.language)}));
    add("request.fact.safe_date",
        day_text(in, request.answer_by()) +
            (request.answered_on ? "" : " · " + left_text(in, days_between(desk.today(), request.answer_by()))));
    add("request.fact.last_day", day_text(in, request.last_day()));
    add("request.fact.identity", identity_text(in, request));
    if (request.document)
        add("request.fact.document", in("request.paper", {{"number", std::to_string(request.document->value())}}),
            path_of(*request.document));
    return rows;
}

/// The way to what the log says of the person, "" where nobody asked or may see it.
std::string extract_href(const access::Desk& desk, const Overview& request) {
    const bool asked = request.kind == requests::Kind::log_extract;
    return asked && desk.session().role == access::Role::responsible ? path_of(request.id) + "/log-extract" : "";
}

Reply request_page(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto grant = desk.open<access::ViewRequest>(request.id_of<RequestId>());
    const Overview about = lobby.office.requests(desk).show(grant);
    const std::string title = request_text(in, about.kind, about.number);
    const bool papers_left = gives_papers(about) && !about.answered_on && next_paper(papers_of(lobby, desk, about));
    const Wait wait = wait_of(about, papers_left);
    Value values{{"title", title},
                 {"subject", subject_text(in, desk, about.subject)},
                 {"mark", mark_of(about.state)},
                 {"state", in("request.state." + std::string{code(about.state)})},
                 {"steps", step_rows(in, desk, about, wait)},
                 {"next", next_step(in, desk, about, wait)},
                 {"identify", identify_value(in, form, about, wait)},
                 {"has_items", !about.items.empty()},
                 {"items", item_rows(in, about)},
                 {"has_letters", !about.letters.empty()},
                 {"letters", letter_rows(in, about, requests::Notices{desk, lobby.office.stationery()}.dispatched(grant))},
                 {"write", write_href(desk, about)},
                 {"package", about.letters.empty() ? "" : path_of(about.id) + "/package"},
                 {"facts", fact_rows(in, desk, about)},
                 {"extract", extract_href(desk, about)},
                 {"clock", path_of(about.id) + "/clock"},
                 {"papers", gives_papers(about) ? papers_path(about.id) : ""},
                 {"case", path_of(about.id) + "/case"},
                 {"logged", logged_text(in, desk, "request.logged")}};
    const auto& session = visitor.session();
    const bool at_work = session.purpose == "request" && session.case_ref == desk.session().case_ref;
    values.set("work_on_this", Value::or_false(at_work ? "" : desk.session().case_ref));
    values.set("here", path_of(request.id_of<RequestId>()));
    return lobby.press.print(request, &desk,
                             {"request", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_request(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return request_page(lobby, request, desk, {});
}

Reply identify(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
            const auto method = request.form.required("method");
            const auto grant = desk.open<access::WorkOnRequest>(request.id_of<RequestId>());
            lobby.office.requests(desk).identify(grant, method, true, request.form.personal("note"));
            return see_other(path_of(grant.object()) + "?done=identify");
        },
        [&](const std::vector<FieldProblem>& problems) { return request_page(lobby, request, visitor, problems); });
}

}  // namespace

void add_request_pages(Table& table) {
    add_request_case_page(table);
    table.add("GET", "/requests", staff, show_list);
    table.add("GET", "/requests/{id}", staff, show_request);
    table.add("POST", "/requests/{id}/identify", staff, identify);
}

}  // namespace arkki::web
