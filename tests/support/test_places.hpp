#pragma once
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "support/test_office.hpp"

namespace arkki::test {

/// The small office with an archive room: site T1 > room T1-A > locked fire-safe cabinet K2 > shelf K2-H3, and an open
/// cupboard K9 beside it.
class TestPlaces : public TestOffice {
public:
    access::Desk clerk = desk("clerk");
    custody::Places places{clerk};
    custody::Units units{clerk};
    PlaceId site = places.add({custody::PlaceKind::site, {}, "T1", "Toimisto", {}});
    PlaceId room = places.add({custody::PlaceKind::room, site, "T1-A", "Arkistohuone", {}});
    PlaceId cabinet = places.add({custody::PlaceKind::cabinet, room, "K2", "", safe()});
    PlaceId shelf = places.add({custody::PlaceKind::shelf, cabinet, "K2-H3", "", {}});
    PlaceId cupboard = places.add({custody::PlaceKind::cabinet, room, "K9", "", {}});

    static custody::Protection safe() {
        return {custody::LockType::key, custody::LockState::ok, "EN 1047-1 S 60 P", custody::FireBasis::certified};
    }
    UnitId binder(const std::string& mark = "M07") { return units.add({custody::UnitKind::binder, mark, {shelf, {}}}); }
    /// What the Guard would give for taking the original.
    access::Grant<access::TakeOriginal> taking(UnitId unit) { return granted<access::TakeOriginal>(clerk, unit); }
    access::Grant<access::MoveUnit> moving(UnitId unit) { return granted<access::MoveUnit>(clerk, unit); }
    template <class Act>
    access::Grant<Act> granted(const access::Desk& desk, UnitId unit) {
        facts["unit:" + std::to_string(unit.value())] = {true, units.show(unit).path, "", {}, 1, 1, "none", false};
        return desk.open<Act>(unit);
    }
    static void nothing_follows(db::Write&, UnitId) {}
};

}  // namespace arkki::test
