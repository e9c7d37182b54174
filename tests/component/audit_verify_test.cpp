// The attacks an administrator of the database can try, each after the triggers are gone, and what verify says of them.
#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "support/attacked_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

/// A log of 301 entries, a second between two; entry n looks at document n and customers n and n + 1000.
class Attacked : public AttackedLog {
public:
    Attacked() {
        database().write([this](db::Write& write) {
            for (int n = 1; n <= 300; ++n) {
                clock.advance(std::chrono::seconds{1});
                audit::Event event = look(n, {CustomerId{n}, CustomerId{n + 1000}});
                event.query = PersonalText{"haku"};
                log.appender(write).append(event);
            }
        });
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(any_edited_text_column_is_found_and_named) {
    Attacked log;
    log.disarm();
    int seq = 10;
    for (const std::string column :
         {"session", "auth",    "addr",     "via",    "station", "object", "sha256",  "action",
          "role",    "purpose", "case_ref", "basis",  "result",  "rule",   "request", "query",
          "reason",  "note",    "salt_a",   "salt_s", "salt_c",  "salt_f"})
        log.database().write([&](db::Write& write) {
            write.run("UPDATE audit_entry SET " + column + " = 'x' || " + column + " WHERE seq = :seq",
                      {{"seq", seq++}});
        });
    const auto verification = log.verified();
    BOOST_TEST(verification.problem_count == 22u);
    for (std::size_t i = 0; i < verification.problems.size(); ++i) {
        BOOST_TEST(verification.problems[i].key == "audit.verify.entry");
        BOOST_TEST(verification.problems[i].seq->value() == static_cast<std::int64_t>(10 + i));
    }
}

BOOST_AUTO_TEST_CASE(an_edited_number_time_or_leaf_is_found_and_named) {
    Attacked log;
    log.attack("UPDATE audit_entry SET actor = 18 WHERE seq = 10");
    log.attack("UPDATE audit_entry SET version = 2 WHERE seq = 11");
    log.attack("UPDATE audit_entry SET row_count = 0 WHERE seq = 12");
    log.attack("UPDATE audit_entry SET ts = ts - 5000000 WHERE seq = 13");
    log.attack("UPDATE audit_entry SET local_hour = local_hour + 1 WHERE seq = 14");
    log.attack("UPDATE audit_entry SET args = args || '\nflag=own' WHERE seq = 15");
    BOOST_TEST(log.problems() == "entry 10, entry 11, entry 12, entry 13, clock 13, hour 14, entry 15");
    log.attack("UPDATE audit_entry SET leaf = (SELECT leaf FROM audit_entry WHERE seq = 17) WHERE seq = 16");
    BOOST_TEST(log.problems() ==
               "node 0, entry 10, entry 11, entry 12, entry 13, clock 13, hour 14, entry 15, entry 16, state");
}

BOOST_AUTO_TEST_CASE(subjects_cannot_be_added_dropped_or_written_another_way) {
    Attacked log;
    log.attack("UPDATE audit_entry SET subjects = '20' WHERE seq = 20");
    log.attack("UPDATE audit_entry SET subjects = '021,1021' WHERE seq = 21");
    log.attack("UPDATE audit_entry SET subjects = '1022,22' WHERE seq = 22");
    BOOST_TEST(log.problems() == "entry 20, subject_added 20, entry 21, entry 22");
}

BOOST_AUTO_TEST_CASE(a_deleted_entry_is_missing_by_its_number) {
    Attacked middle;
    middle.attack("DELETE FROM audit_subject WHERE seq = 150");
    middle.attack("DELETE FROM audit_entry WHERE seq = 150");
    BOOST_TEST(middle.problems() == "missing 150");
    Attacked tail;
    tail.attack("DELETE FROM audit_subject WHERE seq > 290");
    tail.attack("DELETE FROM audit_entry WHERE seq > 290");
    BOOST_TEST(tail.problems() == "missing 291");
    Attacked all;
    all.attack("DELETE FROM audit_subject");
    all.attack("DELETE FROM audit_entry");
    BOOST_TEST(all.problems() == "missing 0, beginning, state");
}

BOOST_AUTO_TEST_CASE(a_hidden_or_invented_line_of_who_was_looked_at_is_found) {
    Attacked log;
    log.attack("DELETE FROM audit_subject WHERE subject = 1030 AND seq = 30");
    log.attack("INSERT INTO audit_subject (subject, seq) VALUES (31, 77)");
    log.attack("INSERT INTO audit_subject (subject, seq) VALUES (-1, 78)");
    BOOST_TEST(log.problems() == "subject_gone 30, subject_added 77, subject_added 78");
}

BOOST_AUTO_TEST_CASE(an_edited_tree_is_found) {
    Attacked log;
    log.attack("UPDATE audit_node SET hash = (SELECT leaf FROM audit_entry WHERE seq = 0)");
    BOOST_TEST(log.problems() == "node 0");
    log.attack("DELETE FROM audit_node");
    BOOST_TEST(log.problems() == "node 0");
    log.rebuild_tree();
    BOOST_TEST(log.problems() == "");
    log.attack("INSERT INTO audit_node (level, n, hash) SELECT 8, 1, leaf FROM audit_entry WHERE seq = 0");
    BOOST_TEST(log.problems() == "state");
    log.rebuild_tree();
    log.attack("UPDATE audit_state SET frontier = 'AAAAAAAAAAA='");
    BOOST_TEST(log.problems() == "state 0");
    log.attack("UPDATE audit_state SET frontier = 'rubbish'");
    BOOST_TEST(log.problems() == "state");
    log.attack("DELETE FROM audit_state");
    BOOST_TEST(log.problems() == "state");
}

BOOST_AUTO_TEST_CASE(a_part_erased_without_a_word_in_the_log_is_found) {
    Attacked log;
    log.database().write([](db::Write& write) {
        write.run(
            "UPDATE audit_entry SET com_f = leaf, salt_f = NULL, query = NULL, reason = NULL, note = NULL "
            "WHERE seq = 40");
    });
    BOOST_TEST(log.problems() == "entry 40, pruned 40");
}

BOOST_AUTO_TEST_CASE(history_rewritten_with_all_its_hashes_is_found_by_the_copy_outside) {
    Attacked log;
    const auto outside = log.checkpoint();
    log.disarm();
    log.database().write([](db::Write& write) {
        auto row = audit::stored_entries(write, "FROM audit_entry e WHERE e.seq = 200", {}).front();
        row.entry.event.actor = PersonId{18};
        const auto groups = audit::commitments_of(row, audit::salts_of(row));
        const auto leaf = base64(tlog::leaf_hash(audit::leaf_text(row.entry.seq, row.entry.at, groups)));
        write.run("UPDATE audit_entry SET actor = 18, leaf = :leaf WHERE seq = 200", {{"leaf", leaf}});
    });
    BOOST_TEST(log.problems() == "node 0, state");
    log.rebuild_tree();
    BOOST_TEST(log.problems() == "");
    BOOST_TEST(log.problems(outside) == "root 300");
}

BOOST_AUTO_TEST_CASE(a_log_rolled_back_to_a_backup_is_found_by_the_copy_outside) {
    Attacked log;
    const auto outside = log.checkpoint();
    log.attack("DELETE FROM audit_subject WHERE seq > 250");
    log.attack("DELETE FROM audit_entry WHERE seq > 250");
    log.rebuild_tree();
    BOOST_TEST(log.problems() == "");
    BOOST_TEST(log.problems(outside) == "shorter");
}

BOOST_AUTO_TEST_CASE(a_log_that_does_not_begin_at_its_beginning_is_none) {
    TestDatabase store;
    const auto empty = audit::verify(store.database(), winter_wall_clock());
    BOOST_TEST(!empty.ok);
    BOOST_TEST(empty.problems.front().key == "audit.verify.beginning");
    TestClock clock;
    audit::Log log{store.database(), clock.clock(), repeatable_randomness(), winter_wall_clock()};
    log.append(TestLog::look(1));
    BOOST_TEST(audit::verify(store.database(), winter_wall_clock()).problems.front().key == "audit.verify.beginning");
}

BOOST_AUTO_TEST_CASE(only_the_first_hundred_problems_are_named_but_all_are_counted) {
    Attacked log;
    log.attack("UPDATE audit_entry SET actor = 18 WHERE seq > 0");
    const auto verification = log.verified();
    BOOST_TEST(verification.problems.size() == 100u);
    BOOST_TEST(verification.problem_count == 300u);
}

BOOST_AUTO_TEST_CASE(an_untouched_log_holds_with_every_older_checkpoint_of_its_own) {
    Attacked log;
    const auto middle = log.checkpoint();
    log.log.append(TestLog::look(999));
    const auto now = log.checkpoint();
    BOOST_TEST(now.origin == "arkki.example/audit/e1");
    BOOST_TEST(log.problems() == "");
    BOOST_TEST(log.problems(middle) == "");
    const auto verification = log.verified(now);
    BOOST_TEST(verification.ok);
    BOOST_TEST(verification.size == 302u);
    BOOST_TEST(verification.root == base64(now.root));
    BOOST_TEST(log.problems(tlog::Checkpoint{"other.example/audit/e1", now.size, now.root}) == "origin");
}
