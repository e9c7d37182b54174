#include <boost/test/unit_test.hpp>
#include <fstream>

#include "support/test_database.hpp"

using namespace arkki;
using db::Read;
using db::Write;

namespace {

struct Room {
    test::TestDatabase test{test::Schema::empty};
    test::TestFolder files;
    void file(const std::string& name, const std::string& text) {
        std::ofstream{files.path() / name, std::ios::trunc} << text;
    }
    void migrate(int up_to = 9999) { db::migrate(test.database(), files.path(), up_to); }
    std::int64_t applied() {
        return test.database().read(
            [](Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM schema_migration"); });
    }
};

auto key_is(const char* key) {
    return [key](const Error& error) { return error.key() == key; };
}

constexpr auto first =
    "CREATE TABLE place(id $id, name TEXT NOT NULL) $strict;\nINSERT INTO place(name) VALUES('a; b');\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_that_was_applied_must_not_change_or_go) {
    Room room;
    room.file("0001_place.sql", first);
    room.migrate();
    room.file("0001_place.sql", std::string{first} + "\n");
    BOOST_CHECK_EXCEPTION(room.migrate(), Error, key_is("db.migration_changed"));
    std::filesystem::remove(room.files.path() / "0001_place.sql");
    BOOST_CHECK_EXCEPTION(room.migrate(), Error, key_is("db.migration_changed"));
}

BOOST_AUTO_TEST_CASE(a_file_that_fails_leaves_nothing_of_itself_and_all_before_it) {
    Room room;
    room.file("0001_place.sql", first);
    room.file("0002_bad.sql", "CREATE TABLE half(id $id) $strict;\nCREATE TABLE place(id $id) $strict;\n");
    BOOST_CHECK_EXCEPTION(room.migrate(), Error, key_is("db.migration_failed"));
    BOOST_TEST(room.applied() == 1);
    room.file("0002_bad.sql", "CREATE TABLE half(id $id) $strict;\n");
    BOOST_CHECK_NO_THROW(room.migrate());
}

BOOST_AUTO_TEST_CASE(a_number_twice_or_below_an_applied_one_is_refused) {
    Room room;
    room.file("0002_place.sql", first);
    room.migrate();
    room.file("0001_late.sql", "CREATE TABLE late(id $id) $strict;");
    BOOST_CHECK_EXCEPTION(room.migrate(), Error, key_is("db.migration_order"));
    std::filesystem::remove(room.files.path() / "0001_late.sql");
    room.file("0002_twin.sql", "CREATE TABLE twin(id $id) $strict;");
    BOOST_CHECK_EXCEPTION(room.migrate(), Error, key_is("db.migration_order"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_refused) {
    Room room;
    BOOST_CHECK_EXCEPTION(db::migrate(room.test.database(), room.files.path() / "none"), Error,
                          key_is("db.migration_unreadable"));
}

BOOST_AUTO_TEST_CASE(every_statement_of_a_file_runs_once_and_in_order) {
    Room room;
    room.file("0001_place.sql", first);
    room.file("0003_more.sql", "INSERT INTO place(name) VALUES('c');");
    room.file("readme.txt", "not a migration");
    room.migrate(2);
    BOOST_TEST(room.applied() == 1);
    room.migrate();
    room.migrate();
    BOOST_TEST(room.applied() == 2);
    const auto names = room.test.database().read(
        [](Read& read) { return read.rows<std::string>("SELECT name FROM place ORDER BY id"); });
    BOOST_TEST((names == std::vector<std::string>{"a; b", "c"}));
}

BOOST_AUTO_TEST_CASE(a_key_is_never_used_twice) {
    Room room;
    room.file("0001_place.sql", first);
    room.migrate();
    const auto add = [&] {
        return room.test.database().write(
            [](Write& write) { return write.one<std::int64_t>("INSERT INTO place(name) VALUES('x') RETURNING id"); });
    };
    const auto id = add();
    room.test.database().write([](Write& write) { write.run("DELETE FROM place"); });
    BOOST_TEST(add() == id + 1);
}
