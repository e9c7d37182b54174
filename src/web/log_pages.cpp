// The auditor's table of the log: who did what to whom, when and why; one entry in full; what is taken along. Reading
// the log is in the log.
#include "audit/evidence.hpp"
#include "audit/export.hpp"
#include "audit/query.hpp"
#include "web/lobby.hpp"
#include "web/log_charts.hpp"
#include "web/log_filter.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int entries_a_page = 50;

/// Whether counting what matches may be asked of the database: never of the whole log.
bool is_bounded(const audit::Filter& filter) {
    return filter.from || filter.subject || !filter.object.empty() || !filter.case_ref.empty();
}

struct Asked {
    audit::Filter filter;
    std::vector<audit::Entry> entries;
    std::optional<WeekHours> hours;  ///< on the first page only: the bars do not change while one pages on
};

/// Entries under the filter, newest first, in the log before they are shown; throws for what is no filter.
Asked ask(const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    Asked asked{filter_of(request.query, desk), {}, {}};
    audit::check(asked.filter);
    const auto before = request.query.number("before");
    desk.database().read([&](db::Read& read) {
        asked.entries = audit::entries(read, asked.filter, before ? std::optional{EventId{*before}} : std::nullopt,
                                       entries_a_page + 1);
        if (!before && is_bounded(asked.filter)) asked.hours = audit::per_hour_and_weekday(read, asked.filter);
    });
    const auto shown = std::min<std::size_t>(asked.entries.size(), entries_a_page);
    desk.log().append(audit::log_read(desk.event("log.read"), asked.filter, static_cast<std::int64_t>(shown)));
    return asked;
}

/// What the table is about, in its heading: a person, a customer's number, a thing, or the log.
std::string heading(const Words& in, Teller& teller, const audit::Filter& filter) {
    if (filter.subject) return in("log.heading.subject", {{"number", teller.number(*filter.subject)}});
    if (!filter.object.empty()) return in("log.heading.object", {{"object", object_text(in, filter.object)}});
    if (filter.actor) return in("log.heading.actor", {{"name", teller.name(*filter.actor)}});
    return in("log.title");
}

std::string period(const Words& in, const access::Desk& desk, const audit::Filter& filter) {
    const auto day = [&](Instant at) { return day_text(in, desk.wall_clock()(at).day); };
    if (!filter.from && !filter.to) return in("log.period.all");
    if (!filter.to) return in("log.period.from", {{"from", day(*filter.from)}});
    const auto last = day(*filter.to - std::chrono::hours{1});
    if (!filter.from) return in("log.period.to", {{"to", last}});
    return in("log.period.between", {{"from", day(*filter.from)}, {"to", last}});
}

void add_table(Value& values, const Words& in, const access::Desk& desk, const Request& request, Asked& asked) {
    const bool more = asked.entries.size() > entries_a_page;
    if (more) asked.entries.pop_back();
    desk.database().read([&](db::Read& read) {
        Teller teller{in, desk, read};
        values.set("heading", heading(in, teller, asked.filter));
        values.set("rows", teller.rows(asked.entries));
    });
    const auto oldest = more ? std::to_string(asked.entries.back().seq.value()) : "";
    values.set("has_rows", !asked.entries.empty());
    values.set("older", more ? address_of("/log", request.query, {{"before", oldest}}) : "");
    values.set("paged", request.query.number("before").has_value());
    values.set("newest", address_of("/log", request.query));
    values.set("caption", period(in, desk, asked.filter));
    values.set("everything", asked.filter.from ? address_of("/log", request.query, {{"from", ""}}) + "&from=" : "");
}

void add_bars(Value& values, const Words& in, const Request& request, const Asked& asked) {
    values.set("has_bars", asked.hours.has_value() && !asked.entries.empty());
    const auto href = [&](std::string_view field, const std::string& value) {
        return address_of("/log", request.query, {{field, value}});
    };
    values.set("bars", bars_value(in, asked.hours.value_or(WeekHours{}), {}, href));
}

Reply log_page(const Lobby& lobby, const Request& request, const access::Desk& desk, Asked asked,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.query, problems};
    Value values{{"csv", address_of("/log/export/csv", request.query)},
                 {"json_lines", address_of("/log/export/jsonl", request.query)}};
    if (problems.empty())
        add_table(values, in, desk, request, asked);
    else
        values.set("heading", in("log.title"))
            .set("has_rows", false)
            .set("rows", Value::list())
            .set("older", "")
            .set("paged", false)
            .set("newest", "/log")
            .set("caption", "")
            .set("everything", "");
    add_bars(values, in, request, asked);
    add_filter_fields(values, in, form, request.query, desk);
    const std::string title = *values.find("heading")->text();
    return lobby.press.print(request, &desk, {"log", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_log(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] { return log_page(lobby, request, desk, ask(request, desk), {}); },
        [&](const std::vector<FieldProblem>& problems) { return log_page(lobby, request, desk, {}, problems); });
}

Reply export_log(const Lobby&, const Request& request, const access::Desk& desk) {
    desk.require("log.export");
    const auto filter = filter_of(request.query, desk);
    const bool csv = request.ids.text("format") == "csv";
    if (!csv && request.ids.text("format") != "jsonl") throw Error{Fault::not_found, "web.no_page"};
    auto event = audit::log_read(desk.event("log.exported"), filter, 0);
    event.action = "log.exported";
    desk.log().append(event);
    db::Database& database = desk.database();
    if (!csv)
        return saved([&database, filter](std::ostream& out) { audit::write_json_lines(database, filter, out); },
                     "application/jsonl", "log.jsonl");
    return saved([&database, filter,
                  clock = desk.wall_clock()](std::ostream& out) { audit::write_csv(database, filter, clock, out); },
                 "text/csv; charset=utf-8", "log.csv");
}

Reply give_proof(const Lobby&, const Request& request, const access::Desk& desk) {
    desk.require("log.export");
    const auto seq = request.id_of<EventId>("seq");
    const bool proof = request.ids.text("part") == "proof";
    if (!proof && request.ids.text("part") != "entry") throw Error{Fault::not_found, "web.no_page"};
    auto evidence = desk.database().read([&](db::Read& read) { return audit::evidence(read, seq); });
    auto event = desk.event("log.proved");
    event.args = {{"seq", std::to_string(seq.value())}};
    desk.log().append(event);
    const std::string name = std::to_string(seq.value()) + ".tlog-proof";
    return proof ? saved(view(evidence.proof), "text/plain; charset=utf-8", name)
                 : saved(view(evidence.entry), "application/json", name + ".entry.json");
}

}  // namespace

void add_log_pages(Table& table) {
    table.add("GET", "/log", auditor, show_log);
    table.add("GET", "/log/export/{format}", auditor, export_log);
    table.add("GET", "/log/{seq}/evidence/{part}", auditor, give_proof);
}

}  // namespace arkki::web
