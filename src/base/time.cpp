#include "base/time.hpp"

#include <array>
#include <cstdio>

#include "base/error.hpp"

namespace arkki {
namespace {

/// Digits only, -1 for anything else: from_chars alone would take "-00" for a zero.
int number(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::int64_t microseconds(Instant instant) noexcept { return instant.time_since_epoch().count(); }

Instant instant_from_microseconds(std::int64_t value) noexcept { return Instant{std::chrono::microseconds{value}}; }

std::string iso(Instant instant) {
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss clock{instant - midnight};
    std::array<char, 48> text{};
    const int length = std::snprintf(text.data(), text.size(), "%sT%02d:%02d:%02d.%06dZ", iso(Day{midnight}).c_str(),
                                     static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                     static_cast<int>(clock.seconds().count()),
                                     static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string iso(Day day) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return {text.data(), static_cast<std::size_t>(length)};
}

Day day_from_iso(std::string_view text) {
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const int year = shaped ? number(text.substr(0, 4)) : -1;
    const int month = shaped ? number(text.substr(5, 2)) : -1;
    const int day = shaped ? number(text.substr(8, 2)) : -1;
    if (year < 0 || month < 0 || day < 0) throw Error{Fault::invalid, "day.bad"};
    const Day result{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                     std::chrono::day{static_cast<unsigned>(day)}};
    if (!result.ok()) throw Error{Fault::invalid, "day.bad"};
    return result;
}

Day add_months(Day day, int count) {
    const Day moved = day + std::chrono::months{count};
    return moved.ok() ? moved : Day{moved.year() / moved.month() / std::chrono::last};
}

Day add_days(Day day, int count) { return Day{std::chrono::sys_days{day} + std::chrono::days{count}}; }

int days_between(Day from, Day to) {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

}  // namespace arkki
