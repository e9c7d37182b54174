#include "lang/dates.hpp"

#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <memory>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

constexpr std::array<std::string_view, 12> english_months{"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

std::shared_ptr<const icu::TimeZone> helsinki_zone() {
    std::shared_ptr<const icu::TimeZone> zone{icu::TimeZone::createTimeZone("Europe/Helsinki")};
    if (*zone == icu::TimeZone::getUnknown()) throw Error{Fault::unavailable, "time.no_zone_data", "Europe/Helsinki"};
    return zone;
}

/// How far the zone's clocks are ahead of UTC; `local` when `millis` is the zone's own time.
std::chrono::milliseconds offset(const icu::TimeZone& zone, double millis, bool local) {
    int32_t raw = 0;
    int32_t summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(millis, local, raw, summer, status);
    if (U_FAILURE(status)) throw Error{Fault::unavailable, "time.no_zone_data", u_errorName(status)};
    return std::chrono::milliseconds{raw + summer};
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// At most four digits and nothing else.
int number_from(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    int number = 0;
    if (text.empty() || text.size() > 4 || !digits) throw Error{Fault::invalid, "day.bad"};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// A day or month: takes one or two digits and the full stop behind them off a text. Three would not fit into
/// std::chrono's day, which keeps one byte of them: the 257th would be the first.
unsigned short_number_before_stop(std::string_view& text) {
    const auto end = text.find('.');
    if (end == std::string_view::npos || end > 2) throw Error{Fault::invalid, "day.bad"};
    const auto number = static_cast<unsigned>(number_from(text.substr(0, end)));
    text.remove_prefix(end + 1);
    return number;
}

}  // namespace

WallClock helsinki() {
    return [zone = helsinki_zone()](Instant instant) {
        using namespace std::chrono;
        const auto millis = floor<milliseconds>(instant).time_since_epoch();
        const auto local = floor<seconds>(instant + offset(*zone, static_cast<double>(millis.count()), false));
        const auto day = floor<days>(local);
        const hh_mm_ss time{local - day};
        return LocalTime{Day{day}, static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                         static_cast<int>(time.seconds().count())};
    };
}

Instant start_of_day(Day day) {
    using namespace std::chrono;
    const auto local = milliseconds{sys_days{day}.time_since_epoch()};
    return Instant{local - offset(*helsinki_zone(), static_cast<double>(local.count()), true)};
}

std::string format_day(Language language, Day day) {
    const auto number = std::to_string(static_cast<unsigned>(day.day()));
    const auto month = static_cast<unsigned>(day.month());
    const auto year = std::to_string(static_cast<int>(day.year()));
    if (language == Language::en) return number + " " + std::string{english_months.at(month - 1)} + " " + year;
    return number + "." + std::to_string(month) + "." + year;
}

std::string format_time(Language language, const LocalTime& time) {
    return two_digits(time.hour) + (language == Language::en ? ":" : ".") + two_digits(time.minute);
}

std::string format_moment(Language language, const LocalTime& time) {
    const auto* at = language == Language::fi ? " klo " : language == Language::sv ? " kl. " : " at ";
    return format_day(language, time.day) + at + format_time(language, time);
}

Day day_from_input(std::string_view text) {
    text = trimmed(text);
    if (text.find('.') == std::string_view::npos) return day_from_iso(text);
    const std::chrono::day day{short_number_before_stop(text)};
    const std::chrono::month month{short_number_before_stop(text)};
    if (text.size() != 4) throw Error{Fault::invalid, "day.bad"};
    const Day read{std::chrono::year{number_from(text)}, month, day};
    if (!read.ok()) throw Error{Fault::invalid, "day.bad"};
    return read;
}

Holidays::Holidays(const std::filesystem::path& file) {
    std::ifstream in{file};
    if (!in) throw Error{Fault::unavailable, "holidays.missing", file.filename().string()};
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const auto bad = [&] { return Error{Fault::corrupt, "holidays.bad_line", std::to_string(number)}; };
        if (number == 1) {
            if (!line.starts_with("# ")) throw bad();
            version_ = trimmed(std::string_view{line}.substr(2, line.find(',') - 2));
            continue;
        }
        if (trimmed(line).empty() || line.front() == '#') continue;
        if (line.size() < 14 || line[10] != ' ' || line[12] != ' ' || (line[11] != 'H' && line[11] != 'E')) throw bad();
        try {
            const auto day = day_from_iso(line.substr(0, 10));
            (line[11] == 'H' ? full_ : eves_).insert(day);
            years_.insert(day.year());
        } catch (const Error&) {
            throw bad();
        }
    }
    if (version_.empty() || full_.empty()) throw Error{Fault::corrupt, "holidays.bad_line", "empty"};
}

}  // namespace arkki::lang
