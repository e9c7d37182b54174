#include <boost/test/unit_test.hpp>

#include "support/test_places.hpp"

using namespace arkki;
using namespace arkki::custody;
using test::last_line;
using test::refusal_of;

BOOST_FIXTURE_TEST_SUITE(custody_places, test::TestPlaces)

BOOST_AUTO_TEST_CASE(a_place_stands_in_one_of_a_higher_kind) {
    const auto add = [&](PlaceKind kind, std::optional<PlaceId> parent) {
        return refusal_of([&] { return places.add({kind, parent, "X1", "", {}}); });
    };
    BOOST_TEST(add(PlaceKind::site, site) == "custody.place_rank");
    BOOST_TEST(add(PlaceKind::room, std::nullopt) == "custody.place_rank");
    BOOST_TEST(add(PlaceKind::room, shelf) == "custody.place_rank");
    BOOST_TEST(add(PlaceKind::cabinet, cabinet) == "custody.place_rank");
    BOOST_TEST(add(PlaceKind::shelf, PlaceId{999}) == "place.unknown");
    BOOST_TEST(add(PlaceKind::shelf, site) == "");
}

BOOST_AUTO_TEST_CASE(a_code_is_clean_and_used_once) {
    const auto add = [&](const std::string& code) {
        return refusal_of([&] { return places.add({PlaceKind::site, {}, code, "", {}}); });
    };
    BOOST_TEST(add("K2") == "custody.place_code_taken");
    for (const std::string& bad : {std::string{}, std::string{" K3"}, std::string{"K\n3"}, std::string(41, 'K'),
                                   std::string{"K\xff"}, std::string("K\0", 2)})
        BOOST_TEST(add(bad) == "custody.code_bad");
    BOOST_TEST(add("Ä-1") == "");
}

BOOST_AUTO_TEST_CASE(who_may_not_change_places_is_refused_and_the_refusal_is_logged) {
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] {
                   return Places{auditor}.add({PlaceKind::site, {}, "X1", "", {}});
               }) == "access.denied.role");
    BOOST_TEST(last_line(database()) == "place.change denied role");
    BOOST_TEST(!places.find("X1"));
}

BOOST_AUTO_TEST_CASE(a_shelf_lives_by_the_lock_and_fire_class_around_it) {
    const Place found = places.show(shelf);
    BOOST_TEST(found.locked);
    BOOST_TEST(found.fire_class == "EN 1047-1 S 60 P");
    BOOST_TEST(found.fire_certified);
    BOOST_TEST(found.storage_grade);
    BOOST_TEST((found.own == Protection{}));
    BOOST_TEST(found.path == "/1/2/3/4/");
    BOOST_TEST(!places.show(cupboard).storage_grade);
    BOOST_TEST(!places.show(room).locked);
}

BOOST_AUTO_TEST_CASE(a_lost_key_takes_the_storage_grade_of_all_below) {
    Protection lost = safe();
    lost.lock_state = LockState::key_lost;
    BOOST_TEST(refusal_of([&] { return places.protect(cabinet, lost, " "), 0; }) == "custody.reason_missing");
    BOOST_TEST(refusal_of([&] { return places.protect(PlaceId{999}, lost, "Avain katosi"), 0; }) == "place.unknown");
    places.protect(cabinet, lost, "Avain katosi");
    BOOST_TEST(last_line(database()) == "place.changed allowed");
    BOOST_TEST(!places.show(shelf).storage_grade);
    BOOST_TEST(!places.show(shelf).locked);
    places.protect(cabinet, safe(), "Lukko vaihdettiin");
    BOOST_TEST(places.show(shelf).storage_grade);
}

BOOST_AUTO_TEST_CASE(a_site_protects_nothing) {
    BOOST_TEST(refusal_of([&] { return places.protect(site, safe(), "Portti"), 0; }) ==
               "custody.site_protects_nothing");
    BOOST_TEST(refusal_of([&] {
                   return places.add({PlaceKind::site, {}, "T2", "", safe()});
               }) == "custody.site_protects_nothing");
    BOOST_TEST(!places.find("T2"));
    places.protect(room, {LockType::code, LockState::ok, "declared", FireBasis::declared}, "Palo-ovi");
    const Place found = places.show(cupboard);
    BOOST_TEST(found.storage_grade);
    BOOST_TEST(!found.fire_certified);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_does_not_turn_history_around) {
    clock.advance(-std::chrono::hours{5});
    const auto admin = desk("admin");
    Places{admin}.protect(cabinet, safe(), "Tarkastus");
    BOOST_TEST(database().read([](db::Read& read) {
        return read.one<std::int64_t>(
            "SELECT count(*) FROM place_state s JOIN place_state n ON n.prev = s.seq"
            " WHERE n.since < s.since");
    }) == 0);
}

BOOST_AUTO_TEST_CASE(places_are_found_by_code_and_label_and_listed_as_they_stand) {
    const Place found = places.show(shelf);
    BOOST_TEST(found.label.size() == 12u);
    BOOST_TEST(places.find(" K2-H3 ")->id.value() == shelf.value());
    BOOST_TEST(places.find(found.label)->id.value() == shelf.value());
    BOOST_TEST(!places.find("K2-H"));
    BOOST_TEST(!places.find("999999999999"));
    std::vector<std::string> codes;
    for (const auto& place : places.list()) codes.push_back(place.code);
    const std::vector<std::string> expected{"T1", "T1-A", "K2", "K2-H3", "K9"};
    BOOST_TEST(codes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
