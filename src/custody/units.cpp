#include "custody/units.hpp"

#include <utility>

#include "access/access_list.hpp"
#include "custody/custody_rows.hpp"
#include "custody/places.hpp"
#include "custody/unit_rows.hpp"
#include "custody/words.hpp"

namespace arkki::custody {
namespace {

constexpr int longest_loan = 90;  // days

void check_home(db::Read& read, UnitKind kind, const Home& home) {
    if (home.place && home.inside) throw Error{Fault::invalid, "custody.two_homes", {}, "home"};
    if (home.place && !place_of(read, *home.place)) throw Error{Fault::not_found, "place.unknown", {}, "place"};
    if (home.inside && demand_unit(read, *home.inside).kind >= kind)
        throw Error{Fault::invalid, "custody.unit_rank", {}, "inside"};
}

void check(db::Read& read, const NewUnit& unit) {
    const bool may_be_unmarked = unit.kind == UnitKind::folder || unit.kind == UnitKind::sheet;
    if (!is_short_text(unit.mark, 60) || (unit.mark.empty() && !may_be_unmarked))
        throw Error{Fault::invalid, "custody.mark_bad", {}, "mark"};
    check_home(read, unit.kind, unit.home);
}

std::string checked(const std::string& reason) {
    if (!is_short_text(reason, 500)) throw Error{Fault::invalid, "custody.reason_bad", {}, "reason"};
    return reason;
}

audit::Event event_on(const access::Desk& desk, std::string_view action, UnitId unit) {
    audit::Event event = desk.event(action);
    event.object = "unit:" + std::to_string(unit.value());
    return event;
}

/// The path of a home; "/" for what is no home, which is refused later with its reason.
std::string path_of(db::Read& read, const Home& home) {
    const auto place = home.place ? place_of(read, *home.place) : std::nullopt;
    if (place) return place->path;
    const auto container = home.inside ? unit_of(read, *home.inside) : std::nullopt;
    return container ? container->path : "/";
}

/// Paper is moved only to where the mover is on the list to keep it; a refusal is logged, then thrown.
void demand_right_at(const access::Desk& desk, UnitId unit, const Home& home) {
    const bool on_list = desk.database().read([&](db::Read& read) {
        return access::entry_for(read, desk.session().actor, "maintain", path_of(read, home), "", desk.today())
            .has_value();
    });
    if (on_list) return;
    audit::Event event = event_on(desk, access::MoveUnit::action, unit);
    event.result = "denied";
    event.rule = "not-on-list";
    desk.log().append(event);
    throw Error{Fault::denied, "access.denied.not-on-list"};
}

/// Adds the unit and its line; the line goes out through `receipt` for a change of its own.
std::pair<UnitId, audit::Receipt> insert(db::Write& write, audit::Appender& log, const access::Desk& desk,
                                         const NewUnit& unit) {
    check(write, unit);
    const auto id = write.one<UnitId>("INSERT INTO unit (kind, mark) VALUES (:kind, :mark) RETURNING id",
                                      {{"kind", code(unit.kind)}, {"mark", unit.mark}});
    write.run("INSERT INTO label (unit, since, actor) VALUES (:unit, :since, :actor)",
              {{"unit", id}, {"since", desk.now()}, {"actor", desk.session().actor}});
    insert_home(write, desk, id, unit.home, "new");
    if (unit.home.place) insert_custody(write, desk, {id, CustodyState::in_storage, unit.home.place, {}, {}, "new"});
    audit::Event event = event_on(desk, "unit.added", id);
    event.args = {{"kind", std::string{code(unit.kind)}}};
    return {id, log.append(event)};
}

}  // namespace

UnitId Units::add(const NewUnit& unit) {
    desk_.require("unit.change");
    UnitId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        auto [made, receipt] = insert(write, log, desk_, unit);
        id = made;
        return receipt;
    });
    return id;
}

UnitId Units::add(db::Write& write, audit::Appender& log, const access::Desk& desk, const NewUnit& unit) {
    return insert(write, log, desk, unit).first;
}

void Units::checkout(const access::Grant<access::TakeOriginal>& grant, PersonId holder, Day due,
                     const std::string& reason) {
    const UnitId unit = grant.object();
    const int days = days_between(desk_.today(), due);
    if (!due.ok() || days < 0 || days > longest_loan) throw Error{Fault::invalid, "custody.due", {}, "due"};
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        insert_with_contents(write, desk_, {unit, CustodyState::out, {}, holder, due, checked(reason)});
        audit::Event event = event_on(desk_, "original.out", unit);
        event.args = {{"holder", std::to_string(holder.value())}, {"due", iso(due)}};
        return log.append(event);
    });
}

void Units::take_back(const access::Grant<access::MoveUnit>& grant, const std::string& reason) {
    const UnitId unit = grant.object();
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        if (demand_unit(write, unit).state != CustodyState::out) throw Error{Fault::conflict, "custody.not_out"};
        insert_with_contents(write, desk_,
                             {unit, CustodyState::in_storage, place_belonged_to(write, unit), {}, {}, checked(reason)});
        return log.append(event_on(desk_, "original.in", unit));
    });
}

void Units::move(const access::Grant<access::MoveUnit>& grant, const Home& home, const std::string& reason,
                 const Follow& follow) {
    const UnitId unit = grant.object();
    demand_right_at(desk_, unit, home);
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        const Unit before = demand_unit(write, unit);
        if (before.state == CustodyState::out) throw Error{Fault::conflict, "custody.is_out"};
        if (!home.place && !home.inside) throw Error{Fault::conflict, "custody.home_lost", {}, "home"};
        check_home(write, before.kind, home);
        insert_home(write, desk_, unit, home, checked(reason));
        // Paper out of the tray that goes into a binder needs no row of its own: the binder's counts.
        const auto place = place_belonged_to(write, unit);
        const bool needs_row = home.place || before.state == CustodyState::in_storage;
        if (place && needs_row)
            insert_with_contents(write, desk_, {unit, CustodyState::in_storage, place, {}, {}, reason});
        follow(write, unit);
        audit::Event event = event_on(desk_, "original.moved", unit);
        event.args = {{"from", before.path}, {"to", demand_unit(write, unit).path}};
        return log.append(event);
    });
}

Unit Units::show(UnitId unit) const {
    return desk_.database().read([&](db::Read& read) { return demand_unit(read, unit); });
}

std::vector<CustodyLine> Units::history(UnitId unit) const {
    return desk_.database().read([&](db::Read& read) { return custody_lines(read, unit); });
}

std::optional<Unit> Units::find(std::string_view code) const {
    return desk_.database().read([&](db::Read& read) { return find_unit(read, code); });
}

std::vector<Unit> Units::in_place(PlaceId place) const {
    return desk_.database().read([&](db::Read& read) {
        return unit_rows(read, " WHERE home_place = :place ORDER BY mark, id", {{"place", place}});
    });
}

std::vector<Unit> Units::inside(UnitId container) const {
    return desk_.database().read([&](db::Read& read) {
        return unit_rows(read, " WHERE inside = :container ORDER BY mark, id", {{"container", container}});
    });
}

std::vector<Unit> Units::tray() const {
    return desk_.database().read(
        [&](db::Read& read) { return unit_rows(read, " WHERE home_place IS NULL AND inside IS NULL ORDER BY id"); });
}

}  // namespace arkki::custody
