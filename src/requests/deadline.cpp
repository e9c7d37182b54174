#include "requests/deadline.hpp"

#include <algorithm>

namespace arkki::requests {
namespace {

bool rests(Day day, const lang::Holidays& holidays, bool eves_move) {
    const std::chrono::weekday weekday{std::chrono::sys_days{day}};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday || holidays.full(day) ||
           (eves_move && holidays.eve(day));
}

/// To the next working day; where the file ends, the plain date stands: never later than the law may allow.
Day moved(Day day, const lang::Holidays& holidays, bool eves_move) {
    Day result = day;
    while (holidays.covers(result.year()) && rests(result, holidays, eves_move)) result = add_days(result, 1);
    return holidays.covers(result.year()) ? result : day;
}

}  // namespace

Day answer_by(Day received, bool extended, const lang::Holidays& holidays, bool eves_move) {
    return moved(add_months(received, extended ? 3 : 1), holidays, eves_move);
}

std::string rule_of(const DeadlinePolicy& policy) {
    return policy.eves_move ? "1182/71, eves move" : "1182/71, eves stay";
}

Day last_day_for(Day day, const lang::Holidays& holidays, bool eves_move) { return moved(day, holidays, eves_move); }

std::vector<Day> reminders(Day received, Day promised) {
    constexpr int last_days = 5;
    const int days = days_between(received, promised);
    std::vector<Day> result{add_days(received, days / 2), add_days(received, days * 3 / 4),
                            std::max(received, add_days(promised, -last_days))};
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

bool reminds(Day received, Day promised, Day today) {
    const auto days = reminders(received, promised);
    return today >= days.back() || std::find(days.begin(), days.end(), today) != days.end();
}

Deadlines deadlines(Day received, bool rectification, const lang::Holidays& holidays, const DeadlinePolicy& policy) {
    return {add_days(received, rectification ? policy.rectify_target_days : policy.target_days),
            add_months(received, 1), answer_by(received, false, holidays, policy.eves_move), add_months(received, 3),
            answer_by(received, true, holidays, policy.eves_move)};
}

}  // namespace arkki::requests
