#include "access/access_list.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "access/commitments.hpp"
#include "access/line.hpp"
#include "access/rules.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

using Row = std::tuple<AccessEntryId, PersonId, PersonalText, std::string, std::string, std::string, Day, Day, PersonId,
                       std::optional<Instant>>;

Entry entry_of(const Row& row) {
    const auto& [id, person, name, act, path, series, from, to, granted_by, ended_at] = row;
    return {id,         person,  name, act, path, series, from, to == no_end ? std::nullopt : std::optional{to},
            granted_by, ended_at};
}

std::vector<Entry> entries_of(const std::vector<Row>& rows) {
    std::vector<Entry> entries;
    std::transform(rows.begin(), rows.end(), std::back_inserter(entries), entry_of);
    return entries;
}

void check(const NewEntry& entry) {
    static constexpr std::array<std::string_view, 5> acts{"read", "copy", "maintain", "take", "dispose"};
    static const std::regex path{"/([0-9]+/)*"};
    if (std::find(acts.begin(), acts.end(), entry.act) == acts.end())
        throw Error{Fault::invalid, "list.bad_act", {}, "act"};
    if (!std::regex_match(entry.path, path)) throw Error{Fault::invalid, "list.bad_path", {}, "path"};
    if (entry.to && *entry.to < entry.from) throw Error{Fault::invalid, "list.bad_end", {}, "to"};
    if (trimmed(entry.reason.reveal()).empty()) throw Error{Fault::invalid, "list.no_reason", {}, "reason"};
}

}  // namespace

AccessEntryId AccessList::grant(const NewEntry& entry) {
    const PersonId actor = desk_.session().actor;
    desk_.require("list.grant", object_name(entry.person));
    check(entry);
    if (entry.person == actor) throw Error{Fault::conflict, "list.own_grant"};
    AccessEntryId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto commitment = valid_commitment(write, entry.person, entry.from);
        if (!commitment) throw Error{Fault::conflict, "commitment.missing"};
        id = write.one<AccessEntryId>(
            "INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason, "
            "commitment)"
            " VALUES(:person, :act, :path, :series, :from, :to, :by, :at, :reason, :commitment) RETURNING id",
            {{"person", entry.person},
             {"act", entry.act},
             {"path", entry.path},
             {"series", entry.series},
             {"from", entry.from},
             {"to", entry.to.value_or(no_end)},
             {"by", actor},
             {"at", desk_.now()},
             {"reason", entry.reason},
             {"commitment", *commitment}});
        audit::Event event = desk_.event("list.granted");
        event.object = "list:" + std::to_string(id.value());
        event.reason = entry.reason;
        event.args = {
            {"for", object_name(entry.person)}, {"act", entry.act}, {"path", entry.path}, {"series", entry.series}};
        return appender.append(event);
    });
    return id;
}

void AccessList::end(AccessEntryId entry, const PersonalText& reason) {
    const std::string object = "list:" + std::to_string(entry.value());
    desk_.require("list.end", object);
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "list.no_reason", {}, "reason"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto person = write.row<PersonId>("SELECT person FROM access_entry WHERE id = :id", {{"id", entry}});
        if (!person) throw Error{Fault::not_found, "list.unknown"};
        write.run("UPDATE access_entry SET ended_at = :at, ended_by = :by, end_reason = :reason WHERE id = :id",
                  {{"at", desk_.now()}, {"by", desk_.session().actor}, {"reason", reason}, {"id", entry}});
        audit::Event event = desk_.event("list.ended");
        event.object = object;
        event.reason = reason;
        event.args = {{"for", object_name(*person)}};
        return appender.append(event);
    });
}

std::vector<Entry> AccessList::in_force() const {
    desk_.require("list.view");
    return entries_of(desk_.database().read([&](db::Read& read) {
        return read.rows<AccessEntryId, PersonId, PersonalText, std::string, std::string, std::string, Day, Day,
                         PersonId, std::optional<Instant>>(
            "SELECT e.id, e.person, p.name, e.act, e.path, e.series, e.from_day, e.to_day, e.granted_by, e.ended_at"
            " FROM access_entry e JOIN person p ON p.id = e.person"
            " WHERE e.ended_at IS NULL AND e.to_day >= :today ORDER BY p.user_name, e.path, e.series, e.act, e.id",
            {{"today", desk_.today()}});
    }));
}

std::vector<Entry> AccessList::of(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("list.view");
    return entries_of(desk_.database().read([&](db::Read& read) {
        return read.rows<AccessEntryId, PersonId, PersonalText, std::string, std::string, std::string, Day, Day,
                         PersonId, std::optional<Instant>>(
            "SELECT e.id, e.person, p.name, e.act, e.path, e.series, e.from_day, e.to_day, e.granted_by, e.ended_at"
            " FROM access_entry e JOIN person p ON p.id = e.person WHERE e.person = :person ORDER BY e.id",
            {{"person", person}});
    }));
}

std::int64_t scope_of(db::Write& write, std::string_view path, std::string_view series) {
    const db::Parameters where{{"path", path}, {"series", series}};
    constexpr auto find = "SELECT id FROM access_scope WHERE path = :path AND series = :series";
    if (const auto known = write.row<std::int64_t>(find, where)) return *known;
    return write.one<std::int64_t>("INSERT INTO access_scope(path, series) VALUES(:path, :series) RETURNING id", where);
}

std::vector<std::int64_t> permitted_scopes(db::Read& read, const Session& session, Day today) {
    if (!rule_of("document.view").allows(session.role)) return {};
    if (!standing(read, session.actor, session.role, today).empty()) return {};
    return read.rows<std::int64_t>(
        "SELECT s.id FROM access_scope s WHERE EXISTS(SELECT 1 FROM access_entry e JOIN commitment c ON c.id = "
        "e.commitment"
        " WHERE e.person = :person AND e.act = 'read' AND e.ended_at IS NULL AND :today BETWEEN e.from_day AND e.to_day"
        " AND c.revoked_at IS NULL AND c.valid_to >= :today"
        " AND substr(s.path, 1, length(e.path)) = e.path AND (e.series = '' OR e.series = s.series)) ORDER BY s.id",
        {{"person", session.actor}, {"today", today}});
}

std::vector<Reader> who_may(db::Read& read, std::string_view path, std::string_view series, Day day) {
    std::vector<Reader> readers;
    for (const auto& [person, name] : read.rows<PersonId, PersonalText>(
             "SELECT DISTINCT p.id, p.name FROM person p JOIN access_entry e ON e.person = p.id"
             " JOIN account a ON a.person = p.id AND a.active = 1 WHERE e.act = 'read' AND e.ended_at IS NULL"
             " AND :day BETWEEN p.employed_from AND p.employed_to AND EXISTS(SELECT 1 FROM role_entry r"
             "   WHERE r.person = p.id AND r.role IN ('clerk', 'responsible') AND r.ended_at IS NULL"
             "   AND :day BETWEEN r.from_day AND r.to_day) ORDER BY p.id",
             {{"day", day}})) {
        if (!entry_for(read, person, "read", path, series, day)) continue;
        readers.push_back({person, name, entry_for(read, person, "take", path, series, day).has_value()});
    }
    return readers;
}

std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act, std::string_view path,
                                       std::string_view series, Day day) {
    return read.row<AccessEntryId>(
        "SELECT e.id FROM access_entry e JOIN commitment c ON c.id = e.commitment"
        " WHERE e.person = :person AND e.act = :act AND e.ended_at IS NULL AND :day BETWEEN e.from_day AND e.to_day"
        " AND c.revoked_at IS NULL AND c.valid_to >= :day"
        " AND substr(CAST(:path AS TEXT), 1, length(e.path)) = e.path AND (e.series = '' OR e.series = :series)"
        " ORDER BY length(e.path) DESC, e.id LIMIT 1",
        {{"person", person}, {"act", act}, {"day", day}, {"path", path}, {"series", series}});
}

}  // namespace arkki::access
