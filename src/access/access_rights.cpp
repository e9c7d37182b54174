// Who may what: the questions put to the access list, by the Guard, by lists and searches, by an inspector.
#include <algorithm>
#include <set>
#include <utility>

#include "access/access_list.hpp"
#include "access/entry_rows.hpp"
#include "access/rules.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

/// An entry that reaches a thing: by its place and type, by a binder around it, or as this very document.
std::string reaches(const Target& target) {
    std::string condition =
        " AND e.book = :book AND ((substr(CAST(:path AS TEXT), 1, length(e.path)) = e.path"
        " AND (e.series = '' OR e.series = :series))";
    std::string units;
    for (const auto unit : target.units) units += (units.empty() ? "" : ",") + std::to_string(unit.value());
    if (!units.empty()) condition += " OR e.unit IN (" + units + ")";
    if (target.document) condition += " OR e.document = " + std::to_string(target.document->value());
    return condition + ")";
}

constexpr std::string_view narrowest_first =
    " CASE WHEN e.document IS NOT NULL THEN 0 WHEN e.unit IS NOT NULL THEN 1 ELSE 2 END, length(e.path) DESC,"
    " CASE WHEN e.series = '' THEN 1 ELSE 0 END, e.id";

db::Parameters parameters_of(const Target& target, const AsOf& when) {
    auto parameters = access::parameters_of(when);
    parameters.insert(parameters.end(), {{"path", target.path}, {"series", target.series}, {"book", target.book}});
    return parameters;
}

/// Whether one of the places on the way down to `path` stands in `known` with this type or with every type.
bool covered(const std::set<std::pair<std::string, std::string>>& known, const std::string& path,
             const std::string& series) {
    for (auto end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
        const std::string above = path.substr(0, end + 1);
        if (known.contains({above, ""}) || known.contains({above, series})) return true;
    }
    return false;
}

}  // namespace

AsOf as_of(Day day, Instant now, const WallClock& wall_clock) {
    if (day >= wall_clock(now).day) return {day};
    // Midnight of the office: the wall clock is ahead of or behind UTC by what it shows at UTC's midnight.
    const Instant utc{std::chrono::sys_days{day}};
    const auto begins = [&](Instant midnight) {
        const LocalTime shown = wall_clock(midnight);
        const auto ahead = std::chrono::sys_days{shown.day} + std::chrono::hours{shown.hour} +
                           std::chrono::minutes{shown.minute} - std::chrono::floor<std::chrono::seconds>(midnight);
        return midnight - ahead;
    };
    return {day, begins(utc), begins(utc + std::chrono::hours{24})};
}

db::Parameters parameters_of(const AsOf& when) { return {{"day", when.day}, {"begin", when.begin}, {"end", when.end}}; }

std::vector<Entry> entry_rows(db::Read& read, const std::string& condition, const db::Parameters& parameters) {
    std::vector<Entry> entries;
    for (const auto& [id, person, name, act, path, series, from, to, granted_by, ended_at, unit, document, reason] :
         read.rows<AccessEntryId, PersonId, PersonalText, std::string, std::string, std::string, Day, Day, PersonId,
                   std::optional<Instant>, std::optional<UnitId>, std::optional<DocumentId>, PersonalText>(
             "SELECT e.id, e.person, p.name, e.act, e.path, e.series, e.from_day, e.to_day, e.granted_by, e.ended_at,"
             " e.unit, e.document, e.reason FROM access_entry e JOIN person p ON p.id = e.person"
             " JOIN commitment c ON c.id = e.commitment" +
                 condition,
             parameters))
        entries.push_back({id, person, name, act, path, series, from, to == no_end ? std::nullopt : std::optional{to},
                           granted_by, ended_at, unit, document, reason});
    return entries;
}

Permitted permitted(db::Read& read, const Session& session, Day today, std::string_view act) {
    Permitted may;
    if (!rule_of("document.view").allows(session.role)) return may;
    if (!standing(read, session.actor, session.role, today).empty()) return may;
    std::set<std::pair<std::string, std::string>> places;
    for (const auto& [path, series, unit, document] :
         read.rows<std::string, std::string, std::optional<UnitId>, std::optional<DocumentId>>(
             "SELECT e.path, e.series, e.unit, e.document FROM access_entry e JOIN commitment c ON c.id = e.commitment"
             " WHERE e.person = :person AND e.act = :act AND e.ended_at IS NULL"
             " AND :day BETWEEN e.from_day AND e.to_day AND c.revoked_at IS NULL AND c.valid_to >= :day",
             {{"person", session.actor}, {"act", act}, {"day", today}})) {
        if (unit) may.units.push_back(*unit);
        if (document) may.documents.push_back(*document);
        if (!unit && !document) places.emplace(path, series);
    }
    may.everything = places.contains({"/", ""});
    if (may.everything || places.empty()) return may;
    for (const auto& [scope, path, series] :
         read.rows<std::int64_t, std::string, std::string>("SELECT id, path, series FROM access_scope ORDER BY id"))
        if (covered(places, path, series)) may.scopes.push_back(scope);
    return may;
}

std::vector<std::int64_t> permitted_scopes(db::Read& read, const Session& session, Day today) {
    const auto may = permitted(read, session, today);
    return may.everything ? read.rows<std::int64_t>("SELECT id FROM access_scope ORDER BY id") : may.scopes;
}

std::vector<Entry> rights_on(db::Read& read, const Target& target, const AsOf& when) {
    auto parameters = parameters_of(target, when);
    parameters.emplace_back("now", std::int64_t{when.end == Instant::max() ? 1 : 0});
    return entry_rows(read,
                      " WHERE " + std::string{in_force_then} + " AND " + std::string{could_act_then} + reaches(target) +
                          " ORDER BY p.id, e.act," + std::string{narrowest_first},
                      parameters);
}

std::vector<Reader> who_may(db::Read& read, const Target& target, const AsOf& when) {
    std::vector<Reader> readers;
    const auto rights = rights_on(read, target, when);
    for (const auto& right : rights) {
        if (right.act != "read" || (!readers.empty() && readers.back().person == right.person)) continue;
        const auto may = [&](std::string_view act) {
            return std::any_of(rights.begin(), rights.end(), [&](const Entry& other) {
                return other.person == right.person && other.act == act;
            });
        };
        if (target.unconfirmed && !may("maintain")) continue;
        readers.push_back({right.person, right.name, may("take")});
    }
    return readers;
}

std::vector<Reader> who_may(db::Read& read, std::string_view path, std::string_view series, Day day) {
    return who_may(read, Target{std::string{path}, std::string{series}}, AsOf{day});
}

std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act, const Target& target,
                                       const AsOf& when) {
    auto parameters = parameters_of(target, when);
    parameters.insert(parameters.end(), {{"person", person}, {"act", act}});
    return read.row<AccessEntryId>(
        "SELECT e.id FROM access_entry e JOIN commitment c ON c.id = e.commitment WHERE e.person = :person"
        " AND e.act = :act AND " +
            std::string{in_force_then} + reaches(target) + " ORDER BY" + std::string{narrowest_first} + " LIMIT 1",
        parameters);
}

std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act, std::string_view path,
                                       std::string_view series, Day day) {
    return entry_for(read, person, act, Target{std::string{path}, std::string{series}}, AsOf{day});
}

}  // namespace arkki::access
