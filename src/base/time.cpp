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
    std::string text = iso(Day{midnight});
    const std::size_t at = text.size();
    text += "T00:00:00.000000Z";
    // Every entry of the access log is written this way, and read again by each check of it.
    const auto digits = [&](std::size_t end, std::int64_t value) {
        for (; value != 0; value /= 10) text[at + --end] = static_cast<char>('0' + value % 10);
    };
    const std::chrono::hh_mm_ss clock{instant - midnight};
    digits(3, clock.hours().count());
    digits(6, clock.minutes().count());
    digits(9, clock.seconds().count());
    digits(16, clock.subseconds().count());
    return text;
}

std::string iso(Day day) {
    const int year = static_cast<int>(day.year());
    if (year < 0 || year > 9999) {  // not a day of ours, but it must come out as it is
        std::array<char, 32> text{};
        const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", year,
                                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
        return {text.data(), static_cast<std::size_t>(length)};
    }
    std::string text = "0000-00-00";
    const auto digits = [&](std::size_t end, unsigned value) {
        for (; value != 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
    };
    digits(4, static_cast<unsigned>(year));
    digits(7, static_cast<unsigned>(day.month()));
    digits(10, static_cast<unsigned>(day.day()));
    return text;
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
