// The log by hour of the day and weekday, as the office's clock showed them.
#include <boost/test/unit_test.hpp>

#include "audit/query.hpp"
#include "support/test_log.hpp"

using namespace arkki;

namespace {

constexpr std::size_t monday_ten = 10, monday_noon = 12;

audit::Filter at_hours(int from, int to) {
    audit::Filter filter;
    filter.hour_from = from;
    filter.hour_to = to;
    return filter;
}

std::string refusal_of(const audit::Filter& filter) {
    try {
        audit::check(filter);
    } catch (const Error& error) {
        return error.field();
    }
    return {};
}

/// Entries on Monday at ten, some at eleven, then at noon.
struct Office : test::TestLog {
    Office() {
        for (const auto hours : {0, 2, 2, 2}) {
            clock.set(monday + std::chrono::hours{hours});
            log.append(test::TestLog::look(1));
        }
    }
    const Instant monday = clock.now();
    std::int64_t count(const audit::Filter& filter) {
        return database().read([&](db::Read& read) {
            return static_cast<std::int64_t>(audit::entries(read, filter, std::nullopt, 100).size());
        });
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(hours_that_no_clock_shows_are_refused) {
    BOOST_TEST(refusal_of(at_hours(0, 24)) == "hours");
    BOOST_TEST(refusal_of(at_hours(-1, 3)) == "hours");
    audit::Filter half;
    half.hour_from = 3;
    BOOST_TEST(refusal_of(half) == "hours");
    audit::Filter day;
    day.weekday = 7;
    BOOST_TEST(refusal_of(day) == "weekday");
}

BOOST_AUTO_TEST_CASE(entries_are_counted_by_the_hour_of_the_office) {
    Office office;
    const auto counts = office.database().read([](db::Read& read) { return audit::per_hour_and_weekday(read, {}); });
    BOOST_TEST(counts[monday_ten] >= 1);
    BOOST_TEST(counts[monday_noon] == 3);
    BOOST_TEST(counts[monday_noon + 24] == 0);
}

BOOST_AUTO_TEST_CASE(a_span_of_hours_may_go_over_midnight) {
    Office office;
    BOOST_TEST(office.count(at_hours(12, 12)) == 3);
    BOOST_TEST(office.count(at_hours(22, 12)) == office.count({}));
    BOOST_TEST(office.count(at_hours(13, 9)) == 0);
    auto sunday = at_hours(0, 23);
    sunday.weekday = 6;
    BOOST_TEST(office.count(sunday) == 0);
    sunday.weekday = 0;
    BOOST_TEST(office.count(sunday) == office.count({}));
}

BOOST_AUTO_TEST_CASE(what_was_asked_stands_in_the_log) {
    auto filter = at_hours(19, 5);
    filter.weekday = 6;
    const auto event = audit::log_read({}, filter, 0);
    const std::vector<std::pair<std::string, std::string>> args{{"hours", "19-5"}, {"weekday", "6"}};
    BOOST_TEST((event.args == args));
}
