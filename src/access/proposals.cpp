#include "access/proposals.hpp"

#include "access/line.hpp"
#include "access/notices.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

constexpr std::string_view columns =
    "SELECT q.id, q.person, p.name, q.act, q.path, q.series, q.unit, q.document, q.role, q.from_day, q.to_day, "
    "q.reason,"
    " q.proposed_by, b.name, q.proposed_at, q.decided_at, q.verdict, q.decision FROM proposal q"
    " JOIN person p ON p.id = q.person JOIN person b ON b.id = q.proposed_by";

std::vector<Proposal> rows(db::Read& read, const std::string& condition, const db::Parameters& parameters = {}) {
    std::vector<Proposal> proposals;
    for (auto& [id, person, name, act, path, series, unit, document, role, from, to, reason, by, proposer, at, decided,
                verdict, decision] :
         read.rows<std::int64_t, PersonId, PersonalText, std::string, std::string, std::string, std::optional<UnitId>,
                   std::optional<DocumentId>, std::string, Day, Day, PersonalText, PersonId, PersonalText, Instant,
                   std::optional<Instant>, std::string, PersonalText>(std::string{columns} + condition, parameters)) {
        const auto last = to == no_end ? std::nullopt : std::optional{to};
        proposals.push_back({id, person, name, NewEntry{person, act, path, series, from, last, reason, unit, document},
                             role, from, last, reason, by, proposer, at, decided, verdict, decision});
    }
    return proposals;
}

Proposal demand(db::Read& read, std::int64_t id) {
    auto found = rows(read, " WHERE q.id = :id", {{"id", id}});
    if (found.empty()) throw Error{Fault::not_found, "proposal.unknown"};
    if (found.front().decided_at) throw Error{Fault::conflict, "proposal.decided"};
    return std::move(found.front());
}

std::string name_of(std::int64_t proposal) { return "proposal:" + std::to_string(proposal); }

/// One human, even with two accounts: the same name, or one and the same record as his own.
bool same_human(db::Read& read, PersonId one, PersonId other) {
    if (one == other) return true;
    return read.one<bool>(
        "SELECT EXISTS(SELECT 1 FROM person a, person b WHERE a.id = :one AND b.id = :other"
        "   AND lower(trim(a.name)) = lower(trim(b.name)))"
        " OR EXISTS(SELECT 1 FROM person_relation r JOIN person_relation s ON s.customer = r.customer"
        "   WHERE r.person = :one AND s.person = :other AND r.kind = 'own' AND s.kind = 'own')",
        {{"one", one}, {"other", other}});
}

struct Columns {
    std::string kind, act, path, series, role;
    std::optional<UnitId> unit;
    std::optional<DocumentId> document;
};

std::int64_t insert(db::Write& write, const Desk& desk, const NewRole& what, const Columns& row) {
    const auto id = write.one<std::int64_t>(
        "INSERT INTO proposal(kind, person, act, path, series, unit, document, role, from_day, to_day, reason,"
        " proposed_by, proposed_at) VALUES(:kind, :person, :act, :path, :series, :unit, :document, :role, :from, :to,"
        " :reason, :by, :at) RETURNING id",
        {{"kind", row.kind},
         {"person", what.person},
         {"act", row.act},
         {"path", row.path},
         {"series", row.series},
         {"unit", row.unit},
         {"document", row.document},
         {"role", row.role},
         {"from", what.from},
         {"to", what.to.value_or(no_end)},
         {"reason", what.reason},
         {"by", desk.session().actor},
         {"at", desk.now()}});
    for (const Role role : {Role::responsible, Role::admin, Role::second})
        if (role != desk.session().role)
            notify(write, {Addressee::to(role), "list.proposed", name_of(id), 0}, desk.now());
    return id;
}

audit::Event line(const Desk& desk, std::string_view action, std::int64_t proposal, PersonId person,
                  const PersonalText& reason) {
    audit::Event event = desk.event(action);
    event.object = name_of(proposal);
    event.reason = reason;
    event.args = {{"for", object_name(person)}};
    return event;
}

void give_role(db::Write& write, const Desk& desk, const Proposal& proposal) {
    if (write.one<std::int64_t>("SELECT count(*) FROM role_entry WHERE person = :person AND role = :role"
                                " AND ended_at IS NULL",
                                {{"person", proposal.person}, {"role", proposal.role}}) != 0)
        throw Error{Fault::conflict, "role.given_already"};
    write.run(
        "INSERT INTO role_entry(person, role, from_day, to_day, given_by, given_at, reason)"
        " VALUES(:person, :role, :from, :to, :by, :at, :reason)",
        {{"person", proposal.person},
         {"role", proposal.role},
         {"from", proposal.from},
         {"to", proposal.to.value_or(no_end)},
         {"by", desk.session().actor},
         {"at", desk.now()},
         {"reason", proposal.reason}});
}

void decide(db::Write& write, const Desk& desk, std::int64_t proposal, std::string_view verdict,
            const PersonalText& why) {
    write.run(
        "UPDATE proposal SET decided_at = :at, decided_by = :by, verdict = :verdict, decision = :why WHERE id = :id",
        {{"at", desk.now()}, {"by", desk.session().actor}, {"verdict", verdict}, {"why", why}, {"id", proposal}});
    settle(write, "list.proposed", name_of(proposal), desk.session().actor, desk.now());
}

void must_say_why(const PersonalText& why) {
    if (trimmed(why.reveal()).empty()) throw Error{Fault::invalid, "proposal.no_reason", {}, "reason"};
}

}  // namespace

std::int64_t Proposals::propose(const NewEntry& entry) const {
    desk_.require("list.propose", object_name(entry.person));
    check(entry);
    std::int64_t id = 0;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const bool single = entry.unit || entry.document;
        id = insert(write, desk_, {entry.person, Role::anyone, entry.from, entry.to, entry.reason},
                    {"entry", entry.act, single ? std::string{single_thing} : entry.path, entry.series, "", entry.unit,
                     entry.document});
        auto event = line(desk_, "list.proposed", id, entry.person, entry.reason);
        event.args.emplace_back("act", entry.act);
        return appender.append(event);
    });
    return id;
}

std::int64_t Proposals::propose(const NewRole& role) const {
    desk_.require("list.propose", object_name(role.person));
    if (role.role == Role::anyone || role.role == Role::machine)
        throw Error{Fault::invalid, "role.not_for_people", {}, "role"};
    if (role.to && *role.to < role.from) throw Error{Fault::invalid, "role.bad_end", {}, "to"};
    if (trimmed(role.reason.reveal()).empty()) throw Error{Fault::invalid, "list.no_reason", {}, "reason"};
    std::int64_t id = 0;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        id = insert(write, desk_, role, {"role", "", "/", "", std::string{code(role.role)}, {}, {}});
        auto event = line(desk_, "list.proposed", id, role.person, role.reason);
        event.args.emplace_back("role", code(role.role));
        return appender.append(event);
    });
    return id;
}

void Proposals::approve(std::int64_t proposal, const PersonalText& why) const {
    desk_.require("list.approve", name_of(proposal));
    must_say_why(why);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto known = demand(write, proposal);
        const PersonId actor = desk_.session().actor;
        if (same_human(write, actor, known.proposed_by) || same_human(write, actor, known.person))
            throw Error{Fault::conflict, "proposal.own"};
        decide(write, desk_, proposal, "approved", why);
        if (known.role.empty()) {
            AccessEntryId entry{0};
            return insert_entry(write, appender, desk_, known.entry, proposal, entry);
        }
        give_role(write, desk_, known);
        auto event = line(desk_, "role.changed", proposal, known.person, why);
        event.object = object_name(known.person);
        event.args = {{"given", known.role}, {"proposal", std::to_string(proposal)}};
        return appender.append(event);
    });
}

void Proposals::reject(std::int64_t proposal, const PersonalText& why) const {
    desk_.require("list.approve", name_of(proposal));
    must_say_why(why);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto known = demand(write, proposal);
        if (known.person == desk_.session().actor && known.proposed_by != desk_.session().actor)
            throw Error{Fault::conflict, "proposal.own"};
        decide(write, desk_, proposal, "rejected", why);
        return appender.append(line(desk_, "list.rejected", proposal, known.person, why));
    });
}

std::vector<Proposal> Proposals::waiting() const {
    desk_.require("list.approve");
    return desk_.database().read(
        [&](db::Read& read) { return rows(read, " WHERE q.decided_at IS NULL ORDER BY q.id"); });
}

}  // namespace arkki::access
