#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "audit/query.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

/// How one asks for entries of the access log. What is asked for stands in the address, so that it can be kept and gone
/// back to: codes, days and numbers, never a name.
namespace arkki::web {

/// The filter of an address: actor, action, result, object, case, subject (a customer's number), from, to (days),
/// hours, weekday. Without a day, a customer, a thing or a case it begins 30 days ago: nobody asks for five years by
/// accident.
/// @throws Error{Fault::invalid, "log.no_customer" | "day.bad" | "form.bad_number" | "audit.bad_filter"}  with the
/// field
[[nodiscard]] audit::Filter filter_of(const Fields& query, const access::Desk& desk);
/// The fields of the filter form, as they were asked, and whether any of those folded away is set (`more_open`).
void add_filter_fields(lang::Value& values, const Words& words, const FormView& form, const Fields& query,
                       const access::Desk& desk);

/// Everybody of the house, with "all" first.
[[nodiscard]] std::vector<Option> people_options(const Words& words, const access::Desk& desk);

/// One value to put into an address, or to take out of it if it is empty.
using Change = std::pair<std::string_view, std::string>;
/// The page with what was asked, changed. Paging starts anew unless `before` is among the changes.
[[nodiscard]] std::string address_of(std::string_view page, const Fields& query,
                                     const std::vector<Change>& changes = {});

/// "19-5" as first and last hour of the day, "6-7" as weekdays; nothing if it is not two numbers in their range.
struct Span {
    int first;
    int last;
};
[[nodiscard]] std::optional<Span> span_of(std::string_view text, int lowest, int highest);

}  // namespace arkki::web
