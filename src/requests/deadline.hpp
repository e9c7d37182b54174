#pragma once
#include <string>
#include <vector>

#include "base/time.hpp"
#include "lang/dates.hpp"

namespace arkki::requests {

/// The days of a request, counted once when it is opened and stored.
struct Deadlines {
    Day target;    ///< our own: 14 days, for a rectification 7 ("without undue delay")
    Day safe;      ///< one month after receipt, not moved: what screens and letters promise
    Day last;      ///< the same moved to a working day: the law's last day
    Day ext_safe;  ///< three months after receipt, if an extension was told by `safe`
    Day ext_last;
    friend bool operator==(const Deadlines&, const Deadlines&) = default;
};

/// Policy numbers (config/policy.properties).
struct DeadlinePolicy {
    int target_days = 14;
    int rectify_target_days = 7;
    bool eves_move =
        false;  ///< whether Midsummer Eve and Christmas Eve count as public holidays; the earlier date by default
};

/// Last day to answer a request received on `received`.
///
/// One calendar month, three when an extension was told within the first; a day that does not exist becomes the month's
/// last; a Saturday, Sunday or holiday moves to the next working day. A year the holiday file does not cover is not
/// moved.
///
/// @param received  day the request reached the controller, Europe/Helsinki
/// @see GDPR (EU) 2016/679 art. 12(3); Regulation (EEC, Euratom) 1182/71 art. 3
[[nodiscard]] Day answer_by(Day received, bool extended, const lang::Holidays& holidays, bool eves_move = false);

/// By which rule the days were counted, to be stored beside them: an old date must stay explainable.
[[nodiscard]] std::string rule_of(const DeadlinePolicy& policy);

/// The law's last day for a day that was promised: `day`, moved to the next working day.
[[nodiscard]] Day last_day_for(Day day, const lang::Holidays& holidays, bool eves_move = false);

/// Days on which a request reminds of itself before `promised`: half of the time gone, three quarters, five days before.
/// From the last of them on, each day. Never before the receipt, never moved by a pause.
[[nodiscard]] std::vector<Day> reminders(Day received, Day promised);
/// Whether a reminder falls on `today`.
[[nodiscard]] bool reminds(Day received, Day promised, Day today);

[[nodiscard]] Deadlines deadlines(Day received, bool rectification, const lang::Holidays& holidays,
                                  const DeadlinePolicy& policy);

}  // namespace arkki::requests
