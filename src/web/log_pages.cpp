// The auditor's pages: is the log whole, who did what, and the entries to take along. Reading the log is in the log.
#include <sstream>

#include "access/people.hpp"
#include "audit/export.hpp"
#include "audit/query.hpp"
#include "audit/verify.hpp"
#include "web/lobby.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int entries_a_page = 50;
constexpr int days_counted = 30;

/// Verifies the whole log and remembers what was found.
LogCheck check_log(const Lobby& lobby, const access::Desk& desk) {
    desk.require("log.verify");
    LogCheck check{desk.now(), audit::verify(desk.database(), desk.wall_clock())};
    auto event = desk.event("log.verified");
    event.args = {{"ok", check.result.ok ? "yes" : "no"}, {"size", std::to_string(check.result.size)}};
    desk.log().append(event);
    lobby.last_check.keep(check);
    return check;
}

std::string seal_text(const Words& in, const access::Desk& desk, const LogCheck& check) {
    if (!check.result.ok)
        return in("audit.seal_broken", {{"count", number_text(static_cast<std::int64_t>(check.result.problem_count))}});
    return in("audit.seal", {{"seq", number_text(static_cast<std::int64_t>(check.result.size) - 1)},
                             {"moment", moment_text(in, desk, check.at)}});
}

Value count_rows(const Words& in, const std::vector<audit::ActionCount>& counts) {
    Value rows = Value::list();
    for (const auto& line : counts)
        rows.add({{"href", "/log?action=" + line.action},
                  {"text", action_text(in, line.action)},
                  {"count", number_text(line.count)}});
    return rows;
}

/// What was asked for, in the log before it is shown.
void log_reading(const access::Desk& desk, const audit::Filter& filter, std::int64_t shown) {
    desk.log().append(audit::log_read(desk.event("log.read"), filter, shown));
}

Reply verify(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const LogCheck check = check_log(lobby, desk);
    Value problems = Value::list();
    for (const auto& problem : check.result.problems) {
        const std::string seq = problem.seq ? number_text(problem.seq->value()) : in("verify_log.whole");
        problems.add({{"seq", seq}, {"text", in(problem.key, {{"seq", seq}})}});
    }
    Value values{{"look", check.result.ok ? "good" : "bad"},
                 {"result", seal_text(in, desk, check)},
                 {"root", check.result.root},
                 {"has_problems", !check.result.problems.empty()},
                 {"problems", std::move(problems)}};
    return lobby.press.print(request, &desk, {"verify", in("verify_log.title"), std::move(values)});
}

Value entry_rows(const Words& in, const access::Desk& desk, const std::vector<audit::Entry>& entries) {
    Value rows = Value::list();
    desk.database().read([&](db::Read& read) {
        for (const auto& entry : entries) rows.add(entry_row(in, desk, read, entry));
    });
    return rows;
}

struct Asked {
    audit::Filter filter;
    std::vector<audit::Entry> entries;
    std::int64_t total = 0;
};

/// Entries under the filter, newest first; throws for what is no filter.
Asked ask(const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    Asked asked{filter_of(request.query, desk), {}, 0};
    audit::check(asked.filter);
    const auto before = request.query.number("before");
    desk.database().read([&](db::Read& read) {
        asked.entries = audit::entries(read, asked.filter, before ? std::optional{EventId{*before}} : std::nullopt,
                                       entries_a_page + 1);
        for (const auto& line : audit::counts(read, asked.filter)) asked.total += line.count;
    });
    return asked;
}

std::string address_of(std::string_view page, const Fields& query, const std::string& before = "") {
    std::string address{page};
    char mark = '?';
    for (const auto& [name, value] : query.entries()) {
        if (value.empty() || name == "before" || name == "done") continue;
        address += mark + percent_encoded(name) + "=" + percent_encoded(value);
        mark = '&';
    }
    return before.empty() ? address : address + mark + "before=" + before;
}

Reply log_page(const Lobby& lobby, const Request& request, const access::Desk& desk, Asked asked,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const bool more = asked.entries.size() > entries_a_page;
    if (more) asked.entries.pop_back();
    const FormView form{in, request.query, problems};
    Value values{
        {"has_rows", !asked.entries.empty()},
        {"total", in("log.total", {{"count", number_text(asked.total)}})},
        {"rows", entry_rows(in, desk, asked.entries)},
        {"older", more ? address_of("/log", request.query, std::to_string(asked.entries.back().seq.value())) : ""},
        {"csv", address_of("/log/export/csv", request.query)},
        {"json_lines", address_of("/log/export/jsonl", request.query)}};
    add_filter_fields(values, in, form, desk);
    return lobby.press.print(request, &desk,
                             {"log", in("log.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_log(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto asked = ask(request, desk);
            log_reading(desk, asked.filter,
                        std::min<std::int64_t>(static_cast<std::int64_t>(asked.entries.size()), entries_a_page));
            return log_page(lobby, request, desk, std::move(asked), {});
        },
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
    std::ostringstream out;
    if (csv)
        audit::write_csv(desk.database(), filter, desk.wall_clock(), out);
    else
        audit::write_json_lines(desk.database(), filter, out);
    const std::string text = out.str();
    return csv ? saved(view(text), "text/csv; charset=utf-8", "log.csv")
               : saved(view(text), "application/jsonl", "log.jsonl");
}

}  // namespace

Reply auditor_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    auto check = lobby.last_check.read();
    if (!check) check = check_log(lobby, desk);
    audit::Filter recent;
    recent.from = lang::start_of_day(add_days(desk.today(), -days_counted));
    desk.require("log.read");
    const auto counts = desk.database().read([&](db::Read& read) { return audit::counts(read, recent); });
    log_reading(desk, recent, static_cast<std::int64_t>(counts.size()));
    Value values{{"today", moment_text(in, desk, desk.now())}, {"look", check->result.ok ? "good" : "bad"},
                 {"seal", seal_text(in, desk, *check)},        {"root", check->result.root},
                 {"counts_title", in("audit.counts_title")},   {"counts", count_rows(in, counts)}};
    return lobby.press.print(request, &desk, {"audit", in("audit.title"), std::move(values)});
}

void add_log_pages(Table& table) {
    table.add("GET", "/log", auditor, show_log);
    table.add("POST", "/log/verify", auditor, verify);
    table.add("GET", "/log/export/{format}", auditor, export_log);
}

}  // namespace arkki::web
