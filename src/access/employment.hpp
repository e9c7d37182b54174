#pragma once
#include <optional>
#include <string>

#include "access/desk.hpp"
#include "access/standing.hpp"

namespace arkki::access {

/// The last day as it is shown: none for what has no end.
[[nodiscard]] inline std::optional<Day> until(Day last) { return last == no_end ? std::nullopt : std::optional{last}; }

/// Makes sure that an employer other than ourselves has a row of its own among the processors.
void know_processor(db::Write& write, const Desk& desk, const std::string& employer, Day from);
/// Writes what stands in `person` now into the history of the employment.
void record_employment(db::Write& write, const Desk& desk, PersonId person, const PersonalText& reason);

}  // namespace arkki::access
