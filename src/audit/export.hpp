#pragma once
#include <iosfwd>

#include "audit/query.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::audit {

/// Writes the matching entries oldest first, one JSON object a line, every group opened or as its commitment: evidence
/// (docs/formats.md, "Access log"). @returns how many
std::int64_t write_json_lines(db::Database& database, const Filter& filter, std::ostream& out);

/// Writes the matching entries oldest first for a spreadsheet: UTF-8 with BOM, `;`, no cell that would run as a
/// formula. For reading, not evidence. @returns how many
std::int64_t write_csv(db::Database& database, const Filter& filter, const WallClock& wall_clock, std::ostream& out);

}  // namespace arkki::audit
