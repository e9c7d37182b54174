// What the database itself refuses, whoever asks: the log's rules do not rest on our code alone.
#include <boost/test/unit_test.hpp>

#include "audit/verify.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

constexpr auto prune_whom =
    "com_s = leaf, salt_s = NULL, object = NULL, version = NULL, sha256 = NULL, subjects = NULL";

class Guarded : public TestLog {
public:
    Guarded() {
        log.append(look(1, {CustomerId{5}}));
        log.append(look(2, {CustomerId{6}}));
    }
    std::string refusal(const std::string& sql) {
        try {
            database().write([&](db::Write& write) { write.run(sql); });
        } catch (const Error& error) {
            BOOST_TEST((error.fault() == Fault::conflict), sql);
            return error.key();
        }
        return "done: " + sql;
    }
};

const std::string copy_of_entry_1 =
    "ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, actor, session, auth, addr, via, station, object, version, "
    "sha256, subjects, action, role, purpose, case_ref, basis, result, rule, row_count, request, args, query, reason, "
    "note";

std::string insert_copy_as(const std::string& seq, const std::string& verb = "INSERT") {
    return verb + " INTO audit_entry (seq, " + copy_of_entry_1 + ") SELECT " + seq + ", " + copy_of_entry_1 +
           " FROM audit_entry WHERE seq = 1";
}

}  // namespace

BOOST_AUTO_TEST_CASE(entries_are_never_deleted_replaced_or_put_between) {
    Guarded log;
    for (const auto& sql :
         {std::string{"DELETE FROM audit_entry WHERE seq = 2"}, std::string{"DELETE FROM audit_entry"},
          insert_copy_as("1"), insert_copy_as("4"), insert_copy_as("-1")})
        BOOST_TEST(log.refusal(sql) == "audit.append_only");
    if (engine() == db::Engine::sqlite) {
        BOOST_TEST(log.refusal(insert_copy_as("1", "INSERT OR REPLACE")) == "audit.append_only");
        BOOST_TEST(log.refusal("UPDATE OR REPLACE audit_entry SET seq = 2 WHERE seq = 1") == "audit.append_only");
    } else {
        for (const auto* table : {"audit_entry", "audit_subject", "audit_state", "audit_node"})
            BOOST_TEST(log.refusal("TRUNCATE " + std::string{table} + " CASCADE").find("append_only") !=
                       std::string::npos);
        BOOST_TEST(log.refusal(insert_copy_as("1") + " ON CONFLICT (seq) DO UPDATE SET actor = 99") ==
                   "audit.append_only");
    }
    BOOST_TEST(audit::verify(log.database(), winter_wall_clock()).ok);
}

BOOST_AUTO_TEST_CASE(no_column_of_an_entry_is_ever_edited) {
    Guarded log;
    for (const std::string change :
         {"seq = 9",      "ts = ts + 1",   "local_hour = 1", "leaf = salt_a",   "actor = 18",   "actor = NULL",
          "version = 3",  "row_count = 7", "salt_a = ''",    "salt_s = salt_a", "salt_c = ''",  "salt_f = ''",
          "session = ''", "auth = ''",     "addr = ''",      "via = ''",        "station = ''", "object = ''",
          "sha256 = 'x'", "subjects = ''", "action = ''",    "role = ''",       "purpose = ''", "case_ref = 'x'",
          "basis = ''",   "result = ''",   "rule = 'x'",     "request = ''",    "args = ''",    "query = 'x'",
          "reason = 'x'", "note = 'x'"})
        BOOST_TEST(log.refusal("UPDATE audit_entry SET " + change + " WHERE seq = 1") == "audit.append_only");
    BOOST_TEST(audit::verify(log.database(), winter_wall_clock()).ok);
}

BOOST_AUTO_TEST_CASE(a_group_is_pruned_whole_or_not_at_all_and_never_comes_back) {
    Guarded log;
    for (const std::string change :
         {"com_f = leaf", "com_f = leaf, salt_f = NULL", "com_f = leaf, query = NULL, reason = NULL, note = NULL",
          "com_f = 'x', salt_f = NULL, query = NULL, reason = NULL, note = NULL",
          "com_a = leaf, salt_a = NULL, actor = NULL, session = NULL, auth = NULL, addr = NULL, via = NULL"})
        BOOST_TEST(log.refusal("UPDATE audit_entry SET " + change + " WHERE seq = 1") == "db.constraint");
    log.database().write(
        [](db::Write& write) { write.run(std::string{"UPDATE audit_entry SET "} + prune_whom + " WHERE seq = 1"); });
    for (const std::string change :
         {"com_s = salt_a", "com_s = NULL, salt_s = salt_a, object = '', version = 0, sha256 = '', subjects = ''"})
        BOOST_TEST(log.refusal("UPDATE audit_entry SET " + change + " WHERE seq = 1") == "audit.append_only");
    BOOST_TEST(log.refusal("DELETE FROM audit_subject WHERE seq = 1").starts_with("done"));
}

BOOST_AUTO_TEST_CASE(the_list_of_who_was_looked_at_follows_the_entries) {
    Guarded log;
    for (const auto* sql :
         {"DELETE FROM audit_subject WHERE seq = 1", "UPDATE audit_subject SET subject = 7 WHERE seq = 1",
          "UPDATE audit_subject SET seq = 2 WHERE seq = 1", "INSERT INTO audit_subject (subject, seq) VALUES (7, 1)",
          "INSERT INTO audit_subject (subject, seq) VALUES (7, 2)",
          "INSERT INTO audit_subject (subject, seq) VALUES (7, 99)"})
        BOOST_TEST(log.refusal(sql) == "audit.append_only");
    BOOST_TEST(audit::verify(log.database(), winter_wall_clock()).ok);
}

BOOST_AUTO_TEST_CASE(there_is_one_tree_and_its_nodes_stay) {
    Guarded log;
    log.database().write([&](db::Write& write) {
        for (int n = 0; n < 256; ++n) log.log.appender(write).append(TestLog::look(n));
    });
    for (const auto* sql :
         {"DELETE FROM audit_state", "INSERT INTO audit_state (id, frontier) VALUES (0, 'AAAAAAAAAAA=')"})
        BOOST_TEST(log.refusal(sql) == "audit.append_only");
    BOOST_TEST(log.refusal("INSERT INTO audit_state (id, frontier) VALUES (1, 'AAAAAAAAAAA=')").find("done") ==
               std::string::npos);
    for (const auto* sql : {"DELETE FROM audit_node", "UPDATE audit_node SET n = 5"})
        BOOST_TEST(log.refusal(sql).find("append_only") != std::string::npos);
    BOOST_TEST(audit::verify(log.database(), winter_wall_clock()).ok);
}
