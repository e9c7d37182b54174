#include <boost/test/unit_test.hpp>

#include "support/test_places.hpp"

using namespace arkki;
using namespace arkki::custody;
using test::last_line;
using test::refusal_of;

namespace {

struct Shelves : test::TestPlaces {
    std::string try_checkout(UnitId unit, const std::string& holder, int days = 14) {
        return refusal_of(
            [&] { return units.checkout(taking(unit), person(holder), add_days(today(), days), "Nähtävä"), 0; });
    }
    std::string try_move(UnitId unit, const Home& home) {
        return refusal_of([&] { return units.move(moving(unit), home, "Järjestely", nothing_follows), 0; });
    }
    std::string state(UnitId unit) { return std::string{code(units.show(unit).state)}; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(custody_units, Shelves)

BOOST_AUTO_TEST_CASE(originals_go_only_where_it_is_locked_and_fire_safe) {
    BOOST_TEST(refusal_of([&] {
                   return units.add({UnitKind::binder, "M01", {cupboard, {}}});
               }) == "custody.not_storage_grade");
    BOOST_TEST(!units.find("K9-M01"));
    const UnitId unit = binder();
    BOOST_TEST(try_move(unit, {cupboard, {}}) == "custody.not_storage_grade");
    BOOST_TEST(units.show(unit).place_code == "K2-H3");
}

BOOST_AUTO_TEST_CASE(a_unit_lies_in_one_of_a_higher_kind) {
    const UnitId unit = binder();
    const UnitId folder = units.add({UnitKind::folder, "", {{}, unit}});
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::binder, "M08", {{}, unit}}); }) == "custody.unit_rank");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::binder, "M08", {{}, folder}}); }) == "custody.unit_rank");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::sheet, "", {{}, UnitId{999}}}); }) == "unit.unknown");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::sheet, "", {PlaceId{999}, {}}}); }) == "place.unknown");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::sheet, "", {shelf, unit}}); }) == "custody.two_homes");
    BOOST_TEST(try_move(unit, {{}, folder}) == "custody.unit_rank");
    BOOST_TEST(try_move(unit, {{}, unit}) == "custody.unit_rank");
}

BOOST_AUTO_TEST_CASE(marks_are_clean_and_used_once_in_a_place) {
    binder();
    BOOST_TEST(refusal_of([&] { return binder(); }) == "custody.mark_taken");
    BOOST_TEST(refusal_of([&] { return binder(""); }) == "custody.mark_bad");
    BOOST_TEST(refusal_of([&] { return binder("M\t7"); }) == "custody.mark_bad");
    BOOST_TEST(refusal_of([&] { return binder(std::string(61, 'M')); }) == "custody.mark_bad");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::sheet, "", {shelf, {}}}); }) == "");
    BOOST_TEST(refusal_of([&] { return units.add({UnitKind::sheet, "", {shelf, {}}}); }) == "");
}

BOOST_AUTO_TEST_CASE(a_binder_says_where_it_stands_and_how_safe_that_is) {
    const Unit found = units.show(binder());
    BOOST_TEST(found.code == "K2-H3-M07");
    BOOST_TEST(found.path == "/1/2/3/4/");
    BOOST_TEST(found.locked);
    BOOST_TEST(found.fire_class == "EN 1047-1 S 60 P");
    BOOST_TEST(found.storage_grade);
    BOOST_TEST(state(found.id) == "in_storage");
    BOOST_TEST(found.label[0] == '3');
    for (const std::string& code : {std::string{"K2-H3-M07"}, found.label, " " + found.label + "\r"}) {
        BOOST_REQUIRE(units.find(code));
        BOOST_TEST(units.find(code)->id.value() == found.id.value());
    }
    BOOST_TEST(!units.find("K2-H3"));
    BOOST_TEST(!units.find("M07"));
    BOOST_TEST(!units.find("K2-H3-M07-"));
    BOOST_TEST(!units.find("-M07"));
    BOOST_TEST(units.in_place(shelf).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_mark_with_a_hyphen_is_found_too) {
    const UnitId unit = binder("2026-07");
    const UnitId folder = units.add({UnitKind::folder, "A-B", {{}, unit}});
    BOOST_TEST(units.show(folder).code == "K2-H3-2026-07-A-B");
    BOOST_TEST(units.find("K2-H3-2026-07-A-B")->id.value() == folder.value());
    BOOST_TEST(units.find("K2-H3-2026-07")->id.value() == unit.value());
}

BOOST_AUTO_TEST_CASE(paper_without_a_place_waits_in_the_tray_until_it_is_put_away) {
    const UnitId sheet = units.add({UnitKind::sheet, "", {}});
    BOOST_TEST(state(sheet) == "tray");
    BOOST_TEST(units.show(sheet).path == "/");
    BOOST_TEST(units.show(sheet).code == "");
    BOOST_TEST(units.tray().size() == 1u);
    BOOST_TEST(try_checkout(sheet, "clerk") == "custody.transition");
    BOOST_TEST(try_move(sheet, {}) == "custody.home_lost");
    units.move(moving(sheet), {{}, binder()}, "Mapitettu", nothing_follows);
    BOOST_TEST(last_line(database()) == "original.moved allowed");
    BOOST_TEST(units.tray().empty());
    BOOST_TEST(state(sheet) == "in_storage");
    BOOST_TEST(units.show(sheet).path == "/1/2/3/4/");
}

BOOST_AUTO_TEST_CASE(an_original_is_lent_only_to_a_named_committed_person_for_a_time) {
    const UnitId unit = binder();
    BOOST_TEST(try_checkout(unit, "auditor") == "custody.holder_not_on_list");
    BOOST_TEST(refusal_of([&] { return units.checkout(taking(unit), witness, today(), "x"), 0; }) ==
               "custody.holder_commitment");
    BOOST_TEST(try_checkout(unit, "clerk", -1) == "custody.due");
    BOOST_TEST(try_checkout(unit, "clerk", 91) == "custody.due");
    BOOST_TEST(state(unit) == "in_storage");
    BOOST_TEST(try_checkout(unit, "clerk") == "");
    BOOST_TEST(last_line(database()) == "original.out allowed");
    const Unit out = units.show(unit);
    BOOST_TEST(out.holder->value() == person("clerk").value());
    BOOST_TEST((out.due == add_days(today(), 14)));
}

BOOST_AUTO_TEST_CASE(what_is_out_is_not_lent_again_nor_moved_and_comes_back_once) {
    const UnitId unit = binder();
    BOOST_TEST(try_checkout(unit, "clerk") == "");
    BOOST_TEST(try_checkout(unit, "responsible") == "custody.transition");
    BOOST_TEST(try_move(unit, {shelf, {}}) == "custody.is_out");
    clock.advance(std::chrono::minutes{5});
    units.take_back(moving(unit), "");
    BOOST_TEST(state(unit) == "in_storage");
    BOOST_TEST(refusal_of([&] { return units.take_back(moving(unit), ""), 0; }) == "custody.not_out");
    const auto lines = units.history(unit);
    BOOST_REQUIRE(lines.size() == 3u);
    BOOST_TEST((lines[1].state == CustodyState::out));
    BOOST_TEST((lines[2].place == shelf));
}

BOOST_AUTO_TEST_CASE(contents_go_with_their_container_and_those_out_alone_stay_out) {
    const UnitId unit = binder();
    const UnitId folder = units.add({UnitKind::folder, "A", {{}, unit}});
    const UnitId sheet = units.add({UnitKind::sheet, "", {{}, folder}});
    const UnitId other = units.add({UnitKind::sheet, "", {{}, folder}});
    BOOST_TEST(try_checkout(sheet, "responsible") == "");
    BOOST_TEST(state(folder) == "in_storage");
    BOOST_TEST(try_checkout(unit, "clerk") == "");
    BOOST_TEST(state(folder) == "out");
    BOOST_TEST(units.show(other).holder->value() == person("clerk").value());
    BOOST_TEST(units.show(sheet).holder->value() == person("responsible").value());
    BOOST_TEST(refusal_of([&] { return units.take_back(moving(sheet), ""), 0; }) == "custody.container_is_out");
    units.take_back(moving(unit), "");
    units.take_back(moving(sheet), "");
    BOOST_TEST(state(sheet) == "in_storage");

    const PlaceId next = places.add({PlaceKind::shelf, cabinet, "K2-H4", "", {}});
    units.move(moving(unit), {next, {}}, "Muutto", nothing_follows);
    for (const UnitId moved : {unit, folder, sheet, other}) BOOST_TEST(units.show(moved).place_code == "K2-H4");
    BOOST_TEST((units.history(sheet).back().place == next));
    BOOST_TEST(units.inside(folder).size() == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_is_stored_where_the_lock_is_gone_but_what_is_out_stays_known) {
    const UnitId unit = binder();
    BOOST_TEST(try_checkout(unit, "clerk") == "");
    Protection broken = safe();
    broken.lock_state = LockState::broken;
    places.protect(cabinet, broken, "Lukko rikki");
    BOOST_TEST(refusal_of([&] { return units.take_back(moving(unit), ""), 0; }) == "custody.not_storage_grade");
    BOOST_TEST(state(unit) == "out");
}

BOOST_AUTO_TEST_CASE(nobody_opens_a_binder_to_himself_by_moving_it_nor_puts_it_where_he_keeps_nothing) {
    const UnitId secret = binder();
    const PlaceId own = places.add({PlaceKind::shelf, cabinet, "K2-H4", "", {}});
    const auto admin = desk("admin");
    access::People{admin}.give_role(person("auditor"), access::Role::clerk, today());
    access::AccessList{admin}.grant(
        {person("auditor"), "maintain", places.show(own).path, "", today(), {}, PersonalText{"Hylly"}});
    const auto newcomer = desk("auditor");
    BOOST_TEST(refusal_of([&] { return granted<access::MoveUnit>(newcomer, secret).event(); }) ==
               "access.denied.not-on-list");
    BOOST_TEST(last_line(database()) == "unit.move denied not-on-list");

    const UnitId mine = units.add({UnitKind::binder, "M08", {own, {}}});
    Units theirs{newcomer};
    const auto try_to = [&](const Home& home) {
        return refusal_of(
            [&] { return theirs.move(granted<access::MoveUnit>(newcomer, mine), home, "x", nothing_follows), 0; });
    };
    BOOST_TEST(try_to({shelf, {}}) == "access.denied.not-on-list");
    BOOST_TEST(try_to({{}, secret}) == "access.denied.not-on-list");
    BOOST_TEST(last_line(database()) == "unit.move denied not-on-list");
    BOOST_TEST(units.show(mine).place_code == "K2-H4");
    BOOST_TEST(try_to({own, {}}) == "");
}

BOOST_AUTO_TEST_CASE(what_follows_a_unit_moves_with_it_or_neither_does) {
    const UnitId unit = binder();
    const PlaceId next = places.add({PlaceKind::shelf, cabinet, "K2-H4", "", {}});
    const auto fails = [](db::Write&, UnitId) { throw Error{Fault::unavailable, "test.power_cut"}; };
    BOOST_TEST(refusal_of([&] {
                   return units.move(moving(unit), {next, {}}, "Muutto", fails), 0;
               }) == "test.power_cut");
    BOOST_TEST(units.show(unit).place_code == "K2-H3");
    BOOST_TEST(test::lines_of(database(), "original.moved") == 0);
    std::string path_then;
    units.move(moving(unit), {next, {}}, "Muutto",
               [&](db::Write& write, UnitId moved) { path_then = unit_of(write, moved)->path; });
    BOOST_TEST(path_then == places.show(next).path);
}

BOOST_AUTO_TEST_CASE(a_refused_change_leaves_no_line_that_says_it_happened) {
    const auto before = test::lines_of(database(), "unit.added");
    BOOST_TEST(refusal_of([&] {
                   return units.add({UnitKind::binder, "M01", {cupboard, {}}});
               }) == "custody.not_storage_grade");
    BOOST_TEST(test::lines_of(database(), "unit.added") == before);
    binder();
    BOOST_TEST(test::lines_of(database(), "unit.added") == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
