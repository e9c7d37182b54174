// Orders, leases, runners: on both databases.
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <set>
#include <thread>

#include "jobs/jobs.hpp"
#include "jobs/prune.hpp"
#include "jobs/runners.hpp"
#include "support/test_database.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using namespace arkki::jobs;
using namespace std::chrono_literals;

namespace {

constexpr std::array<std::string_view, 2> all{"read", "assemble"};

class Queue {
public:
    test::TestDatabase test;
    Instant now = instant_from_microseconds(1'800'000'000'000'000);

    db::Database& database() { return test.database(); }
    void order(const Order& what) {
        database().write([&](db::Write& write) { jobs::order(write, what, now); });
    }
    void again(const Order& what) {
        database().write([&](db::Write& write) { order_again(write, what, now); });
    }
    std::optional<Lease> claim(const std::string& owner = "runner") { return jobs::claim(database(), owner, now, all); }
    void finish(const Lease& lease) {
        database().write([&](db::Write& write) { done(write, lease, now); });
    }
    bool back(const Lease& lease) {
        return database().write([&](db::Write& write) { return put_back(write, lease, "reader.crashed", now); });
    }
    std::string refused(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.key();
        }
        return "done";
    }
    std::string state(std::int64_t object = 1) {
        return database().read([&](db::Read& read) {
            return read.one<std::string>("SELECT state FROM job WHERE object = :object", {{"object", object}});
        });
    }
    Tally tally() {
        return database().read([](db::Read& read) { return jobs::tally(read, "read"); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_runner_that_wakes_after_its_lease_must_not_write, Queue) {
    order({"read", 1, 1});
    const auto old = claim("old");
    now += 3min;
    const auto fresh = claim("new");
    BOOST_TEST_REQUIRE(fresh.has_value());
    BOOST_TEST(fresh->lost == 1);
    BOOST_TEST(refused([&] { finish(*old); }) == "job.lease_lost");
    BOOST_TEST(refused([&] { renew(database(), *old, now); }) == "job.lease_lost");
    BOOST_TEST(refused([&] { back(*old); }) == "job.lease_lost");
    BOOST_TEST(refused([&] { database().read([&](db::Read& read) { demand(read, *old); }); }) == "job.lease_lost");
    finish(*fresh);
    BOOST_TEST(state() == "done");
    BOOST_TEST(refused([&] { finish(*fresh); }) == "job.lease_lost");
}

BOOST_FIXTURE_TEST_CASE(the_same_runner_does_not_pass_for_the_one_it_was, Queue) {
    order({"read", 1, 1});
    const auto before = claim("runner");
    now += 3min;
    const auto after = claim("runner");
    BOOST_TEST(refused([&] { finish(*before); }) == "job.lease_lost");
    finish(*after);
}

BOOST_FIXTURE_TEST_CASE(what_is_void_is_lost_to_whoever_works_on_it, Queue) {
    order({"read", 1, 1});
    const auto lease = claim();
    database().write([](db::Write& write) { void_of(write, "read", 1); });
    BOOST_TEST(refused([&] { finish(*lease); }) == "job.lease_lost");
    BOOST_TEST(!claim());
    order({"read", 1, 1});
    BOOST_TEST(!claim());
    again({"read", 1, 1});
    BOOST_TEST(claim().has_value());
}

BOOST_FIXTURE_TEST_CASE(the_same_order_is_one_job_and_another_engine_or_input_is_another, Queue) {
    for (int i = 0; i < 3; ++i) order({"read", 1, 1});
    BOOST_TEST(tally().waiting == 1);
    finish(*claim());
    order({"read", 1, 1});
    BOOST_TEST(tally().waiting == 0);
    order({"read", 1, 1, "", "engine 2"});
    order({"read", 1, 1, "turn:90"});
    BOOST_TEST(tally().waiting == 2);
    finish(*claim());
    finish(*claim());
    again({"read", 1, 1});
    BOOST_TEST(tally().waiting == 1);
}

BOOST_FIXTURE_TEST_CASE(a_fault_is_tried_again_later_and_the_third_one_is_the_last, Queue) {
    order({"read", 1, 1});
    BOOST_TEST(back(*claim()));
    BOOST_TEST(!claim());
    now += 10s;
    BOOST_TEST(back(*claim()));
    now += 39s;
    BOOST_TEST(!claim());
    now += 1s;
    BOOST_TEST(!back(*claim()));
    BOOST_TEST(state() == "failed");
    BOOST_TEST(tally().failed == 1);
    now += 24h;
    BOOST_TEST(!claim());
    again({"read", 1, 1});
    const auto lease = claim();
    BOOST_TEST_REQUIRE(lease.has_value());
    BOOST_TEST(lease->failures == 0);
}

BOOST_FIXTURE_TEST_CASE(a_job_that_takes_every_runner_with_it_is_hopeless_in_the_end, Queue) {
    order({"read", 1, 1});
    int taken = 0;
    for (int look = 0; look < 50; ++look, now += 3min) {
        const auto lease = claim();  // and nothing is heard of the runner again
        if (!lease) continue;        // not at once after the second time
        if (lease->is_hopeless()) break;
        ++taken;
    }
    BOOST_TEST(taken == losses);
}

BOOST_FIXTURE_TEST_CASE(what_was_postponed_is_no_fault_of_the_job, Queue) {
    order({"read", 1, 1});
    for (int i = 0; i < 10; ++i) {
        const auto lease = claim();
        BOOST_TEST_REQUIRE(lease.has_value());
        BOOST_TEST(!lease->is_hopeless());
        database().write([&](db::Write& write) { postpone(write, *lease, now + 30s); });
        BOOST_TEST(!claim());
        BOOST_TEST(database().read([&](db::Read& read) { return at_rest(read, all, now); }));
        now += 30s;
        BOOST_TEST(!database().read([&](db::Read& read) { return at_rest(read, all, now); }));
    }
}

BOOST_FIXTURE_TEST_CASE(the_urgent_comes_first_then_the_oldest_and_other_kinds_are_left_alone, Queue) {
    order({"read", 1, 1});
    order({"read", 2, 1});
    order({"read", 3, 1, "", "", priority::background});
    order({"reindex", 4});
    order({"assemble", 5, 0, "", "", priority::soon});
    database().write([](db::Write& write) { hurry(write, "read", 3); });
    std::string taken;
    while (const auto lease = claim()) taken += std::to_string(lease->object);
    BOOST_TEST(taken == "3512");
}

BOOST_FIXTURE_TEST_CASE(many_runners_at_once_take_each_job_once, Queue) {
    for (int i = 0; i < 40; ++i) order({"read", i, 1});
    std::array<std::vector<std::int64_t>, 4> taken;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < taken.size(); ++t)
        threads.emplace_back([&, t] {
            while (const auto lease = claim("runner-" + std::to_string(t))) taken[t].push_back(lease->object);
        });
    for (auto& thread : threads) thread.join();
    std::set<std::int64_t> objects;
    std::size_t count = 0;
    for (const auto& some : taken) objects.insert(some.begin(), some.end()), count += some.size();
    BOOST_TEST(objects.size() == 40u);
    BOOST_TEST(count == 40u);
}

BOOST_FIXTURE_TEST_CASE(a_runner_that_lives_keeps_what_it_holds_and_one_that_was_killed_does_not, Queue) {
    const auto folder = test.folder() / "runners";
    const Runner living{folder, system_randomness()};
    order({"read", 1, 1});
    order({"read", 2, 1});
    BOOST_TEST_REQUIRE(claim(living.name()).has_value());
    // Another process that holds a job and is killed: the kernel lets go of its lock.
    int tell[2];
    BOOST_TEST_REQUIRE(::pipe(tell) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const int file = ::open((folder / "killed").c_str(), O_RDWR | O_CREAT, 0600);
        const char ready = ::flock(file, LOCK_EX) == 0 ? 'y' : 'n';
        static_cast<void>(::write(tell[1], &ready, 1));
        ::pause();
        ::_exit(0);
    }
    char ready = 0;
    BOOST_TEST_REQUIRE(::read(tell[0], &ready, 1) == 1);
    BOOST_TEST_REQUIRE(ready == 'y');
    BOOST_TEST_REQUIRE(claim("killed").has_value());
    order({"read", 3, 1});
    BOOST_TEST_REQUIRE(claim("of-another-machine").has_value());

    const Runner third{folder, system_randomness()};
    BOOST_TEST(third.release_the_gone(database(), now) == 0);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    BOOST_TEST(third.release_the_gone(database(), now) == 1);
    const auto freed = claim("third");
    BOOST_TEST_REQUIRE(freed.has_value());
    BOOST_TEST(freed->object == 2);
    BOOST_TEST(!claim("third"));
    BOOST_TEST(!std::filesystem::exists(folder / "killed"));
}

BOOST_FIXTURE_TEST_CASE(a_name_from_the_database_never_leads_out_of_the_folder, Queue) {
    const Runner runner{test.folder() / "runners", system_randomness()};
    const auto outside = test.folder() / "outside";
    std::ofstream{outside} << "x";
    order({"read", 1, 1});
    BOOST_TEST_REQUIRE(claim("../outside").has_value());
    BOOST_TEST(runner.release_the_gone(database(), now) == 0);
    BOOST_TEST(std::filesystem::exists(outside));
}

BOOST_FIXTURE_TEST_CASE(a_job_that_waits_runs_or_has_failed_is_never_removed_however_old, Queue) {
    order({"read", 1, 1});
    const auto failed = claim();
    database().write([&](db::Write& write) { fail(write, *failed, "reader.crashed", now); });
    order({"read", 2, 1});
    const auto running = claim();
    order({"read", 3, 1});
    BOOST_TEST(prune(database(), now + kept_for * 100) == 0);
    BOOST_TEST(state(1) == "failed");
    BOOST_TEST(state(2) == "running");
    BOOST_TEST(state(3) == "ready");
    finish(*running);
    BOOST_TEST(claim().has_value());
}

BOOST_FIXTURE_TEST_CASE(what_was_done_or_void_long_enough_goes_a_slice_at_a_time, Queue) {
    for (int i = 1; i <= 25; ++i) order({"read", i, 1});
    for (int i = 1; i <= 20; ++i) finish(*claim());
    database().write([](db::Write& write) { void_of(write, "read", 21); });
    now += 1h;
    finish(*claim());  // the twenty-second, too late to go
    const auto rows = [&] {
        return database().read([](db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM job"); });
    };
    BOOST_TEST(prune(database(), now - 1h, 3) == 0);  // at that very moment is not before it
    BOOST_TEST(prune(database(), now, 3) == 21);
    BOOST_TEST(rows() == 4);
    BOOST_TEST(state(22) == "done");
    BOOST_TEST(tally().waiting == 3);
    BOOST_TEST(prune(database(), now + 1h, 3) == 1);
    std::string taken;
    while (const auto lease = claim()) taken += std::to_string(lease->object) + " ";
    BOOST_TEST(taken == "23 24 25 ");
}

BOOST_FIXTURE_TEST_CASE(one_that_was_done_anew_counts_from_its_last_end_and_one_removed_can_be_ordered_again, Queue) {
    order({"read", 1, 1});
    finish(*claim());
    now += kept_for;
    again({"read", 1, 1});
    finish(*claim());
    BOOST_TEST(prune(database(), now) == 0);
    order({"read", 1, 1});
    BOOST_TEST(!claim());  // known to be done
    BOOST_TEST(prune(database(), now + 1s) == 1);
    order({"read", 1, 1});
    BOOST_TEST(claim().has_value());
}

BOOST_FIXTURE_TEST_CASE(removing_ends_after_the_slice_at_hand_when_the_service_stops, Queue) {
    order({"read", 1, 1});
    finish(*claim());
    const std::atomic<bool> stop{true};
    BOOST_TEST(prune(database(), now + 1h, 1, &stop) == 0);
    BOOST_TEST(state(1) == "done");
}
