// Granting, ending and listing the entries; the questions are answered in access_rights.cpp.
#include "access/access_list.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "access/commitments.hpp"
#include "access/entry_rows.hpp"
#include "access/line.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

/// `/0/` for one thing, else as asked.
std::string path_of(const NewEntry& entry) {
    return entry.unit || entry.document ? std::string{single_thing} : entry.path;
}

audit::Event line_of_grant(const Desk& desk, const NewEntry& entry, AccessEntryId id, std::int64_t proposal) {
    audit::Event event = desk.event("list.granted");
    event.object = "list:" + std::to_string(id.value());
    event.reason = entry.reason;
    event.args = {{"for", object_name(entry.person)}, {"act", entry.act}};
    if (entry.unit) {
        event.args.emplace_back("thing", "unit:" + std::to_string(entry.unit->value()));
    } else if (entry.document) {
        event.args.emplace_back("thing", "document:" + std::to_string(entry.document->value()));
    } else {
        event.args.emplace_back("path", entry.path);
        event.args.emplace_back("series", entry.series);
    }
    if (proposal != 0) event.args.emplace_back("proposal", std::to_string(proposal));
    return event;
}

}  // namespace

std::string_view Entry::origin() const {
    if (document) return "document";
    if (unit) return "unit";
    if (path != "/") return "place";
    return series.empty() ? "register" : "series";
}

void check(const NewEntry& entry) {
    static constexpr std::array<std::string_view, 6> acts{"read", "copy", "print", "maintain", "take", "dispose"};
    static const std::regex path{"/([1-9][0-9]*/)*"};
    if (std::find(acts.begin(), acts.end(), entry.act) == acts.end())
        throw Error{Fault::invalid, "list.bad_act", {}, "act"};
    const bool single = entry.unit || entry.document;
    if (!single && !std::regex_match(entry.path, path)) throw Error{Fault::invalid, "list.bad_path", {}, "path"};
    if (single && ((entry.unit && entry.document) || !entry.series.empty()))
        throw Error{Fault::invalid, "list.bad_path", {}, "path"};
    if (entry.to && *entry.to < entry.from) throw Error{Fault::invalid, "list.bad_end", {}, "to"};
    if (trimmed(entry.reason.reveal()).empty()) throw Error{Fault::invalid, "list.no_reason", {}, "reason"};
}

audit::Receipt insert_entry(db::Write& write, audit::Appender& appender, const Desk& desk, const NewEntry& entry,
                            std::int64_t proposal, AccessEntryId& id) {
    const auto commitment = valid_commitment(write, entry.person, entry.from);
    if (!commitment) throw Error{Fault::conflict, "commitment.missing"};
    id = write.one<AccessEntryId>(
        "INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
        " commitment, unit, document, proposal)"
        " VALUES(:person, :act, :path, :series, :from, :to, :by, :at, :reason, :commitment, :unit, :document,"
        " nullif(CAST(:proposal AS bigint), 0)) RETURNING id",
        {{"person", entry.person},
         {"act", entry.act},
         {"path", path_of(entry)},
         {"series", entry.series},
         {"from", entry.from},
         {"to", entry.to.value_or(no_end)},
         {"by", desk.session().actor},
         {"at", desk.now()},
         {"reason", entry.reason},
         {"commitment", *commitment},
         {"unit", entry.unit},
         {"document", entry.document},
         {"proposal", proposal}});
    return appender.append(line_of_grant(desk, entry, id, proposal));
}

bool owes_rights_to(db::Read& read, PersonId actor, PersonId person, Day today) {
    return read.one<bool>(
        "SELECT EXISTS(SELECT 1 FROM access_entry e WHERE e.person = :actor AND e.granted_by = :person"
        "   AND e.ended_at IS NULL AND e.to_day >= :today)"
        " OR EXISTS(SELECT 1 FROM role_entry r WHERE r.person = :actor AND r.given_by = :person"
        "   AND r.ended_at IS NULL AND r.to_day >= :today)",
        {{"actor", actor}, {"person", person}, {"today", today}});
}

AccessEntryId AccessList::grant(const NewEntry& entry) {
    const PersonId actor = desk_.session().actor;
    desk_.require("list.grant", object_name(entry.person));
    check(entry);
    if (entry.person == actor) throw Error{Fault::conflict, "list.own_grant"};
    AccessEntryId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (owes_rights_to(write, actor, entry.person, desk_.today()))
            throw Error{Fault::conflict, "list.needs_second"};
        return insert_entry(write, appender, desk_, entry, 0, id);
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

std::vector<Entry> AccessList::in_force(std::optional<Day> day) const {
    desk_.require("list.view");
    const AsOf when = as_of(day.value_or(desk_.today()), desk_.now(), desk_.wall_clock());
    return desk_.database().read([&](db::Read& read) {
        return entry_rows(
            read, " WHERE " + std::string{in_force_then} + " ORDER BY p.user_name, e.path, e.series, e.act, e.id",
            parameters_of(when));
    });
}

std::vector<Entry> AccessList::of(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("list.view");
    return desk_.database().read([&](db::Read& read) {
        return entry_rows(read, " WHERE e.person = :person ORDER BY e.id", {{"person", person}});
    });
}

std::int64_t scope_of(db::Write& write, std::string_view path, std::string_view series) {
    const db::Parameters where{{"path", path}, {"series", series}};
    constexpr auto find = "SELECT id FROM access_scope WHERE path = :path AND series = :series";
    if (const auto known = write.row<std::int64_t>(find, where)) return *known;
    return write.one<std::int64_t>("INSERT INTO access_scope(path, series) VALUES(:path, :series) RETURNING id", where);
}

}  // namespace arkki::access
