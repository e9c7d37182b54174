// Who employs somebody, since when and until when: dated rows that are only ever added to.
#include "access/employment.hpp"

#include "access/line.hpp"
#include "access/people.hpp"

namespace arkki::access {

namespace {

/// Paper is for employees: who is no longer ours takes no originals.
std::int64_t end_taking(db::Write& write, const Desk& desk, PersonId person) {
    return write.run(
        "UPDATE access_entry SET ended_at = :at, ended_by = :by, end_reason = 'person.employer'"
        " WHERE person = :person AND act = 'take' AND ended_at IS NULL",
        {{"at", desk.now()}, {"by", desk.session().actor}, {"person", person}});
}

std::string commitment_fault(db::Read& read, PersonId person, Day today) {
    const auto [all, running, not_revoked] = read.one<std::int64_t, std::int64_t, std::int64_t>(
        "SELECT count(*), coalesce(sum(CASE WHEN revoked_at IS NULL AND :today BETWEEN signed_on AND valid_to"
        " THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN revoked_at IS NULL THEN 1 ELSE 0 END), 0)"
        " FROM commitment WHERE person = :person",
        {{"today", today}, {"person", person}});
    if (running > 0) return {};
    if (all == 0) return "no_commitment";
    return not_revoked > 0 ? "commitment_ended" : "commitment_revoked";
}

}  // namespace

void know_processor(db::Write& write, const Desk& desk, const std::string& employer, Day from) {
    if (employer == "own" || employer == "outside") return;
    write.run(
        "INSERT INTO processor(name, from_day, added_by, added_at) VALUES(:name, :from, :by, :at)"
        " ON CONFLICT(name) DO NOTHING",
        {{"name", employer}, {"from", from}, {"by", desk.session().actor}, {"at", desk.now()}});
}

void record_employment(db::Write& write, const Desk& desk, PersonId person, const PersonalText& reason) {
    write.run(
        "INSERT INTO employment(person, employer, from_day, to_day, reason, recorded_by, recorded_at)"
        " SELECT id, employer, employed_from, employed_to, :reason, :by, :at FROM person WHERE id = :person",
        {{"reason", reason}, {"by", desk.session().actor}, {"at", desk.now()}, {"person", person}});
}

void People::employ(PersonId person, const std::string& employer, Day from, const PersonalText& reason) {
    desk_.require("person.employ", object_name(person));
    if (trimmed(employer).empty()) throw Error{Fault::invalid, "person.no_employer", {}, "employer"};
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "person.no_reason", {}, "reason"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        know_processor(write, desk_, employer, from);
        const auto found = write.run(
            "UPDATE person SET employer = :employer, employed_from = :from, employed_to = :to"
            " WHERE id = :id AND kind = 'human'",
            {{"employer", employer}, {"from", from}, {"to", no_end}, {"id", person}});
        if (found == 0) throw Error{Fault::not_found, "person.unknown"};
        const auto ended = employer == "own" ? 0 : end_taking(write, desk_, person);
        record_employment(write, desk_, person, reason);
        audit::Event event = desk_.event("person.employed");
        event.object = object_name(person);
        event.reason = reason;
        event.args = {{"employer", employer == "own" || employer == "outside" ? employer : "processor"},
                      {"from", iso(from)},
                      {"taking_ended", std::to_string(ended)}};
        return appender.append(event);
    });
}

std::vector<Employment> People::employments(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("person.view", object_name(person));
    return desk_.database().read([&](db::Read& read) {
        std::vector<Employment> employments;
        for (const auto& [employer, from, to, reason, by, at] :
             read.rows<std::string, Day, Day, PersonalText, PersonId, Instant>(
                 "SELECT employer, from_day, to_day, reason, recorded_by, recorded_at FROM employment"
                 " WHERE person = :person ORDER BY id",
                 {{"person", person}}))
            employments.push_back({employer, from, until(to), reason, by, at});
        return employments;
    });
}

std::vector<PastRole> People::roles_ever(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("person.view", object_name(person));
    return desk_.database().read([&](db::Read& read) {
        std::vector<PastRole> roles;
        for (const auto& [role, from, to, reason, by, ended_at, ended_by, end_reason] :
             read.rows<std::string, Day, Day, PersonalText, PersonId, std::optional<Instant>, std::optional<PersonId>,
                       PersonalText>(
                 "SELECT role, from_day, to_day, reason, given_by, ended_at, ended_by, coalesce(end_reason, '')"
                 " FROM role_entry WHERE person = :person ORDER BY id",
                 {{"person", person}}))
            roles.push_back({{role_from(role), from, until(to), reason}, by, ended_at, ended_by, end_reason});
        return roles;
    });
}

std::vector<std::string> People::processors() const {
    desk_.require("person.view");
    return desk_.database().read(
        [](db::Read& read) { return read.rows<std::string>("SELECT name FROM processor ORDER BY name"); });
}

std::string state_of(db::Read& read, PersonId person, Day today) {
    const auto row = read.row<Day, Day, std::optional<bool>, std::int64_t, bool>(
        "SELECT p.employed_from, p.employed_to, a.active, (SELECT count(*) FROM role_entry r WHERE r.person = p.id"
        " AND r.ended_at IS NULL AND :today BETWEEN r.from_day AND r.to_day),"
        " CASE WHEN p.employer = 'outside' THEN 1 ELSE 0 END"
        " FROM person p LEFT JOIN account a ON a.person = p.id WHERE p.id = :id",
        {{"today", today}, {"id", person}});
    if (!row) return "left";
    const auto& [from, to, active, roles, outside] = *row;
    if (today > to) return "left";
    if (today < from) return "not_started";
    if (outside && roles == 0 && !active) return "outside";
    if (auto fault = commitment_fault(read, person, today); !fault.empty()) return fault;
    if (!active) return "no_account";
    if (!*active) return "account_closed";
    return roles > 0 ? "active" : "no_role";
}

}  // namespace arkki::access
