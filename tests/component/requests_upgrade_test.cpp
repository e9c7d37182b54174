// A house whose requests were made before their clock and their rights were kept as today: every row stays as it was.
#include <boost/test/unit_test.hpp>

#include <map>

#include "support/test_database.hpp"

using namespace arkki;
using db::Read;
using db::Write;

namespace {

const std::filesystem::path migrations{ARKKI_SOURCE_DIR "/config/migrations"};

/// Kaija (2) works, Vastaava (3) answers; customer 1 asked three things: one open, one at work, one answered.
constexpr const char* requests_of_old =
    "INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at) VALUES"
    "('kaija', 'human', 'Kaija Esimerkki', '', 'own', '2020-01-01', '9999-12-31', 1),"
    "('vastaava', 'human', 'Veera Vastaava', '', 'own', '2020-01-01', '9999-12-31', 1);"
    "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
    " recorded_at) VALUES(3, '2020', '2020-01-01', '9999-12-31',"
    " '0000000000000000000000000000000000000000000000000000000000000000', 2, 2, 1);"
    "INSERT INTO role_entry(person, role, from_day, to_day, given_by, given_at)"
    " VALUES(3, 'responsible', '2020-01-01', '9999-12-31', 2, 1);"
    "INSERT INTO customer(number, since, created_at, created_by) VALUES('A-000001', '2020-01-01', 1, 2);"
    "INSERT INTO request_case(number, subject, received_on, channel, language, signature, opened_at, opened_by) VALUES"
    "('2026-0001', 1, '2026-01-31', 'letter', 'fi', 'none', 1, 2), ('2026-0002', 1, '2026-03-03', 'email', 'sv', 'none',"
    " 1, 2), ('2026-0003', 1, '2026-03-03', 'visit', 'en', 'handwritten', 1, 2);"
    "INSERT INTO request(request_case, kind, state, target_on, safe_on, last_on, ext_safe_on, ext_last_on, holidays)"
    " VALUES(1, 'access', 'received', '2026-02-14', '2026-02-28', '2026-03-02', '2026-04-30', '2026-04-30', '1'),"
    "(2, 'erase', 'received', '2026-03-17', '2026-04-03', '2026-04-07', '2026-06-03', '2026-06-03', '1'),"
    "(3, 'rectify', 'received', '2026-03-10', '2026-04-03', '2026-04-07', '2026-06-03', '2026-06-03', '1');"
    "INSERT INTO request_item(request, number, datum) VALUES(1, 1, 'all'), (2, 1, 'all'), (3, 1, 'phone');"
    "INSERT INTO identity_check(request, method, result, checked_at, checked_by, note)"
    " VALUES(2, 'visit', 'proved', 3, 2, ''), (3, 'visit', 'proved', 3, 2, 'ajokortti');"
    "UPDATE request SET identity = 'proved' WHERE id > 1; UPDATE request SET state = 'work' WHERE id > 1;"
    "UPDATE request_item SET outcome = 'refused', reason = 'R1', finding = 'tarkistettu' WHERE request = 3;"
    "UPDATE request SET outcome = 'refused', decided_at = 4, decided_by = 3 WHERE id = 3;"
    "UPDATE request SET state = 'review' WHERE id = 3; UPDATE request SET state = 'sign' WHERE id = 3;"
    "INSERT INTO letter(request, number, kind, language, dated_on, verify_code, signer, level, sha256, size, blob,"
    " letter_key, signed_at) VALUES(3, 'K-1', 'refusal-certificate', 'en', '2026-03-12', 'AAAA', 3, 'B-B',"
    " '1111111111111111111111111111111111111111111111111111111111111111', 9, 'b', 'k', 5);"
    "UPDATE request SET answered_on = '2026-03-12' WHERE id = 3; UPDATE request SET state = 'refused' WHERE id = 3;"
    "INSERT INTO request_step(request, from_state, to_state, moved_at, moved_by) VALUES(2, 'received', 'work', 3, 2)";

/// Every column of these rows, as the release wrote them.
const std::map<std::string, std::string> tables{
    {"request_case", "'' || id || number || subject || received_on || channel || language || signature || opened_at || opened_by"},
    {"request", "'' || id || request_case || kind || state || identity || target_on || safe_on || last_on || ext_safe_on ||"
                " ext_last_on || holidays || outcome || coalesce(decided_at, 0) || coalesce(decided_by, 0) ||"
                " coalesce(answered_on, '')"},
    {"request_item", "'' || id || request || number || datum || outcome || reason || finding"},
    {"identity_check", "'' || id || request || method || result || checked_at || checked_by || note"},
    {"letter", "'' || id || request || number || kind || sha256 || signer"},
    {"request_step", "'' || id || request || from_state || to_state || moved_at || moved_by"}};

std::map<std::string, std::vector<std::string>> rows_of(db::Database& database) {
    return database.read([](Read& read) {
        std::map<std::string, std::vector<std::string>> rows;
        for (const auto& [table, columns] : tables)
            rows[table] = read.rows<std::string>("SELECT " + columns + " FROM " + table + " ORDER BY id");
        return rows;
    });
}

struct OldOffice {
    test::TestDatabase test{test::Schema::empty};
    std::map<std::string, std::vector<std::string>> before;
    OldOffice() {
        db::migrate(test.database(), migrations, 23);
        test.database().write([](Write& write) { write.script(requests_of_old); });
        before = rows_of(test.database());
        db::migrate(test.database(), migrations);
    }
    std::string refused(const std::string& sql) {
        try {
            test.database().write([&](Write& write) { write.run(sql); });
        } catch (const Error& error) {
            return error.key();
        }
        return "";
    }
    template <class T>
    T only(const std::string& sql) {
        return test.database().read([&](Read& read) { return read.one<T>(sql); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(requests_of_an_earlier_release_are_there_row_by_row, OldOffice) {
    const auto after = rows_of(test.database());
    for (const auto& [table, rows] : before) {
        BOOST_TEST(!rows.empty(), table);
        BOOST_TEST(after.at(table) == rows, boost::test_tools::per_element());
    }
}

BOOST_FIXTURE_TEST_CASE(by_which_rule_old_days_were_counted_is_not_invented, OldOffice) {
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM request WHERE rule = ''") == 3);
    BOOST_TEST(refused("UPDATE request SET rule = 'guessed' WHERE id = 1") == "request.rule_is_fixed");
}

BOOST_FIXTURE_TEST_CASE(what_was_decided_of_old_is_the_first_decision_and_its_steps_go_on_by_kind, OldOffice) {
    BOOST_TEST(only<std::string>("SELECT '' || request || outcome || preparer || signer || letter_sha256 || answered_on FROM"
                                 " decision") == "3refused33" + std::string(64, '1') + "2026-03-12");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM request_rule") == 9 * 39 + 24);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM request WHERE received_on <> ''") == 0);
    BOOST_TEST(refused("UPDATE request SET state = 'granted' WHERE id = 2") == "request.transition");
    BOOST_TEST(refused("UPDATE request SET state = 'review' WHERE id = 2") == "");
    BOOST_TEST(refused("UPDATE request SET state = 'appealed' WHERE id = 3") == "");
}

BOOST_FIXTURE_TEST_CASE(an_open_request_of_old_is_extended_and_asked_and_an_answered_one_is_not, OldOffice) {
    const auto extension = [](int id) {
        return "INSERT INTO request_extension(request, reason, explanation, told_on, until, last_on, extended_at,"
               " extended_by) VALUES(" +
               std::to_string(id) + ", 'number', 'x', '2026-03-20', '2026-06-03', '2026-06-03', 9, 3)";
    };
    BOOST_TEST(refused(extension(2)) == "");
    BOOST_TEST(refused(extension(3)) == "request.answered");
    BOOST_TEST(refused("INSERT INTO request_pause(request, why, asked_on, asked_at, asked_by)"
                       " VALUES(1, 'scope', '2026-02-02', 9, 2)") == "");
}
