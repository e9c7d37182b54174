// What the database itself refuses, whatever code path comes: the same acts as raw SQL.
#include <boost/test/unit_test.hpp>

#include "custody/recalls.hpp"
#include "support/test_places.hpp"

using namespace arkki;
using test::refusal_of;

namespace {

struct Rows : test::TestPlaces {
    UnitId unit = binder();
    UnitId folder = units.add({custody::UnitKind::folder, "A", {{}, unit}});

    std::string run(const std::string& sql) {
        return refusal_of([&] { return database().write([&](db::Write& write) { return write.run(sql); }); });
    }
    std::string id(const char* user) { return std::to_string(person(user).value()); }
    /// A custody row of the binder after its first one.
    std::string custody(const std::string& state, const std::string& place, const std::string& holder,
                        const std::string& due, const std::string& prev = "1",
                        const std::string& since = "9000000000000000", const std::string& actor = {}) {
        return run(
            "INSERT INTO custody (unit, prev, state, place, holder, due, since, on_day, actor, reason) VALUES (" +
            std::to_string(unit.value()) + ", " + prev + ", '" + state + "', " + place + ", " + holder + ", " + due +
            ", " + since + ", '2026-11-23', " + (actor.empty() ? id("clerk") : actor) + ", 'x')");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(custody_forbidden, Rows)

BOOST_AUTO_TEST_CASE(history_is_neither_changed_nor_removed_nor_replaced) {
    for (const std::string table :
         {"place", "place_state", "unit", "unit_home", "custody", "label", "custody_rule", "custody_kind"}) {
        BOOST_TEST(run("DELETE FROM " + table) == table + ".append_only");
        const std::string column = table == "custody_rule"               ? "before"
                                   : table == "custody_kind"             ? "rank"
                                   : table == "place" || table == "unit" ? "kind"
                                   : table == "label"                    ? "since"
                                                                         : "actor";
        BOOST_TEST(run("UPDATE " + table + " SET " + column + " = " + column) == table + ".append_only");
    }
    if (test::engine() == db::Engine::sqlite) {
        BOOST_TEST(run("INSERT OR REPLACE INTO unit (id, kind, mark) VALUES (1, 'sheet', '')") == "unit.append_only");
        BOOST_TEST(run("INSERT OR REPLACE INTO place (id, kind, code, name) VALUES (1, 'site', 'Z', '')") ==
                   "place.append_only");
    } else {
        BOOST_TEST(run("TRUNCATE custody CASCADE") == "custody.append_only");
    }
}

BOOST_AUTO_TEST_CASE(places_and_units_cannot_lie_in_circles_or_upside_down) {
    const auto place = [&](const std::string& kind, const std::string& parent) {
        return run("INSERT INTO place (kind, parent, code, name) VALUES ('" + kind + "', " + parent + ", 'X', '')");
    };
    BOOST_TEST(place("room", "4") == "custody.place_rank");
    BOOST_TEST(place("room", "2") == "custody.place_rank");
    BOOST_TEST(place("room", "NULL") == "db.constraint");
    BOOST_TEST(place("site", "1") != "");
    BOOST_TEST(place("drawer", "4") != "");
    BOOST_TEST(run("INSERT INTO place (kind, code, name) VALUES ('site', 'T1', '')") == "custody.place_code_taken");
    const auto home = [&](UnitId of, const std::string& place_id, const std::string& inside, const std::string& prev) {
        return run("INSERT INTO unit_home (unit, prev, place, inside, since, actor, reason) VALUES (" +
                   std::to_string(of.value()) + ", " + prev + ", " + place_id + ", " + inside +
                   ", 9000000000000000, 1, '')");
    };
    BOOST_TEST(home(unit, "NULL", std::to_string(folder.value()), "1") == "custody.unit_rank");
    BOOST_TEST(home(unit, "NULL", std::to_string(unit.value()), "1") == "custody.unit_rank");
    BOOST_TEST(home(unit, "NULL", "NULL", "1") == "custody.home_lost");
    BOOST_TEST(home(unit, "4", std::to_string(folder.value()), "1") != "");
    BOOST_TEST(home(unit, "4", "NULL", "NULL") == "custody.somebody_was_faster");
    BOOST_TEST(home(unit, "4", "NULL", "2") == "custody.somebody_was_faster");
    BOOST_TEST(home(folder, "4", "NULL", "2") == "");
}

BOOST_AUTO_TEST_CASE(custody_follows_its_last_row_and_the_rules) {
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'", "NULL") == "custody.somebody_was_faster");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'", "99") == "custody.somebody_was_faster");
    for (const std::string state : {"destroyed", "missing", "transferred", "found_quarantine", "in_transit"})
        BOOST_TEST(custody(state, "NULL", id("clerk"), "'2026-12-01'") == "custody.transition", state);
    BOOST_TEST(custody("lost", "NULL", "NULL", "NULL") != "");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'", "1", "5") == "custody.time");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'") == "");
    BOOST_TEST(custody("out", "NULL", id("responsible"), "'2026-12-01'", "(SELECT max(seq) FROM custody)") ==
               "custody.transition");
}

BOOST_AUTO_TEST_CASE(storage_needs_its_own_safe_place_and_a_loan_a_holder_with_commitment) {
    const auto at = [](PlaceId place) { return std::to_string(place.value()); };
    BOOST_TEST(custody("in_storage", at(cupboard), "NULL", "NULL") != "");
    BOOST_TEST(custody("in_storage", at(cabinet), "NULL", "NULL") == "custody.not_its_place");
    BOOST_TEST(custody("in_storage", "NULL", "NULL", "NULL") != "");
    BOOST_TEST(custody("in_storage", at(shelf), id("clerk"), "'2026-12-01'") != "");
    BOOST_TEST(custody("out", "NULL", "NULL", "NULL") == "db.constraint");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "NULL") != "");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-11-22'") == "db.constraint");
    BOOST_TEST(custody("out", at(shelf), id("clerk"), "'2026-12-01'") == "db.constraint");
    const std::string uncommitted = std::to_string(witness.value());
    BOOST_TEST(custody("out", "NULL", uncommitted, "'2026-12-01'") == "custody.holder_commitment");
    BOOST_TEST(custody("out", "NULL", id("auditor"), "'2026-12-01'") == "custody.holder_not_on_list");
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'", "1", "9000000000000000", uncommitted) ==
               "custody.commitment");
    const auto admin = desk("admin");
    access::Commitments{admin}.revoke(commitments.at("clerk"), PersonalText{"Lähti"}, custody::recall_paper);
    BOOST_TEST(custody("out", "NULL", id("clerk"), "'2026-12-01'", "1", "9000000000000000", id("responsible")) ==
               "custody.holder_commitment");
}

BOOST_AUTO_TEST_CASE(a_label_is_on_one_thing) {
    BOOST_TEST(run("INSERT INTO label (since, actor) VALUES (1, 1)") == "db.constraint");
    BOOST_TEST(run("INSERT INTO label (place, unit, since, actor) VALUES (1, 1, 1, 1)") == "db.constraint");
    BOOST_TEST(run("INSERT INTO label (place, since, actor) VALUES (999, 1, 1)") == "db.constraint");
    BOOST_TEST(run("INSERT INTO label (id, place, since, actor) VALUES (1000000000, 1, 1, 1)") == "db.constraint");
}

BOOST_AUTO_TEST_SUITE_END()
