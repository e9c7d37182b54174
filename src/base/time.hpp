#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace arkki {

/// A moment, UTC, in microseconds. Stored as int64.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
/// A calendar day without a time zone, as written on a paper form. Stored as `YYYY-MM-DD`.
using Day = std::chrono::year_month_day;
/// Asks for the time. Handed in everywhere, so that tests own the calendar.
using Clock = std::function<Instant()>;

/// A moment as the office's wall clock shows it.
struct LocalTime {
    Day day;
    int hour;    ///< 0-23
    int minute;  ///< 0-59
    int second;  ///< 0-60
};
/// Turns a moment into the office's wall clock (Europe/Helsinki). Handed in; `lang` has the real one.
using WallClock = std::function<LocalTime(Instant)>;

[[nodiscard]] std::int64_t microseconds(Instant instant) noexcept;
[[nodiscard]] Instant instant_from_microseconds(std::int64_t value) noexcept;

/// `2026-03-02T06:05:07.000001Z`
[[nodiscard]] std::string iso(Instant instant);
/// `2026-03-02`
[[nodiscard]] std::string iso(Day day);
/// Reads `YYYY-MM-DD`.
/// @throws Error{Fault::invalid, "day.bad"}  if it is not a day of the calendar
[[nodiscard]] Day day_from_iso(std::string_view text);

/// The same day `count` months later; a day that does not exist becomes the month's last.
[[nodiscard]] Day add_months(Day day, int count);
[[nodiscard]] Day add_days(Day day, int count);
/// Days from `from` to `to`; negative if `to` is earlier.
[[nodiscard]] int days_between(Day from, Day to);

}  // namespace arkki
