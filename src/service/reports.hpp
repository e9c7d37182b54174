#pragma once
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// A table about the log. Cells are texts as they are; each writer below makes them harmless in its own way.
struct Report {
    std::string name;
    std::vector<std::string> columns;  ///< codes, the same in every language
    std::vector<std::vector<std::string>> rows;
};

/// The reports there are: user, customer, findings, sample, denied, glass, originals, commitments, month, subject.
[[nodiscard]] const std::vector<std::string_view>& report_names();

/// What is wanted. A report that needs something it was not given refuses with the field's name.
struct ReportWish {
    std::string name;
    PersonalText reason;                 ///< always; stands in the log
    std::string user;                    ///< user name; of "user"
    std::optional<CustomerId> customer;  ///< of "customer" and "subject"
    std::optional<Day> from, to;         ///< both included; without them the last 30 days
    std::string month;                   ///< "2026-11"; of "sample" and "month"
};

/// Makes a report. A "log.read" entry with the filter and the reason is durable before it returns. Customers appear by
/// number. At most 10,000 rows; a last row "..." says that there are more.
/// @throws Error{Fault::invalid, "report.unknown" | "report.no_reason" | "report.no_user" | "report.no_customer" |
///         "report.bad_month"}, Error{Fault::not_found, "person.unknown"}
[[nodiscard]] Report make_report(Office& office, const access::Desk& desk, const ReportWish& wish);

/// Columns side by side for a terminal. Control and direction characters appear as \n, \x1b, \u202e.
void write_text(const Report& report, std::ostream& out);
/// UTF-8 with BOM, `;`, CRLF; no cell runs as a formula, line ends stay inside their quotes.
void write_csv(const Report& report, std::ostream& out);
/// One JSON object a line.
void write_json(const Report& report, std::ostream& out);

}  // namespace arkki::service
