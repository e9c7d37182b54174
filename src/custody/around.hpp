#pragma once
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::custody {

/// A unit and what holds it, from the inside out: sheet, folder, binder. A right to a binder is one to its contents.
[[nodiscard]] std::vector<UnitId> around(db::Read& read, UnitId unit);

/// Units and everything inside them.
[[nodiscard]] std::vector<UnitId> within(db::Read& read, const std::vector<UnitId>& units);

/// Whether this person has the unit, or what holds it, in his hands now.
[[nodiscard]] bool holds(db::Read& read, PersonId person, UnitId unit);

}  // namespace arkki::custody
