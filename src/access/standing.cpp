#include "access/standing.hpp"

#include <algorithm>

namespace arkki::access {

namespace {

std::string standing_of_machine(const Session& session) {
    const bool genuine = session.actor == machine_person && session.role == Role::machine && session.auth == "machine";
    return genuine ? "" : "session";
}

// Clocks are set right by a little now and then. Set back by more, they would give a session its time again.
constexpr std::chrono::minutes clock_slack{1};

bool token_lives(db::Read& read, const Session& session, Instant now) {
    return read.one<std::int64_t>(
               "SELECT count(*) FROM api_token WHERE id = :id AND person = :person AND role = :role"
               " AND purpose = :purpose AND ended_at IS NULL AND expires_at > :now AND made_at <= :soon",
               {{"id", session.id},
                {"person", session.actor},
                {"role", code(session.role)},
                {"purpose", session.purpose},
                {"now", now},
                {"soon", Instant{now + clock_slack}}}) == 1;
}

bool session_lives(db::Read& read, const Session& session, Instant now) {
    if (session.auth == "token") return token_lives(read, session, now);
    return read.one<std::int64_t>(
               "SELECT count(*) FROM login_session WHERE id = :id AND person = :person AND role = :role"
               " AND ended_at IS NULL AND idle_until > :now AND expires_at > :now AND seen_at <= :soon",
               {{"id", session.id},
                {"person", session.actor},
                {"role", code(session.role)},
                {"now", now},
                {"soon", Instant{now + clock_slack}}}) == 1;
}

}  // namespace

std::string standing(db::Read& read, PersonId person, Role role, Day today) {
    const auto found = read.row<bool, bool, bool, bool>(
        "SELECT CASE WHEN :today BETWEEN p.employed_from AND p.employed_to THEN 1 ELSE 0 END,"
        " CASE WHEN EXISTS(SELECT 1 FROM account a WHERE a.person = p.id AND a.active = 1) THEN 1 ELSE 0 END,"
        " CASE WHEN EXISTS(SELECT 1 FROM commitment c WHERE c.person = p.id AND c.revoked_at IS NULL"
        "   AND :today BETWEEN c.signed_on AND c.valid_to) THEN 1 ELSE 0 END,"
        " CASE WHEN EXISTS(SELECT 1 FROM role_entry r WHERE r.person = p.id AND r.role = :role AND r.ended_at IS NULL"
        "   AND :today BETWEEN r.from_day AND r.to_day) THEN 1 ELSE 0 END"
        " FROM person p WHERE p.id = :person AND p.kind = 'human'",
        {{"today", today}, {"role", code(role)}, {"person", person}});
    if (!found) return "left";
    const auto [employed, has_account, committed, holds_role] = *found;
    if (!employed) return "left";
    // A revocation closes the account too: what is missing then is the commitment, and that is what is said.
    if (!committed) return "no-commitment";
    if (!has_account) return "left";
    return holds_role ? "" : "role";
}

std::string standing(db::Read& read, const Session& session, Instant now, Day today) {
    if (session.role == Role::machine || session.actor == machine_person) return standing_of_machine(session);
    const std::string fault = standing(read, session.actor, session.role, today);
    // Whoever left or lost the commitment also lost the session; the reason tells more than the symptom.
    if (fault == "left" || fault == "no-commitment") return fault;
    if (!session_lives(read, session, now)) return "session";
    return fault;
}

std::string purpose_fault(db::Read& read, Role role, std::string_view purpose, std::string_view case_ref) {
    const auto case_required = read.row<bool>(
        "SELECT p.case_required FROM purpose p JOIN purpose_role r ON r.purpose = p.code"
        " WHERE p.code = :purpose AND r.role = :role",
        {{"purpose", purpose}, {"role", code(role)}});
    if (!case_required) return "purpose";
    return *case_required && case_ref.empty() ? "case" : "";
}

std::vector<Role> roles_held(db::Read& read, PersonId person, Day today) {
    std::vector<Role> roles;
    for (const auto& role :
         read.rows<std::string>("SELECT role FROM role_entry WHERE person = :person AND ended_at IS NULL"
                                " AND :today BETWEEN from_day AND to_day",
                                {{"person", person}, {"today", today}}))
        roles.push_back(role_from(role));
    std::sort(roles.begin(), roles.end());
    return roles;
}

bool another_admin(db::Read& read, PersonId person, Day today) {
    const auto others = read.rows<PersonId>(
        "SELECT r.person FROM role_entry r WHERE r.role = 'admin' AND r.person <> :person AND r.ended_at IS NULL"
        " AND :today BETWEEN r.from_day AND r.to_day",
        {{"person", person}, {"today", today}});
    return std::any_of(others.begin(), others.end(),
                       [&](PersonId other) { return standing(read, other, Role::admin, today).empty(); });
}

bool founding(db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM login_session") == 0; }

}  // namespace arkki::access
