// What came in: what is being read, what waits to be filed, what needs a decision.
#include <algorithm>
#include <set>

#include "archive/archive.hpp"
#include "intake/intake.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using intake::State;
using lang::Value;

constexpr int most_arrivals = 200;
constexpr std::size_t filed_shown = 10;  ///< of those that need nothing more
constexpr int most_dots = 24;

/// What the clerk may know of the documents that arrivals became, besides their ids.
struct Waiting {
    std::set<DocumentId> documents;
    std::map<DocumentId, archive::Series> series;

    [[nodiscard]] bool has(const std::optional<DocumentId>& id) const { return id && documents.contains(*id); }
};

/// A reason without words must not take the whole page down.
std::string reason_text(const Words& in, const intake::Arrival& arrival) {
    if (arrival.reason.empty()) return {};
    return in(in.catalogue.has(in.language, arrival.reason) ? arrival.reason : "inbox.no_reason");
}

Value stuck_row(const Words& in, const access::Desk& desk, const intake::Arrival& arrival) {
    const bool quarantined = arrival.state == State::quarantined;
    return {{"id", arrival.id.value()},
            {"name", arrival.name.reveal()},
            {"way", in("inbox.way." + arrival.way)},
            {"size", size_text(in, arrival.size)},
            {"mark", quarantined ? "bad" : "warn"},
            {"state", in("inbox.state." + std::string{code(arrival.state)})},
            {"reason", reason_text(in, arrival)},
            {"same_as", arrival.same_as ? path_of(*arrival.same_as) : ""},
            {"may_retry", true},
            {"retry_text", in(quarantined ? "inbox.retry" : "inbox.file_anyway")},
            {"may_keep", quarantined},
            {"may_discard", !quarantined},
            {"received", moment_text(in, desk, arrival.received_at)}};
}

Value dots(const intake::Arrival& arrival) {
    Value rows = Value::list();
    const bool done = arrival.state == State::filed;
    for (int page = 1; page <= std::clamp(arrival.pages_total, 1, most_dots); ++page)
        rows.add({{"look", page <= arrival.pages_read ? "read" : done ? "bad" : "wait"}});
    return rows;
}

std::string pages_text(const Words& in, const intake::Arrival& arrival) {
    if (arrival.pages_total == 0) return {};
    return in("inbox.pages_read",
              {{"read", std::to_string(arrival.pages_read)}, {"of", std::to_string(arrival.pages_total)}});
}

/// The name of a file may be somebody's: it is shown while the paper waits, not for ever and not to everybody.
std::string name_of(const Words& in, const intake::Arrival& arrival, bool to_file) {
    if (!arrival.document || to_file) return arrival.name.reveal();
    return in("request.paper", {{"number", std::to_string(arrival.document->value())}});
}

Value arrival_row(const Words& in, const access::Desk& desk, const intake::Arrival& arrival, const Waiting& waiting) {
    const bool to_file = waiting.has(arrival.document);
    const std::string href = arrival.document ? path_of(*arrival.document) + (to_file ? "/file" : "") : "";
    const auto series = arrival.document ? waiting.series.find(*arrival.document) : waiting.series.end();
    const bool filed = arrival.state == State::filed;
    const std::string state = filed && !to_file ? "confirmed" : std::string{code(arrival.state)};
    return {{"id", arrival.id.value()},
            {"name", name_of(in, arrival, to_file)},
            {"href", href},
            {"thumbnail", to_file ? path_of(*arrival.document) + "/pages/1/thumbnail" : ""},
            {"way", in("inbox.way." + arrival.way)},
            {"kind", series == waiting.series.end() ? "" : series_text(in, series->second)},
            {"mark", filed                              ? "good"
                     : arrival.state == State::received ? "wait"
                                                        : ""},
            {"state", in("inbox.state." + state)},
            {"dots", dots(arrival)},
            {"pages", pages_text(in, arrival)},
            {"received", moment_text(in, desk, arrival.received_at)}};
}

/// While something is being read the page asks for itself every two seconds: then only ids are looked at, so that the
/// log is not filled with looks nobody took.
Waiting waiting_for(const Lobby& lobby, const access::Desk& desk, bool live) {
    const auto archive = lobby.office.archive(desk);
    const auto ids = archive.waiting(0, most_arrivals);
    Waiting waiting{{ids.begin(), ids.end()}, {}};
    if (!live && !ids.empty())
        for (const auto& line : archive.lines(desk.show(ids))) waiting.series.emplace(line.id, line.series);
    return waiting;
}

std::string progress_text(const Words& in, const std::vector<intake::Arrival>& arrivals) {
    int read = 0, of = 0;
    for (const auto& arrival : arrivals) {
        if (arrival.state != State::received && arrival.state != State::reading) continue;
        read += arrival.pages_read;
        of += std::max(arrival.pages_total, 1);
    }
    if (of == 0) return in("inbox.settled");
    return in("inbox.progress", {{"read", std::to_string(read)}, {"of", std::to_string(of)}});
}

Reply show_inbox(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto arrivals = lobby.office.intake(desk).inbox(most_arrivals);
    const bool live = std::any_of(arrivals.begin(), arrivals.end(), [](const auto& arrival) {
        return arrival.state == State::received || arrival.state == State::reading;
    });
    const auto waiting = waiting_for(lobby, desk, live);
    Value stuck = Value::list(), rows = Value::list();
    std::size_t filed = 0;
    for (const auto& arrival : arrivals) {
        if (arrival.state == State::quarantined || arrival.state == State::duplicate)
            stuck.add(stuck_row(in, desk, arrival));
        else if (arrival.state != State::filed || waiting.has(arrival.document) || ++filed <= filed_shown)
            rows.add(arrival_row(in, desk, arrival, waiting));
    }
    const bool has_stuck = !stuck.rows()->empty(), has_arrivals = !rows.rows()->empty();
    Value values{{"has_stuck", has_stuck},
                 {"stuck", std::move(stuck)},
                 {"has_arrivals", has_arrivals},
                 {"live", live},
                 {"progress", progress_text(in, arrivals)},
                 {"arrivals", std::move(rows)}};
    return lobby.press.print(request, &desk, {"inbox", in("inbox.title"), std::move(values)});
}

Reply retry(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    lobby.office.intake(desk).retry(request.id_of<ArrivalId>());
    return see_other("/inbox");
}

Reply keep(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    lobby.office.intake(desk).keep(request.id_of<ArrivalId>());
    return see_other("/inbox");
}

/// A duplicate: its paper is kept under the earlier one.
Reply discard(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto reason = lobby.press.words(request)("inbox.discard_reason");
    lobby.office.intake(desk).discard(request.id_of<ArrivalId>(), PersonalText{reason});
    return see_other("/inbox");
}

}  // namespace

void add_inbox_pages(Table& table) {
    table.add("GET", "/inbox", staff, show_inbox);
    table.add("POST", "/arrivals/{id}/retry", staff, retry);
    table.add("POST", "/arrivals/{id}/keep", staff, keep);
    table.add("POST", "/arrivals/{id}/discard", staff, discard);
}

}  // namespace arkki::web
