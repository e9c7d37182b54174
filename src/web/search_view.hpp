#pragma once
#include <string>

#include "archive/kept_searches.hpp"
#include "archive/search.hpp"
#include "web/lobby.hpp"

namespace arkki::web {

/// The question of a posted search form.
/// @throws Error{Fault::invalid, "search.bad_day" | "series.unknown"}  with the field
[[nodiscard]] archive::Question question_in(const Fields& posted);

/// For the template: the hits one by one, each with its strip of the page.
/// @param kept  id under which the search is remembered, 0 for none: with it the document's pages frame the words too
[[nodiscard]] lang::Value hit_rows(const Words& in, const access::Desk& desk, const archive::Found& found,
                                   std::int64_t kept);

/// The words and filters of the form, filled in.
void add_search_form(lang::Value& values, const FormView& form, const Words& in, const archive::Question& question);

/// A person's own searches, as links.
void add_own_searches(lang::Value& values, const Words& in, const archive::KeptSearches& searches);

}  // namespace arkki::web
