#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "base/time.hpp"

namespace arkki::lang {

/// The office's wall clock, Europe/Helsinki, summer time included. Safe to use from several threads.
[[nodiscard]] WallClock helsinki();
/// The first moment of a day in Helsinki.
[[nodiscard]] Instant start_of_day(Day day);

/// fi, sv `5.3.2026`; en `5 March 2026`.
[[nodiscard]] std::string format_day(Language language, Day day);
/// fi, sv `14.05`; en `14:05`.
[[nodiscard]] std::string format_time(Language language, const LocalTime& time);
/// fi `5.3.2026 klo 14.05`, sv `5.3.2026 kl. 14.05`, en `5 March 2026 at 14:05`.
[[nodiscard]] std::string format_moment(Language language, const LocalTime& time);
/// Reads a day as people type it: `5.3.2026`, `05.03.2026` or `2026-03-05`.
/// @throws Error{Fault::invalid, "day.bad"}
[[nodiscard]] Day day_from_input(std::string_view text);

/// Public holidays of Finland, from config/holidays/fi.txt.
///
/// First line `# version, source, checked on`; then `YYYY-MM-DD H|E name`: H moves a time limit, E is an eve.
class Holidays {
public:
    /// @throws Error{Fault::unavailable, "holidays.missing"}, Error{Fault::corrupt, "holidays.bad_line"} with the line
    explicit Holidays(const std::filesystem::path& file);

    [[nodiscard]] bool full(Day day) const { return full_.contains(day); }
    [[nodiscard]] bool eve(Day day) const { return eves_.contains(day); }
    /// Whether the file speaks of this year at all; if not, a time limit must not be moved and the user is warned.
    [[nodiscard]] bool covers(std::chrono::year year) const { return years_.contains(year); }
    [[nodiscard]] const std::string& version() const noexcept { return version_; }

private:
    std::set<Day> full_;
    std::set<Day> eves_;
    std::set<std::chrono::year> years_;
    std::string version_;
};

}  // namespace arkki::lang
