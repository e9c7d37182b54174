// What goes in and comes out of one statement, and what a fault gives away: nothing.
#include <boost/test/unit_test.hpp>

#include "db/dialect.hpp"
#include "support/test_database.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using namespace std::string_literals;
using db::Read;
using db::Write;

namespace {

constexpr auto schema = R"(
CREATE TABLE person(id $id, name TEXT NOT NULL UNIQUE, age $int, height $real,
    CONSTRAINT person_is_not_too_old CHECK (age IS NULL OR age < 150)) $strict;
CREATE TABLE letter(id $id, person $int NOT NULL REFERENCES person(id), state TEXT NOT NULL) $strict;
CREATE TABLE entry(id $int NOT NULL PRIMARY KEY, word TEXT NOT NULL UNIQUE) $strict;
-- append-only: entry
$refuse 'letter.sent' BEFORE UPDATE OF state, person ON letter WHEN (OLD.state = 'sent');
$refuse 'letter.kept' BEFORE DELETE ON letter WHEN (OLD.state <> 'draft');
$refuse 'letter.person_too_young' BEFORE INSERT ON letter
    WHEN (NEW.person IN (SELECT id FROM person WHERE age < 18));
)";

struct Room {
    test::TestDatabase test{test::Schema::empty};
    db::Database& database = test.database();
    Room() {
        database.write([](Write& write) { write.script(db::translate(schema, write.engine())); });
        add("Taimi Esimerkki", 40);
    }
    std::int64_t add(const std::string& name, std::optional<int> age = {}) {
        return database.write([&](Write& write) {
            return write.one<std::int64_t>("INSERT INTO person(name, age) VALUES(:name, :age) RETURNING id",
                                           {{"name", name}, {"age", age}});
        });
    }
    void run(std::string_view sql, const db::Parameters& parameters = {}) {
        database.write([&](Write& write) { write.run(sql, parameters); });
    }
};

/// The error has this key, and nothing of a person is in it.
auto key_is(const std::string& key) {
    return [key](const Error& error) {
        BOOST_TEST_MESSAGE(error.what());
        return error.key() == key && std::string{error.what()}.find("Esimerkki") == std::string::npos;
    };
}

constexpr auto insert = "INSERT INTO person(name, age) VALUES(:name, :age)";

}  // namespace

BOOST_AUTO_TEST_CASE(a_broken_constraint_names_itself_and_no_value) {
    Room room;
    BOOST_CHECK_EXCEPTION(room.add("Taimi Esimerkki"), Error, key_is("db.constraint"));
    BOOST_CHECK_EXCEPTION(room.add("Esimerkki II", 150), Error, [](const Error& error) {
        return error.fault() == Fault::conflict && error.what() == "db.constraint: person_is_not_too_old"s;
    });
    BOOST_CHECK_EXCEPTION(room.run(insert, {{"name", nullptr}, {"age", 1}}), Error, key_is("db.constraint"));
    BOOST_CHECK_EXCEPTION(room.run("INSERT INTO letter(person, state) VALUES(:p, 'Esimerkki')", {{"p", 99}}), Error,
                          key_is("db.constraint"));
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_type_is_refused_without_being_shown) {
    Room room;
    BOOST_CHECK_EXCEPTION(room.run(insert, {{"name", "a"}, {"age", "Esimerkki"}}), Error,
                          key_is(test::engine() == db::Engine::sqlite ? "db.constraint" : "db.statement"));
}

BOOST_AUTO_TEST_CASE(a_text_read_as_a_number_is_an_error_and_not_zero) {
    Room room;
    room.database.read([](Read& read) {
        BOOST_CHECK_EXCEPTION((void)read.one<int>("SELECT name FROM person"), Error, key_is("db.wrong_type"));
        BOOST_CHECK_EXCEPTION((void)read.one<double>("SELECT name FROM person"), Error, key_is("db.wrong_type"));
        BOOST_TEST(read.one<std::string>("SELECT name FROM person") == "Taimi Esimerkki");
    });
}

BOOST_AUTO_TEST_CASE(rows_seen_in_passing_are_those_that_are_fetched) {
    Room room;
    room.add("", 17);
    room.add("Åke 'Esimerkki' :n", std::nullopt);
    std::vector<std::string> seen;
    const auto see = [&](db::RowView row) {
        seen.push_back(std::to_string(row[0].integer) + ' ' + std::string{row[1].text} + ' ' +
                       (row[2].null ? "null" : std::to_string(row[2].integer)));
    };
    const std::vector<db::Kind> kinds{db::Kind::integer, db::Kind::text, db::Kind::integer};
    constexpr auto sql =
        "SELECT id, name, age FROM person WHERE id >= :id AND name <> ':id' AND name >= :n ORDER BY id";
    room.database.read([&](Read& read) { read.each(sql, {{"n", ""}, {"id", 2}}, kinds, see); });
    const std::vector<std::string> expected{"2  17", "3 Åke 'Esimerkki' :n null"};
    BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_seen_in_passing_have_their_columns_and_their_types) {
    Room room;
    room.add("Aino Esimerkki", 41);
    const auto none = [](db::RowView) {};
    constexpr auto sql = "SELECT name FROM person";
    room.database.read([&](Read& read) {
        BOOST_CHECK_EXCEPTION(read.each(sql, {}, {db::Kind::integer}, none), Error, key_is("db.wrong_type"));
        BOOST_CHECK_THROW(read.each(sql, {}, {}, none), std::logic_error);
        BOOST_CHECK_THROW(read.each(sql, {{"id", 1}}, {db::Kind::text}, none), std::logic_error);
        // What the taker throws ends it, and the connection serves on.
        BOOST_CHECK_EXCEPTION(read.each(sql, {}, {db::Kind::text},
                                        [](db::RowView) {
                                            throw Error{Fault::conflict, "test.enough"};
                                        }),
                              Error, key_is("test.enough"));
        BOOST_TEST(read.one<int>("SELECT count(*) FROM person") == 2);
    });
}

BOOST_AUTO_TEST_CASE(the_write_ahead_log_is_emptied_and_nothing_is_lost) {
    Room room;
    BOOST_TEST(room.database.empty_write_ahead_log());
    if (test::engine() == db::Engine::sqlite)
        BOOST_TEST(std::filesystem::file_size(room.test.url().substr(7) + "-wal") == 0u);
    BOOST_TEST(room.database.read([](Read& read) { return read.one<int>("SELECT count(*) FROM person"); }) == 1);
}

BOOST_AUTO_TEST_CASE(nul_and_broken_utf8_do_not_get_in) {
    Room room;
    for (const auto& text : {"Esimerkki\0x"s, "\0"s, "Esimerkki\xC3"s, "\xED\xA0\x80"s})
        BOOST_CHECK_EXCEPTION(room.add(text), Error, key_is("db.bad_text"));
    room.database.read([](Read& read) {
        BOOST_CHECK_EXCEPTION((void)read.row<int>("SELECT id FROM person WHERE name = :n", {{"n", "a\0b"s}}), Error,
                              key_is("db.bad_text"));
    });
}

BOOST_AUTO_TEST_CASE(null_is_told_from_empty_and_an_unexpected_null_is_an_error) {
    Room room;
    room.add("", std::nullopt);
    room.database.read([](Read& read) {
        const auto sql = "SELECT name, age FROM person WHERE name = :name";
        const auto [name, age] = read.one<std::optional<std::string>, std::optional<int>>(sql, {{"name", ""}});
        BOOST_TEST((name == ""s && !age));
        BOOST_CHECK_EXCEPTION((void)(read.one<std::string, int>(sql, {{"name", ""}})), Error,
                              key_is("db.unexpected_null"));
    });
}

BOOST_AUTO_TEST_CASE(a_missing_row_is_nothing_or_an_error_and_two_are_too_many) {
    Room room;
    room.add("Aino");
    room.database.read([](Read& read) {
        BOOST_TEST(!read.row<int>("SELECT age FROM person WHERE id = :id", {{"id", 99}}));
        BOOST_CHECK_EXCEPTION((void)read.one<int>("SELECT age FROM person WHERE id = :id", {{"id", 99}}), Error,
                              key_is("db.no_row"));
        BOOST_CHECK_EXCEPTION((void)read.row<int>("SELECT id FROM person"), Error, key_is("db.too_many_rows"));
    });
}

BOOST_AUTO_TEST_CASE(a_parameter_forgotten_or_misnamed_is_a_programmers_error) {
    Room room;
    BOOST_CHECK_THROW(room.run(insert, {{"name", "a"}}), std::logic_error);
    BOOST_CHECK_THROW(room.run(insert, {{"name", "a"}, {"age", 1}, {"more", 2}}), std::logic_error);
    BOOST_CHECK_EXCEPTION(room.run(insert, {{"name", "Esimerkki"}, {"aeg", 1}}), Error, key_is("db.statement"));
    room.database.read([](Read& read) {
        BOOST_CHECK_THROW((void)(read.rows<int, int>("SELECT id FROM person")), std::logic_error);
        BOOST_CHECK_THROW((void)read.rows<int>("SELECT id, age FROM person"), std::logic_error);
        BOOST_CHECK_EXCEPTION((void)read.rows<int>("SELECT id FROM persom"), Error, key_is("db.statement"));
    });
    BOOST_CHECK_THROW(room.run("SELECT id FROM person"), std::logic_error);
    BOOST_CHECK_NO_THROW(room.add("after all that"));
}

BOOST_AUTO_TEST_CASE(every_type_of_the_house_comes_back_as_it_went_in) {
    Room room;
    const Instant instant = instant_from_microseconds(1'772'431'507'000'001);
    room.run("CREATE TABLE kinds(a bigint, b bigint, c bigint, d TEXT, e TEXT, f double precision, g bigint)");
    room.run("INSERT INTO kinds VALUES(:a, :b, :c, :d, :e, :f, :g)", {{"a", PersonId{INT64_MIN}},
                                                                      {"b", true},
                                                                      {"c", instant},
                                                                      {"d", day_from_iso("2026-11-23")},
                                                                      {"e", PersonalText{"Ääkkönen 😀"}},
                                                                      {"f", 0.1},
                                                                      {"g", nullptr}});
    const auto [a, b, c, d, e, f, g] = room.database.read([](Read& read) {
        return read.one<PersonId, bool, Instant, Day, PersonalText, double, std::optional<std::int64_t>>(
            "SELECT a, b, c, d, e, f, g FROM kinds");
    });
    BOOST_TEST((a == PersonId{INT64_MIN} && b && c == instant && d == day_from_iso("2026-11-23")));
    BOOST_TEST((e.reveal() == "Ääkkönen 😀" && f == 0.1 && !g));
}

BOOST_AUTO_TEST_CASE(one_statement_runs_again_with_other_types_and_repeated_names) {
    Room room;
    for (int i = 0; i < 3; ++i) {
        room.run(insert, {{"name", "p" + std::to_string(i)}, {"age", i}});
        room.run(insert, {{"name", "q" + std::to_string(i)}, {"age", nullptr}});
    }
    const auto found = room.database.read([](Read& read) {
        return read.rows<std::string>(
            "SELECT name FROM person WHERE age = :n OR age = :n + 1 OR name = :name ORDER BY name",
            {{"n", 1}, {"name", "q0"}});
    });
    BOOST_TEST((found == std::vector<std::string>{"p1", "p2", "q0"}));
    BOOST_TEST(room.database.read([](Read& read) { return read.one<bool>("SELECT EXISTS(SELECT 1 FROM person)"); }));
}

BOOST_AUTO_TEST_CASE(an_append_only_table_refuses_every_way_of_changing_it) {
    Room room;
    room.run("INSERT INTO entry(id, word) VALUES(1, 'first')");
    std::vector<std::string> acts{"UPDATE entry SET word = 'other'", "DELETE FROM entry",
                                  "INSERT INTO entry(id, word) VALUES(1, 'x') "
                                  "ON CONFLICT(id) DO UPDATE SET word = excluded.word"};
    if (test::engine() == db::Engine::sqlite) {
        acts.insert(acts.end(), {"REPLACE INTO entry(id, word) VALUES(1, 'x')",
                                 "INSERT OR REPLACE INTO entry(id, word) VALUES(2, 'first')",
                                 "UPDATE OR REPLACE entry SET id = 2"});
    } else {
        acts.push_back("TRUNCATE entry");
    }
    for (const auto& act : acts) {
        BOOST_TEST_CONTEXT(act)
        BOOST_CHECK_EXCEPTION(room.run(act), Error, [](const Error& error) {
            return error.fault() == Fault::conflict && error.key() == "entry.append_only";
        });
    }
    BOOST_TEST(room.database.read([](Read& r) { return r.one<std::string>("SELECT word FROM entry"); }) == "first");
}

BOOST_AUTO_TEST_CASE(a_refusing_trigger_gives_its_code_on_both_engines) {
    Room room;
    const auto child = room.add("Onni", 7);
    room.run("INSERT INTO letter(person, state) VALUES(1, 'draft')");
    room.run("UPDATE letter SET state = 'sent'");
    BOOST_CHECK_EXCEPTION(room.run("UPDATE letter SET state = 'draft'"), Error, key_is("letter.sent"));
    BOOST_CHECK_EXCEPTION(room.run("DELETE FROM letter"), Error, key_is("letter.kept"));
    BOOST_CHECK_EXCEPTION(room.run("INSERT INTO letter(person, state) VALUES(:p, 'draft')", {{"p", child}}), Error,
                          key_is("letter.person_too_young"));
    room.run("INSERT INTO letter(person, state) VALUES(1, 'draft')");
    BOOST_CHECK_NO_THROW(room.run("DELETE FROM letter WHERE state = 'draft'"));
}
