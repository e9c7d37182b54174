// Which binder a place sheet or the label of a sheet means: where two are possible, nobody guesses.
#include <boost/test/unit_test.hpp>

#include "custody/label_code.hpp"
#include "intake/assembly.hpp"
#include "support/test_intake.hpp"

using namespace arkki;
using custody::label_code;
using custody::LabelType;
using intake::DocumentPlan;

namespace {

struct Shelves : test::TestArchive {
    access::Desk clerk = desk("clerk");
    test::TestRoom room{clerk};
    const UnitId binder = room.binder("M01", room.shelf);

    std::string label(UnitId unit) { return room.units.show(unit).label; }
    static std::string label(PlaceId place) { return label_code({LabelType::place, place.value()}); }
    UnitId sheet_in(UnitId container) { return room.units.add({custody::UnitKind::sheet, "", {{}, container}}); }
    std::int64_t unit(const std::string& place, const std::string& sheet = "", const std::string& doubt = "",
                      std::optional<UnitId> told = {}) {
        DocumentPlan plan;
        plan.place_code = place;
        plan.sheet_code = sheet;
        plan.doubt = doubt;
        plan.unit = told;
        const auto found = intake::unit_of(clerk, plan);
        return found ? found->value() : 0;
    }
    std::string of_binder() { return label(binder); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_label_of_nothing_in_the_house_and_a_doubt_are_no_place, Shelves) {
    BOOST_TEST(unit(label_code({LabelType::binder_or_folder, 987'654})) == 0);
    BOOST_TEST(unit(label_code({LabelType::place, 987'654})) == 0);
    BOOST_TEST(unit("", label_code({LabelType::sheet, 987'654})) == 0);
    BOOST_TEST(unit(of_binder(), label_code({LabelType::sheet, 987'654})) == 0);
    BOOST_TEST(unit(of_binder(), "", "assembly.labels_differ") == 0);
    BOOST_TEST(unit("", "", "assembly.place_unread", binder) == 0);
}

BOOST_FIXTURE_TEST_CASE(without_a_sheet_of_ours_the_paper_stands_where_it_was_said_to, Shelves) {
    BOOST_TEST(unit("") == 0);
    BOOST_TEST(unit("", "", "", binder) == binder.value());
}

BOOST_FIXTURE_TEST_CASE(a_place_sheet_names_its_binder_whatever_was_told_before, Shelves) {
    const UnitId other = room.binder("M02", room.other_shelf);
    BOOST_TEST(unit(of_binder(), "", "", other) == binder.value());
}

BOOST_FIXTURE_TEST_CASE(a_place_sheet_of_a_shelf_means_the_one_binder_on_it_and_none_of_two, Shelves) {
    BOOST_TEST(unit(label(room.shelf)) == binder.value());
    BOOST_TEST(unit(label(room.other_shelf)) == 0);  // empty
    static_cast<void>(room.binder("M02", room.shelf));
    BOOST_TEST(unit(label(room.shelf)) == 0);
}

BOOST_FIXTURE_TEST_CASE(the_label_of_a_sheet_counts_alone_and_where_the_place_sheet_agrees, Shelves) {
    const UnitId other = room.binder("M02", room.other_shelf), sheet = sheet_in(binder);
    const auto own = label(sheet);
    BOOST_TEST(unit("", own) == sheet.value());
    BOOST_TEST(unit(of_binder(), own) == sheet.value());
    BOOST_TEST(unit(label(other), own) == 0);
    BOOST_TEST(unit(label(room.shelf), own) == sheet.value());
    BOOST_TEST(unit(label(room.other_shelf), own) == 0);
}
