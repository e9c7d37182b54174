#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "custody/units.hpp"

namespace arkki::custody {

/// A row to add to the history of a unit.
struct CustodyRow {
    UnitId unit;
    CustodyState state;
    std::optional<PlaceId> place;
    std::optional<PersonId> holder;
    std::optional<Day> due;
    std::string reason;
};

/// Rules stand in the database (0004_custody.sql); what they refuse comes as Error{conflict, "custody.<rule>"}.
void insert_custody(db::Write& write, const access::Desk& desk, const CustodyRow& row);
/// The same for the unit and for everything in it that has a history of its own and was with it.
void insert_with_contents(db::Write& write, const access::Desk& desk, const CustodyRow& row);
void insert_home(db::Write& write, const access::Desk& desk, UnitId unit, const Home& home, const std::string& reason);

/// The place a unit belongs to, by itself or through its containers.
[[nodiscard]] std::optional<PlaceId> place_belonged_to(db::Read& read, UnitId unit);
/// The history that counts for a unit: its own, or that of the container it lies in.
[[nodiscard]] std::vector<CustodyLine> custody_lines(db::Read& read, UnitId unit);

}  // namespace arkki::custody
