// Reports about the log: each asks a reason, stands in the log, and is shown as a table or saved.
#include <algorithm>
#include <ostream>

#include "service/reports.hpp"
#include "web/finding_view.hpp"
#include "web/lobby.hpp"
#include "web/log_filter.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

std::string report_text(const Words& in, std::string_view name) { return in("reports.name." + std::string{name}); }

void add_fields(Value& values, const Words& in, const FormView& form) {
    std::vector<Option> names;
    for (const auto name : service::report_names()) names.push_back({std::string{name}, report_text(in, name)});
    values.set("report", form.choice("report", names, {.label = in("reports.name")}));
    values.set("user", form.text("user", {.label = in("reports.user"), .hint = in("reports.user_hint")}));
    values.set("customer", form.text("customer", {.label = in("log.subject"), .hint = in("reports.customer_hint")}));
    values.set("month",
               form.text("month", {.label = in("sample.month"), .hint = in("reports.month_hint"), .type = "month"}));
    values.set("from", form.text("from", {.label = in("log.from"), .type = "date"}));
    values.set("to", form.text("to", {.label = in("log.to"), .type = "date"}));
    values.set("reason", form.text("reason", {.label = in("reports.reason"), .hint = in("log.entry.reason_hint")}));
}

Reply reports_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    add_fields(values, in, form);
    return lobby.press.print(
        request, &desk,
        {"reports", in("audit.reports_title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_reports(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    return reports_page(lobby, request, desk, {});
}

/// What the form asks for; a customer by number, as everywhere at the desk.
service::ReportWish wish_of(const Request& request, const access::Desk& desk) {
    service::ReportWish wish;
    wish.name = request.form.required("report");
    wish.reason = request.form.personal("reason");
    wish.user = request.form.text("user");
    wish.month = request.form.text("month");
    Fields filter;
    filter.add("subject", request.form.text("customer"));
    try {
        wish.customer = filter_of(filter, desk).subject;
    } catch (const Error& error) {
        throw Error{error.fault(), error.key(), {}, "customer"};
    }
    const auto day = [&](const char* field) -> std::optional<Day> {
        const auto text = request.form.text(field);
        return text.empty() ? std::nullopt : std::optional{lang::day_from_input(text)};
    };
    wish.from = day("from");
    wish.to = day("to");
    return wish;
}

Reply table_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const service::Report& report) {
    const Words in = lobby.press.words(request);
    Value columns = Value::list(), rows = Value::list(), asked = Value::list();
    for (const auto& column : report.columns) columns.add({{"column", told(in, "reports.column.", column)}});
    for (const auto& cells : report.rows) {
        Value row = Value::list();
        for (std::size_t at = 0; at < cells.size(); ++at)
            row.add({{"cell", cells[at]},
                     {"label", told(in, "reports.column.", at < report.columns.size() ? report.columns[at] : "")}});
        rows.add({{"cells", std::move(row)}});
    }
    for (const auto& [name, value] : request.form.entries())
        if (name != "token" && name != "way") asked.add({{"field", name}, {"value", value}});
    const std::string title = report_text(in, report.name);
    Value values{{"title", title},
                 {"has_rows", !rows.rows()->empty()},
                 {"columns", std::move(columns)},
                 {"rows", std::move(rows)},
                 {"asked", std::move(asked)}};
    return lobby.press.print(request, &desk, {"report", title, std::move(values)});
}

Reply make_report(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    return act_or_mend(
        [&] {
            auto report = service::make_report(lobby.office, desk, wish_of(request, desk));
            const auto way = request.form.text("way");
            if (way != "csv" && way != "jsonl") return table_page(lobby, request, desk, report);
            const bool csv = way == "csv";
            const std::string file = "report-" + report.name + (csv ? ".csv" : ".jsonl");
            return saved(
                [report = std::move(report), csv](std::ostream& out) {
                    csv ? service::write_csv(report, out) : service::write_json(report, out);
                },
                csv ? "text/csv; charset=utf-8" : "application/jsonl", file);
        },
        [&](const std::vector<FieldProblem>& problems) { return reports_page(lobby, request, desk, problems); });
}

}  // namespace

void add_report_pages(Table& table) {
    table.add("GET", "/reports", auditor, show_reports);
    table.add("POST", "/reports", auditor, make_report);
}

}  // namespace arkki::web
