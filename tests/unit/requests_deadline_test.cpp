// The vectors of the design: receipt, +1 month, last day with and without eves, +3 months, rolled.
#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>

#include "requests/deadline.hpp"
#include "requests/kinds.hpp"

using namespace arkki;
using namespace arkki::requests;

namespace {

const lang::Holidays& holidays() {
    static const lang::Holidays file{std::filesystem::path{ARKKI_SOURCE_DIR} / "config/holidays/fi.txt"};
    return file;
}

struct Vector {
    const char *received, *safe, *last_with_eves, *last, *ext_safe, *ext_last;
};
constexpr std::array<Vector, 17> vectors{{
    {"2024-01-31", "2024-02-29", "2024-02-29", "2024-02-29", "2024-04-30", "2024-04-30"},
    {"2025-03-05", "2025-04-05", "2025-04-07", "2025-04-07", "2025-06-05", "2025-06-05"},
    {"2025-08-31", "2025-09-30", "2025-09-30", "2025-09-30", "2025-11-30", "2025-12-01"},
    {"2025-11-06", "2025-12-06", "2025-12-08", "2025-12-08", "2026-02-06", "2026-02-06"},
    {"2025-11-24", "2025-12-24", "2025-12-29", "2025-12-24", "2026-02-24", "2026-02-24"},
    {"2025-12-01", "2026-01-01", "2026-01-02", "2026-01-02", "2026-03-01", "2026-03-02"},
    {"2025-12-31", "2026-01-31", "2026-02-02", "2026-02-02", "2026-03-31", "2026-03-31"},
    {"2026-01-31", "2026-02-28", "2026-03-02", "2026-03-02", "2026-04-30", "2026-04-30"},
    {"2026-03-03", "2026-04-03", "2026-04-07", "2026-04-07", "2026-06-03", "2026-06-03"},
    {"2026-03-05", "2026-04-05", "2026-04-07", "2026-04-07", "2026-06-05", "2026-06-05"},
    {"2026-04-01", "2026-05-01", "2026-05-04", "2026-05-04", "2026-07-01", "2026-07-01"},
    {"2026-04-14", "2026-05-14", "2026-05-15", "2026-05-15", "2026-07-14", "2026-07-14"},
    {"2026-05-19", "2026-06-19", "2026-06-22", "2026-06-19", "2026-08-19", "2026-08-19"},
    {"2026-09-24", "2026-10-24", "2026-10-26", "2026-10-26", "2026-12-24", "2026-12-24"},
    {"2026-11-30", "2026-12-30", "2026-12-30", "2026-12-30", "2027-02-28", "2027-03-01"},
    {"2027-02-26", "2027-03-26", "2027-03-30", "2027-03-30", "2027-05-26", "2027-05-26"},
    {"2028-01-30", "2028-02-29", "2028-02-29", "2028-02-29", "2028-04-30", "2028-05-02"},
}};

}  // namespace

BOOST_AUTO_TEST_CASE(every_vector_of_the_regulation_holds) {
    for (const auto& v : vectors) {
        const Deadlines dates = deadlines(day_from_iso(v.received), false, holidays(), {});
        BOOST_TEST_CONTEXT("received " << v.received) {
            BOOST_TEST(iso(dates.safe) == v.safe);
            BOOST_TEST(iso(dates.last) == v.last);
            BOOST_TEST(iso(dates.ext_safe) == v.ext_safe);
            BOOST_TEST(iso(dates.ext_last) == v.ext_last);
            BOOST_TEST(iso(answer_by(day_from_iso(v.received), false, holidays(), true)) == v.last_with_eves);
        }
    }
}

BOOST_AUTO_TEST_CASE(on_every_day_of_ten_years_the_safe_day_is_never_after_the_last_and_the_last_is_a_working_day) {
    for (Day day = day_from_iso("2024-01-01"); day < day_from_iso("2033-09-01"); day = add_days(day, 1)) {
        const Deadlines dates = deadlines(day, false, holidays(), {});
        const std::chrono::weekday weekday{std::chrono::sys_days{dates.last}};
        BOOST_TEST(days_between(dates.safe, dates.last) >= 0);
        BOOST_TEST(weekday.iso_encoding() <= 5u);
        BOOST_TEST(!holidays().full(dates.last));
        BOOST_TEST(days_between(dates.safe, dates.ext_safe) >= 59);
    }
}

BOOST_AUTO_TEST_CASE(a_year_the_holiday_file_does_not_know_is_not_moved) {
    const Deadlines dates = deadlines(day_from_iso("2090-12-01"), false, holidays(), {});
    BOOST_TEST(iso(dates.last) == "2091-01-01");
}

BOOST_AUTO_TEST_CASE(a_request_reminds_at_half_at_three_quarters_five_days_before_and_then_daily) {
    const Day received = day_from_iso("2026-03-03"), safe = day_from_iso("2026-04-03");
    const auto days = reminders(received, safe);
    BOOST_TEST_REQUIRE(days.size() == 3u);
    BOOST_TEST(iso(days[0]) == "2026-03-18");
    BOOST_TEST(iso(days[1]) == "2026-03-26");
    BOOST_TEST(iso(days[2]) == "2026-03-29");
    int told = 0;
    for (Day day = received; day <= add_days(safe, 3); day = add_days(day, 1)) told += reminds(received, safe, day);
    BOOST_TEST(told == 2 + 9);  // twice, then from 29 March to 6 April each day: late ones remind as well
    BOOST_TEST(!reminds(received, safe, received));
    BOOST_TEST(!reminds(received, safe, day_from_iso("2026-03-27")));
}

BOOST_AUTO_TEST_CASE(on_every_day_of_ten_years_both_days_count_from_the_receipt_and_reminders_lie_between) {
    for (Day day = day_from_iso("2024-01-01"); day < day_from_iso("2033-09-01"); day = add_days(day, 1)) {
        const Deadlines dates = deadlines(day, false, holidays(), {});
        const std::chrono::weekday weekday{std::chrono::sys_days{dates.ext_last}};
        BOOST_TEST((dates.ext_safe == add_months(day, 3)));
        BOOST_TEST((dates.ext_safe <= dates.ext_last));
        BOOST_TEST(weekday.iso_encoding() <= 5u);
        BOOST_TEST(!holidays().full(dates.ext_last));
        BOOST_TEST((last_day_for(dates.safe, holidays()) == dates.last));
        const auto days = reminders(day, dates.safe);
        BOOST_TEST((days.front() > day && days.back() < dates.safe));
        BOOST_TEST((dates.target < dates.safe));
    }
}

BOOST_AUTO_TEST_CASE(the_rule_that_counted_tells_whether_eves_moved_a_day) {
    BOOST_TEST(rule_of({}) != rule_of({14, 7, true}));
}

BOOST_AUTO_TEST_CASE(no_reason_exists_for_a_missing_signature_or_a_language_and_a_ban_cannot_be_refused) {
    BOOST_TEST(reasons_for(Kind::ban).empty());
    for (const auto reason : reasons_for(Kind::rectify)) BOOST_TEST(std::string{reason}.starts_with("R"));
    BOOST_TEST(reasons_for(Kind::rectify).size() == 6u);
}
