#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

#include "base/error.hpp"
#include "support/test_log.hpp"
#include "tlog/tree.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

namespace {

std::int64_t entries_in(db::Database& database) {
    return database.read([](db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM audit_entry"); });
}
tlog::Frontier frontier_in(db::Database& database) {
    return tlog::Frontier::from_text(database.read(
        [](db::Read& read) { return read.one<std::string>("SELECT frontier FROM audit_state WHERE id = 0"); }));
}
std::vector<std::string> actions_in(db::Database& database) {
    return database.read(
        [](db::Read& read) { return read.rows<std::string>("SELECT action FROM audit_entry ORDER BY seq"); });
}
std::string key_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_rolled_back_change_leaves_no_gap_and_no_trace) {
    TestLog test;
    test.log.append(TestLog::look(1, {CustomerId{5}}));
    const std::string before = frontier_in(test.database()).text();
    BOOST_CHECK_THROW(test.log.change([](db::Write&, audit::Appender& log) -> audit::Receipt {
        log.append(TestLog::look(2, {CustomerId{6}}));
        throw Error{Fault::conflict, "test.second_thoughts"};
    }),
                      Error);
    BOOST_TEST(frontier_in(test.database()).text() == before);
    BOOST_TEST(test.log.append(TestLog::look(3)).value() == 2);
    BOOST_TEST(entries_in(test.database()) == 3);
    BOOST_TEST(test.database().read([](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM audit_subject WHERE subject = 6");
    }) == 0);
}

BOOST_AUTO_TEST_CASE(an_event_that_breaks_a_limit_rolls_the_change_back_with_it) {
    TestLog test;
    audit::Event event = TestLog::look(1);
    event.query = PersonalText{std::string(501, 'x')};
    BOOST_TEST(key_of([&] { test.log.append(event); }) == "audit.too_long");
    BOOST_TEST(key_of([&] {
                   test.log.change([&](db::Write& write, audit::Appender& log) {
                       write.run("UPDATE audit_state SET frontier = frontier WHERE id = 0");
                       return log.append(event);
                   });
               }) == "audit.too_long");
    BOOST_TEST(entries_in(test.database()) == 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_appended_to_a_damaged_tree) {
    TestLog test;
    const std::string before = frontier_in(test.database()).text();
    test.log.append(TestLog::look(1));
    test.database().write([&](db::Write& write) {
        write.run("UPDATE audit_state SET frontier = :old WHERE id = 0", {{"old", before}});
    });
    BOOST_TEST(key_of([&] { test.log.append(TestLog::look(2)); }) == "audit.damaged");
    BOOST_TEST(entries_in(test.database()) == 2);
}

BOOST_AUTO_TEST_CASE(a_log_begins_once_with_its_version_and_policy) {
    TestLog test;
    BOOST_TEST(!audit::found(test.log, {"other.example/audit/e1", "0.2.0", ""}));
    BOOST_TEST(entries_in(test.database()) == 1);
    const auto [action, object, args] = test.database().read([](db::Read& read) {
        return read.one<std::string, std::string, std::string>(
            "SELECT action, object, args FROM audit_entry WHERE seq = 0");
    });
    BOOST_TEST(action == "log.created");
    BOOST_TEST(object == "log:arkki.example/audit/e1");
    BOOST_TEST(args == "version=0.1.0\npolicy=" + std::string(64, '0'));
}

BOOST_AUTO_TEST_CASE(writers_at_the_same_time_make_one_history_without_gap_or_fork) {
    TestLog test;
    const auto second = db::Database::open(test.store.url());
    audit::Log other{*second, test.clock.clock(), system_randomness(), winter_wall_clock()};
    audit::Log same{test.database(), test.clock.clock(), system_randomness(), winter_wall_clock()};
    std::vector<std::set<std::int64_t>> given(4);
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < given.size(); ++i)
        writers.emplace_back([&, i] {
            for (int k = 0; k < 20; ++k)
                given[i].insert((i % 2 == 0 ? same : other).append(TestLog::look(k, {CustomerId{k + 1}})).value());
        });
    for (auto& writer : writers) writer.join();
    std::set<std::int64_t> all{0};
    for (const auto& some : given) all.insert(some.begin(), some.end());
    BOOST_TEST(all.size() == 81u);
    BOOST_TEST(*all.rbegin() == 80);
    BOOST_TEST(frontier_in(test.database()).size() == 81u);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_is_held_for_two_seconds_and_said_beyond) {
    TestLog test;
    test.log.append(TestLog::look(1));
    test.clock.advance(-1500ms);
    test.log.append(TestLog::look(2));
    test.clock.advance(-1h);
    test.log.append(TestLog::look(3));
    const std::vector<std::string> expected{"log.created", "document.view", "document.view", "clock.jumped",
                                            "document.view"};
    BOOST_TEST(actions_in(test.database()) == expected, boost::test_tools::per_element());
    const auto times = test.database().read(
        [](db::Read& read) { return read.rows<Instant>("SELECT ts FROM audit_entry ORDER BY seq"); });
    BOOST_TEST((times[2] == times[1]));
    BOOST_TEST((times[4] == test.clock.now()));
}

BOOST_AUTO_TEST_CASE(a_clock_that_somebody_set_is_said_once_wherever_it_went) {
    TestLog test;
    auto up = 1h;
    audit::Log log{test.database(), test.clock.clock(), repeatable_randomness(), winter_wall_clock(),
                   [&] { return std::chrono::microseconds{up}; }};
    const auto pass = [&](auto time) {
        test.clock.advance(time);
        up += std::chrono::duration_cast<std::chrono::hours>(time);
    };
    log.append(TestLog::look(1));
    pass(24h);  // a day in which nothing happened is no jump
    log.append(TestLog::look(2));
    test.clock.advance(1500ms);  // nor is what a time server puts right
    log.append(TestLog::look(3));
    test.clock.advance(1h);
    log.append(TestLog::look(4));
    log.append(TestLog::look(5));
    pass(3h);
    test.clock.advance(-2h);  // back, but not before the newest entry
    log.append(TestLog::look(6));
    const std::vector<std::string> expected{"log.created",   "document.view", "document.view",
                                            "document.view", "clock.jumped",  "document.view",
                                            "document.view", "clock.jumped",  "document.view"};
    BOOST_TEST(actions_in(test.database()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_jump_whose_line_was_rolled_back_is_said_again) {
    TestLog test;
    audit::Log log{test.database(), test.clock.clock(), repeatable_randomness(), winter_wall_clock(),
                   [] { return std::chrono::microseconds{0}; }};
    test.clock.advance(1s);
    log.append(TestLog::look(1));
    test.clock.advance(1h);
    BOOST_CHECK_THROW(log.change([](db::Write&, audit::Appender& appender) -> audit::Receipt {
        appender.append(TestLog::look(2));
        throw Error{Fault::conflict, "test.second_thoughts"};
    }),
                      Error);
    log.append(TestLog::look(3));
    log.append(TestLog::look(4));
    const std::vector<std::string> expected{"log.created", "document.view", "clock.jumped", "document.view",
                                            "document.view"};
    BOOST_TEST(actions_in(test.database()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_typed_stands_in_its_own_group_and_nowhere_else) {
    TestLog test;
    audit::Event event = TestLog::look(1, {CustomerId{9}, CustomerId{3}, CustomerId{9}});
    event.query = PersonalText{"Mesikämmen 010190-999X"};
    event.reason = PersonalText{"Mesikämmen soitti"};
    event.note = PersonalText{"Mesikämmen odottaa"};
    test.log.append(event);
    const auto [who, whom, circumstances, leaf, typed] = test.database().read([](db::Read& read) {
        return read.one<std::string, std::string, std::string, std::string, std::string>(
            "SELECT session || auth || addr || via || station, object || sha256 || subjects, action || role || purpose "
            "|| case_ref || basis || result || rule || request || args, leaf, query || reason || note "
            "FROM audit_entry WHERE seq = 1");
    });
    for (const auto& text : {who, whom, circumstances, leaf}) BOOST_TEST(text.find("Mesik") == std::string::npos);
    BOOST_TEST(typed == "Mesikämmen 010190-999XMesikämmen soittiMesikämmen odottaa");
    BOOST_TEST(whom == "document:13,9");
    BOOST_TEST(test.database().read([](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM audit_subject WHERE seq = 1");
    }) == 2);
}

BOOST_AUTO_TEST_CASE(local_hours_count_from_monday_midnight_in_the_office) {
    TestLog test;                      // Monday 23 November 2026, 8 UTC: 10 in the office
    test.clock.set("2026-11-29", 22);  // Sunday 22 UTC: Monday 0 in the office
    test.log.append(TestLog::look(1));
    const auto hours = test.database().read(
        [](db::Read& read) { return read.rows<int>("SELECT local_hour FROM audit_entry ORDER BY seq"); });
    BOOST_TEST(hours[0] == 10);
    BOOST_TEST(hours[1] == 0);
}
