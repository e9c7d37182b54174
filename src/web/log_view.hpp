#pragma once
#include <string>
#include <string_view>

#include "access/desk.hpp"
#include "audit/query.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

/// How an entry of the access log is told, and how one asks for entries.
namespace arkki::web {

/// What was done, in words; the code itself where nobody wrote words for it yet.
[[nodiscard]] std::string action_text(const Words& words, std::string_view action);
/// A row of the log's table. Names stand in no entry: they are looked up when it is shown.
[[nodiscard]] lang::Value entry_row(const Words& words, const access::Desk& desk, db::Read& read,
                                    const audit::Entry& entry);

/// The filter of an address: actor, action, result, object, subject (a customer's number), from, to (days).
/// @throws Error{Fault::invalid, "log.no_customer" | "day.bad" | "form.bad_number"}  with the field
[[nodiscard]] audit::Filter filter_of(const Fields& query, const access::Desk& desk);
/// The fields of the filter form, as they were asked.
void add_filter_fields(lang::Value& values, const Words& words, const FormView& form, const access::Desk& desk);

}  // namespace arkki::web
