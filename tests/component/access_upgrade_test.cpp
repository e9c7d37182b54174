// An archive that was set up with the first seven migrations goes on under the later ones: nobody's rights are lost,
// doubled or made changeable.
#include <boost/test/unit_test.hpp>

#include "access/access_list.hpp"
#include "support/test_database.hpp"

using namespace arkki;
using db::Read;
using db::Write;

namespace {

const std::filesystem::path migrations{ARKKI_SOURCE_DIR "/config/migrations"};

/// Somebody with a commitment, an account, and an entry that stands beside one that was ended.
void fill(db::Database& database) {
    database.write([](Write& write) {
        write.script(
            "INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at) VALUES"
            "('kaija', 'human', 'Kaija Esimerkki', '', 'own', '2020-01-01', '9999-12-31', 1),"
            "('taina', 'human', 'Taina Todistaja', '', 'own', '2020-01-01', '9999-12-31', 1);"
            "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
            " recorded_at) VALUES(2, '2020', '2020-01-01', '9999-12-31',"
            " '0000000000000000000000000000000000000000000000000000000000000000', 3, 3, 1);"
            "INSERT INTO account(person, password_hash, active, active_on, changed_at)"
            " VALUES(2, '$argon2id$not-a-real-hash', 1, '2020-01-01', 1);"
            "INSERT INTO role_entry(person, role, from_day, to_day, given_by, given_at)"
            " VALUES(2, 'clerk', '2020-01-01', '9999-12-31', 3, 1);"
            "INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
            " commitment) VALUES(2, 'read', '/1/', '', '2020-01-01', '9999-12-31', 3, 1, 'work', 1),"
            "(2, 'take', '/1/', 'order', '2020-01-01', '9999-12-31', 3, 1, 'work', 1);"
            "UPDATE access_entry SET ended_at = 5, ended_by = 3, end_reason = 'moved' WHERE id = 2;");
    });
}

struct OldArchive {
    test::TestDatabase test{test::Schema::empty};
    OldArchive() {
        db::migrate(test.database(), migrations, 7);
        fill(test.database());
        db::migrate(test.database(), migrations);
    }
    bool refused(const std::string& sql, const std::string& key) {
        try {
            test.database().write([&](Write& write) { write.run(sql); });
        } catch (const Error& error) {
            BOOST_TEST(error.key() == key);
            return true;
        }
        return false;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(entries_made_before_binders_stood_on_the_list_go_on_with_their_numbers) {
    OldArchive old;
    old.test.database().read([](Read& read) {
        const Day day{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{23}};
        BOOST_TEST(access::entry_for(read, PersonId{2}, "read", "/1/4/", "order", day).has_value());
        BOOST_TEST(!access::entry_for(read, PersonId{2}, "take", "/1/4/", "order", day));
        const auto rows = read.rows<std::int64_t, std::string, std::string>(
            "SELECT id, act, book FROM access_entry WHERE person = 2 ORDER BY id");
        BOOST_TEST(rows.size() == 2u);
        BOOST_TEST(std::get<0>(rows.at(0)) == 1);
        BOOST_TEST(std::get<2>(rows.at(0)) == "customer");
    });
    const auto next = old.test.database().write([](Write& write) {
        return write.one<std::int64_t>(
            "INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
            " commitment) VALUES(2, 'print', '/1/', '', '2026-01-01', '9999-12-31', 3, 6, 'work', 1) RETURNING id");
    });
    BOOST_TEST(next == 3);
}

BOOST_AUTO_TEST_CASE(entries_made_before_are_still_neither_changed_nor_deleted) {
    OldArchive old;
    BOOST_TEST(old.refused("UPDATE access_entry SET act = 'dispose' WHERE id = 1", "list.kept"));
    BOOST_TEST(old.refused("DELETE FROM access_entry WHERE id = 1", "list.kept"));
    BOOST_TEST(old.refused("UPDATE access_entry SET ended_at = NULL WHERE id = 2", "list.ended_already"));
}

BOOST_AUTO_TEST_CASE(a_commitment_made_before_still_takes_its_entries_with_it) {
    OldArchive old;
    old.test.database().write([](Write& write) {
        write.run("UPDATE commitment SET revoked_at = 9, revoked_by = 3, revoke_reason = 'left' WHERE id = 1");
    });
    old.test.database().read([](Read& read) {
        BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM access_entry WHERE ended_at IS NULL") == 0);
        BOOST_TEST(read.one<std::int64_t>("SELECT active FROM account WHERE person = 2") == 0);
    });
}
