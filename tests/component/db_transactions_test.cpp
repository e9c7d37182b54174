// Snapshots, durable writes and what happens when one breaks off.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "db/dialect.hpp"
#include "support/test_database.hpp"

using namespace arkki;
using db::Read;
using db::Write;

namespace {

struct Room {
    test::TestDatabase test{test::Schema::empty};
    db::Database& database = test.database();
    Room() {
        database.write([](Write& write) {
            write.script(db::translate("CREATE TABLE n(value $int NOT NULL UNIQUE) $strict;", write.engine()));
        });
    }
    void add(int value) {
        database.write([&](Write& write) { write.run("INSERT INTO n(value) VALUES(:v)", {{"v", value}}); });
    }
    int count() {
        return database.read([](Read& read) { return read.one<int>("SELECT count(*) FROM n"); });
    }
};

/// Opens when told to; a writer held by it lets others queue up behind.
class Gate {
public:
    void open() { opened_.set_value(); }
    void wait() { future_.wait(); }

private:
    std::promise<void> opened_;
    std::shared_future<void> future_{opened_.get_future().share()};
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_throws_leaves_nothing_behind_and_comes_out) {
    Room room;
    struct Odd {};
    BOOST_CHECK_THROW(room.database.write([](Write& write) {
        write.run("INSERT INTO n(value) VALUES(1)");
        throw Odd{};
    }),
                      Odd);
    BOOST_CHECK_THROW(room.database.write([](Write& write) {
        write.run("INSERT INTO n(value) VALUES(2)");
        write.run("INSERT INTO n(value) VALUES(2)");
    }),
                      Error);
    BOOST_TEST(room.count() == 0);
    room.add(1);
    BOOST_TEST(room.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_write_inside_a_write_is_a_programmers_error_and_not_a_deadlock) {
    Room room;
    BOOST_CHECK_THROW(room.database.write([&](Write&) { room.add(1); }), std::logic_error);
    room.add(1);
    BOOST_TEST(room.database.read([&](Read&) {
        room.add(2);
        return room.count();
    }) == 2);
}

BOOST_AUTO_TEST_CASE(a_read_changes_nothing) {
    Room room;
    BOOST_CHECK_THROW((void)room.database.read(
                          [](Read& read) { return read.one<int>("INSERT INTO n(value) VALUES(1) RETURNING value"); }),
                      Error);
    BOOST_TEST(room.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_read_sees_one_moment_while_others_write) {
    Room room;
    room.database.read([&](Read& read) {
        BOOST_TEST(read.one<int>("SELECT count(*) FROM n") == 0);
        room.add(1);
        BOOST_TEST(read.one<int>("SELECT count(*) FROM n") == 0);
    });
    BOOST_TEST(room.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_read_inside_a_read_does_not_wait_for_itself) {
    Room room;
    std::function<int(int)> nested = [&](int depth) {
        return room.database.read([&](Read&) { return depth == 0 ? room.count() : nested(depth - 1); });
    };
    BOOST_TEST(nested(12) == 0);
}

BOOST_AUTO_TEST_CASE(of_jobs_committed_together_only_the_bad_one_is_lost) {
    Room room;
    Gate gate;
    std::vector<std::thread> threads;
    std::atomic<int> refused{0};
    threads.emplace_back([&] { room.database.write([&](Write&) { gate.wait(); }); });
    for (int i = 0; i < 20; ++i)
        threads.emplace_back([&, i] {
            try {
                room.add(i / 2);  // every second one is there already
            } catch (const Error& error) {
                refused += error.key() == "db.constraint";
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    gate.open();
    for (auto& thread : threads) thread.join();
    BOOST_TEST(refused == 10);
    BOOST_TEST(room.count() == 10);
}

BOOST_AUTO_TEST_CASE(a_job_that_loses_the_whole_transaction_does_not_take_its_neighbours_with_it) {
    Room room;
    Gate gate;
    std::vector<std::thread> threads;
    std::atomic<int> failed{0};
    threads.emplace_back([&] { room.database.write([&](Write&) { gate.wait(); }); });
    for (int i = 0; i < 9; ++i)
        threads.emplace_back([&, i] {
            try {
                room.database.write([&](Write& write) {
                    write.run("INSERT INTO n(value) VALUES(:v)", {{"v", i}});
                    if (i == 4) write.script("ROLLBACK; SELECT no_such_function()");  // as SQLite does on a full disk
                });
            } catch (const Error&) {
                ++failed;
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    gate.open();
    for (auto& thread : threads) thread.join();
    BOOST_TEST(failed == 1);
    BOOST_TEST(room.count() == 8);
}

BOOST_AUTO_TEST_CASE(a_rule_checked_before_a_write_holds_under_competition) {
    Room room;
    room.add(0);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 10; ++k)
                room.database.write([](Write& write) {
                    const auto last = write.one<int>("SELECT max(value) FROM n");
                    write.run("INSERT INTO n(value) VALUES(:v)", {{"v", last + 1}});
                });
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(room.count() == 81);
    BOOST_TEST(room.database.read([](Read& read) { return read.one<int>("SELECT max(value) FROM n"); }) == 80);
}

BOOST_AUTO_TEST_CASE(a_second_opening_sees_what_was_committed) {
    Room room;
    room.add(1);
    const auto second = db::Database::open(room.test.url());
    second->write([](Write& write) { write.run("INSERT INTO n(value) VALUES(2)"); });
    BOOST_TEST(room.count() == 2);
    room.test.reopen();
    BOOST_TEST(second->read([](Read& read) { return read.one<int>("SELECT count(*) FROM n"); }) == 2);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_unavailable_once_and_then_replaced) {
    if (test::engine() != db::Engine::postgresql) return;
    Room room;
    room.add(1);
    const auto cut =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()";
    BOOST_CHECK_EXCEPTION(room.database.read([&](Read& read) {
        db::connect(room.test.url(), db::Mode::write)->script(cut);
        return read.one<int>("SELECT count(*) FROM n");
    }),
                          Error, [](const Error& error) { return error.key() == "db.unavailable"; });
    BOOST_TEST(room.count() == 1);
    room.add(2);
}

BOOST_AUTO_TEST_CASE(an_address_that_leads_nowhere_is_an_error_without_the_address) {
    for (const auto* url : {"", "arkki.db", "mysql:x", "sqlite:", "sqlite:/no/such/folder/Esimerkki.db",
                            "postgresql:host=127.0.0.1 port=1 user=Esimerkki"})
        BOOST_CHECK_EXCEPTION(db::Database::open(url), Error, [](const Error& error) {
            return std::string{error.what()}.find("Esimerkki") == std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(the_file_is_its_owners_alone_and_commits_are_synced) {
    if (test::engine() != db::Engine::sqlite) return;
    Room room;
    for (const auto* name : {"arkki.db", "arkki.db-wal", "arkki.db-shm"}) {
        struct stat facts {};
        BOOST_TEST(::stat((room.test.folder() / name).c_str(), &facts) == 0);
        BOOST_TEST((facts.st_mode & 077) == 0u);
    }
    room.database.write([](Write& write) {
        BOOST_TEST(write.one<int>("PRAGMA synchronous") == 2);
        BOOST_TEST(write.one<int>("PRAGMA foreign_keys") == 1);
        BOOST_TEST(write.one<int>("PRAGMA secure_delete") == 1);
        BOOST_TEST(write.one<int>("PRAGMA trusted_schema") == 0);
    });
}
