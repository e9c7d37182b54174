#include "custody/custody_rows.hpp"

#include <algorithm>

#include "custody/unit_rows.hpp"

namespace arkki::custody {
namespace {

/// Contents without rows of their own follow by themselves; those with rows get one more, unless they were out alone or
/// with somebody else.
void bring_contents(db::Write& write, const access::Desk& desk, const Unit& before, const CustodyRow& row) {
    for (const auto& [content, own, holder] : write.rows<UnitId, std::optional<std::string>, std::optional<PersonId>>(
             "SELECT l.id, k.state, k.holder FROM unit_lies l LEFT JOIN custody k ON k.seq = l.own_custody"
             " WHERE l.inside = :unit ORDER BY l.id",
             {{"unit", row.unit}})) {
        if (own && (*own != code(before.state) || holder != before.holder)) continue;
        const CustodyRow same{content, row.state, row.place, row.holder, row.due, row.reason};
        if (own) insert_custody(write, desk, same);
        bring_contents(write, desk, before, same);
    }
}

}  // namespace

void insert_custody(db::Write& write, const access::Desk& desk, const CustodyRow& row) {
    const auto [own, last] = write.one<std::optional<std::int64_t>, std::optional<Instant>>(
        "SELECT own_custody, since FROM unit_now WHERE id = :unit", {{"unit", row.unit}});
    // A clock set back must not stop the work: time never runs backwards in a history.
    const Instant since = last ? std::max(desk.now(), *last) : desk.now();
    write.run(
        "INSERT INTO custody (unit, prev, state, place, holder, due, since, on_day, actor, reason)"
        " VALUES (:unit, :prev, :state, :place, :holder, :due, :since, :day, :actor, :reason)",
        {{"unit", row.unit},
         {"prev", own},
         {"state", code(row.state)},
         {"place", row.place},
         {"holder", row.holder},
         {"due", row.due},
         {"since", since},
         {"day", desk.wall_clock()(since).day},
         {"actor", desk.session().actor},
         {"reason", row.reason}});
}

void insert_with_contents(db::Write& write, const access::Desk& desk, const CustodyRow& row) {
    const Unit before = demand_unit(write, row.unit);
    insert_custody(write, desk, row);
    bring_contents(write, desk, before, row);
}

void insert_home(db::Write& write, const access::Desk& desk, UnitId unit, const Home& home, const std::string& reason) {
    const auto last =
        write.row<std::int64_t, Instant>("SELECT seq, since FROM unit_home_now WHERE unit = :unit", {{"unit", unit}});
    const auto previous = last ? std::optional{std::get<0>(*last)} : std::nullopt;
    const Instant since = last ? std::max(desk.now(), std::get<1>(*last)) : desk.now();
    write.run(
        "INSERT INTO unit_home (unit, prev, place, inside, since, actor, reason)"
        " VALUES (:unit, :prev, :place, :inside, :since, :actor, :reason)",
        {{"unit", unit},
         {"prev", previous},
         {"place", home.place},
         {"inside", home.inside},
         {"since", since},
         {"actor", desk.session().actor},
         {"reason", reason}});
}

std::optional<PlaceId> place_belonged_to(db::Read& read, UnitId unit) {
    return read.one<std::optional<PlaceId>>("SELECT place FROM unit_lies WHERE id = :unit", {{"unit", unit}});
}

std::vector<CustodyLine> custody_lines(db::Read& read, UnitId unit) {
    static_cast<void>(demand_unit(read, unit));
    std::vector<CustodyLine> lines;
    for (const auto& [since, state, place, holder, due, actor, reason] :
         read.rows<Instant, std::string, std::optional<PlaceId>, std::optional<PersonId>, std::optional<Day>, PersonId,
                   std::string>(
             "SELECT since, state, place, holder, due, actor, reason FROM custody WHERE unit ="
             " (SELECT k.unit FROM unit_lies l JOIN custody k ON k.seq = l.custody WHERE l.id = :unit) ORDER BY seq",
             {{"unit", unit}}))
        lines.push_back(
            {since, state == "out" ? CustodyState::out : CustodyState::in_storage, place, holder, due, actor, reason});
    return lines;
}

}  // namespace arkki::custody
