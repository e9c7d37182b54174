// A disk that is full: nothing is logged, so nothing may happen; afterwards the log goes on as if nothing had been.
#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "support/attacked_log.hpp"
#include "support/full_disk.hpp"

using namespace arkki;
using namespace arkki::test;

BOOST_AUTO_TEST_CASE(a_full_disk_takes_no_line_and_the_log_goes_on_when_there_is_room) {
    if (engine() != db::Engine::sqlite) return;
    AttackedLog log;
    log.log.append(TestLog::look(1, {CustomerId{1}}));
    std::int64_t written = 2;
    std::string fault;
    {
        const FullDisk full{log.database()};
        try {
            for (;; ++written) log.log.append(TestLog::look(written, {CustomerId{written}}));
        } catch (const Error& error) {
            fault = error.key();
            BOOST_TEST((error.fault() == Fault::unavailable));
        }
        BOOST_TEST(fault == "db.full");
        BOOST_CHECK_THROW(log.log.append(TestLog::look(1)), Error);
        // What is there can still be read and checked.
        BOOST_TEST(log.checkpoint().size == static_cast<std::uint64_t>(written));
        BOOST_TEST(log.problems() == "");
    }
    BOOST_TEST(log.log.append(TestLog::look(1)).value() == written);
    BOOST_TEST(log.problems() == "");
}

BOOST_AUTO_TEST_CASE(a_change_that_cannot_be_logged_did_not_happen) {
    if (engine() != db::Engine::sqlite) return;
    AttackedLog log;
    log.database().write(
        [](db::Write& write) { write.script("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT)"); });
    int noted = 0;
    {
        const FullDisk full{log.database()};
        try {
            for (;; ++noted)
                log.log.change([&](db::Write& write, audit::Appender& appender) {
                    write.run("INSERT INTO note(text) VALUES(:text)", {{"text", "short"}});
                    return appender.append(TestLog::look(1));
                });
        } catch (const Error& error) {
            BOOST_TEST(error.key() == "db.full");
        }
    }
    const auto [notes, entries] = log.database().read([](db::Read& read) {
        return read.one<int, int>("SELECT (SELECT count(*) FROM note), (SELECT count(*) FROM audit_entry)");
    });
    BOOST_TEST(notes == noted);
    BOOST_TEST(entries == noted + 1);
    BOOST_TEST(log.problems() == "");
}
