#pragma once
#include <string>
#include <vector>

#include "custody/units.hpp"

namespace arkki::custody {

/// Units as they are now. `condition` begins with " WHERE" or " ORDER" and may name the columns of the view unit_now.
[[nodiscard]] std::vector<Unit> unit_rows(db::Read& read, const std::string& condition,
                                          const db::Parameters& parameters = {});
/// @throws Error{not_found, "unit.unknown"}
[[nodiscard]] Unit demand_unit(db::Read& read, UnitId unit);

}  // namespace arkki::custody
