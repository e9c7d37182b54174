// Ten thousand guesses: the log and the table of delays stay bounded, and whoever has the right password still gets in.
#include <boost/test/unit_test.hpp>

#include "access/throttle.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using namespace std::chrono_literals;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

const std::string wrong = "aivan väärä salasana";

struct Office : TestOffice {
    std::string try_sign_in(const std::string& user, const std::string& secret,
                            const std::string& address = "10.0.0.5") {
        return refusal_of([&] { return sign_in(user, secret, address).roles.size(); });
    }
    std::int64_t count(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.one<std::int64_t>(sql); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_throttle, Office)

BOOST_AUTO_TEST_CASE(ten_thousand_attempts_leave_a_bounded_log_and_the_right_password_still_opens) {
    const auto before = count("SELECT count(*) FROM audit_entry");
    for (int i = 0; i < 10'000; ++i) {
        // one account from everywhere, many invented names, many networks; a second passes every ten attempts
        const std::string user = i % 2 == 0 ? "clerk" : "guess" + std::to_string(i);
        const std::string address =
            "10." + std::to_string(i / 65'536) + "." + std::to_string(i / 256 % 256) + "." + std::to_string(i % 256);
        const auto key = try_sign_in(user, wrong, i % 3 == 0 ? "2001:db8::" + std::to_string(i % 1000) : address);
        BOOST_TEST_REQUIRE((key == "login.failed" || key == "login.wait"), key);
        if (i % 10 == 0) clock.advance(1s);
    }
    const auto written = count("SELECT count(*) FROM audit_entry") - before;
    BOOST_TEST(written > 0);
    BOOST_TEST(written < 30);
    BOOST_TEST(count("SELECT count(*) FROM login_delay") <= 10'002);
    BOOST_TEST(count("SELECT coalesce(max(free_at - last_at), 0) FROM login_delay") <= 60'000'000);
    BOOST_TEST(try_sign_in("admin", password) == "");  // the last administrator never waited
    clock.advance(61s);
    BOOST_TEST(try_sign_in("clerk", password) == "");
    const auto told = count("SELECT sum(row_count) FROM audit_entry WHERE action IN('login.failed','login.locked')");
    const auto untold = database().read([](db::Read& read) {
        return read.one<std::string>(
            "SELECT args FROM audit_entry WHERE action = 'login.ok' ORDER BY seq DESC LIMIT 1");
    });
    BOOST_TEST(told > 0);
    BOOST_TEST(untold.find("failures=") != std::string::npos, untold);  // what the log was not yet told comes with it
}

BOOST_AUTO_TEST_CASE(the_rows_of_delays_stay_bounded_when_callers_come_from_everywhere) {
    for (int i = 0; i < 21; ++i)
        database().write([&](db::Write& write) {
            for (int j = 0; j < 500; ++j)
                static_cast<void>(count_failure(
                    write, {{"address:" + std::to_string(i) + "." + std::to_string(j)}, "unknown"}, clock.now()));
        });
    BOOST_TEST(count("SELECT count(*) FROM login_delay") <= 10'002);
    BOOST_TEST(try_sign_in("clerk", wrong) == "login.failed");
    BOOST_TEST(count("SELECT count(*) FROM login_delay WHERE key LIKE 'account:%'") == 1);
    clock.advance(2h);
    BOOST_TEST(try_sign_in("clerk", wrong) == "login.failed");
    BOOST_TEST(count("SELECT count(*) FROM login_delay") == 2);
}

BOOST_AUTO_TEST_SUITE_END()
