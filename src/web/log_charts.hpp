#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "lang/value.hpp"
#include "web/form_view.hpp"

/// Small bars above the log: how many entries fall on each hour of the day and each weekday. Made here as SVG, and said
/// again as a table.
namespace arkki::web {

/// Entries per weekday * 24 + hour, Monday = 0, as the log keeps them.
using WeekHours = std::array<std::int64_t, 168>;

/// The office's day: entries outside it, and at weekends, are counted and drawn apart.
struct OfficeHours {
    int from = 6;  ///< first hour
    int to = 19;   ///< the hour after the last
};

/// For partials/bars.
/// @param href  the address that asks for one hour ("hours", "7-7") or weekday ("weekday", "3")
[[nodiscard]] lang::Value bars_value(const Words& words, const WeekHours& counts, OfficeHours office,
                                     const std::function<std::string(std::string_view, const std::string&)>& href);

}  // namespace arkki::web
