#include "access/sessions.hpp"

#include <algorithm>
#include <regex>

#include <sodium.h>

#include "access/line.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

// A look at a page need not be a write to the disk: "last seen" may lag behind by this much.
constexpr std::chrono::seconds seen_precision{30};

struct Kept {
    Session session;
    Instant seen_at;
};

std::optional<Kept> kept_session(db::Read& read, std::string_view cookie, const Origin& origin,
                                 const std::string& request) {
    const auto row =
        read.row<std::string, PersonId, std::string, std::string, std::string, std::string, std::string, Instant>(
            "SELECT id, person, role, purpose, case_ref, auth, hold, seen_at FROM login_session"
            " WHERE cookie_sha256 = :cookie AND ended_at IS NULL",
            {{"cookie", hex(sha256(view(cookie)))}});
    if (!row) return std::nullopt;
    const auto& [id, person, role, purpose, case_ref, auth, hold, seen_at] = *row;
    return Kept{{id, person, role_from(role), purpose, case_ref, origin, auth, request, held_to(hold)}, seen_at};
}

/// Some of one's own sessions were ended from another.
audit::Event ending(const Desk& desk, std::int64_t count) {
    audit::Event event = desk.event("session.ended");
    event.object = object_name(desk.session().actor);
    event.basis = "self";
    event.args = {{"why", "ended"}, {"sessions", std::to_string(count)}};
    return event;
}

void check_case(const std::string& case_ref) {
    static const std::regex known{"([a-z_]{1,20}:[A-Za-z0-9-]{1,40})?"};
    if (!std::regex_match(case_ref, known)) throw Error{Fault::invalid, "session.bad_case", {}, "case"};
}

}  // namespace

Sessions::Sessions(audit::Log& log, Clock clock, WallClock wall_clock, Randomness randomness,
                   const Passwords& passwords, SessionSettings settings)
    : log_{log},
      clock_{std::move(clock)},
      wall_clock_{std::move(wall_clock)},
      randomness_{std::move(randomness)},
      passwords_{passwords},
      settings_{std::move(settings)},
      second_factor_{log_, clock_, randomness_, settings_.second_factor_key} {}

std::vector<std::string> held_to(std::string_view hold) {
    if (hold == "password") return {"password.set_own"};
    if (hold == "factor") return {"factor.set_own"};
    return {};
}

Hold hold_of(const Session& session) noexcept {
    if (session.auth == "token" || session.scopes.empty()) return Hold::none;
    return session.scopes.front() == "password.set_own" ? Hold::password : Hold::factor;
}

bool looks_like_cookie(std::string_view text) noexcept {
    constexpr std::size_t length = 64;
    return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Session> Sessions::resume(std::string_view cookie, const Origin& origin, const std::string& request) {
    if (!looks_like_cookie(cookie)) return std::nullopt;
    const Instant now = clock_();
    std::string fault;
    const auto kept = log_.database().read([&](db::Read& read) {
        auto found = kept_session(read, cookie, origin, request);
        if (found) fault = standing(read, found->session, now, today());
        return found;
    });
    if (!kept) return std::nullopt;
    if (!fault.empty()) {
        end(kept->session, "session.ended", fault);
        return std::nullopt;
    }
    if (now - kept->seen_at >= seen_precision)
        log_.database().write([&](db::Write& write) {
            write.run("UPDATE login_session SET seen_at = :now, idle_until = :idle WHERE id = :id AND ended_at IS NULL",
                      {{"now", now}, {"idle", Instant{now + settings_.idle}}, {"id", kept->session.id}});
        });
    return kept->session;
}

Session Sessions::enter(const Session& session, Role role, const std::string& purpose, const std::string& case_ref) {
    check_case(case_ref);
    Session entered = session;
    entered.role = role;
    entered.purpose = purpose;
    entered.case_ref = case_ref;
    std::string fault;
    log_.database().write([&](db::Write& write) {
        fault = fault_of_entering(write, session, entered);
        audit::Event event = line_of(fault.empty() ? entered : session, "role.entered");
        event.result = fault.empty() ? "allowed" : "denied";
        event.rule = fault;
        event.args = {{"from", std::string{code(session.role)}}, {"to", std::string{code(role)}}};
        if (fault.empty())
            write.run("UPDATE login_session SET role = :role, purpose = :purpose, case_ref = :case WHERE id = :id",
                      {{"role", code(role)}, {"purpose", purpose}, {"case", case_ref}, {"id", session.id}});
        log_.appender(write).append(event);
    });
    if (!fault.empty()) throw Error{Fault::denied, "access.denied." + fault};
    return entered;
}

std::string Sessions::fault_of_entering(db::Read& read, const Session& session, const Session& entered) const {
    std::string fault = standing(read, session, clock_(), today());
    if (fault.empty() && !session.scopes.empty()) fault = "scope";  // held, or a token's: fixed
    if (fault.empty()) fault = standing(read, session.actor, entered.role, today());
    // A role given during the session may need more than the session began with.
    if (fault.empty() && session.auth == "password" && role_needs_factor({entered.role})) fault = "second-factor";
    if (fault.empty()) fault = purpose_fault(read, entered.role, entered.purpose, entered.case_ref);
    return fault;
}

void Sessions::sign_out(const Session& session) { end(session, "logout", "logout"); }

/// Ends one session and says so, unless it ended already.
void Sessions::end(const Session& session, std::string_view action, const std::string& why) {
    log_.database().write([&](db::Write& write) {
        const auto ended = write.run(
            "UPDATE login_session SET ended_at = :now, end_reason = :why WHERE id = :id"
            " AND ended_at IS NULL",
            {{"now", clock_()}, {"why", why}, {"id", session.id}});
        if (ended == 0) return;
        audit::Event event = line_of(session, action);
        event.basis = "self";
        event.args = {{"why", why}};
        log_.appender(write).append(event);
    });
}

std::int64_t Sessions::end_all(const Desk& desk, PersonId person) {
    if (person != desk.session().actor) desk.require("session.end", object_name(person));
    std::int64_t ended = 0;
    log_.change([&](db::Write& write, audit::Appender& appender) {
        ended = write.run(
            "UPDATE login_session SET ended_at = :now, end_reason = 'ended' WHERE person = :person"
            " AND ended_at IS NULL",
            {{"now", clock_()}, {"person", person}});
        write.run("DELETE FROM login_ticket WHERE person = :person", {{"person", person}});
        audit::Event event = desk.event("session.ended");
        event.object = object_name(person);
        event.args = {{"why", "ended"}, {"sessions", std::to_string(ended)}};
        return appender.append(event);
    });
    return ended;
}

std::vector<OpenSession> Sessions::own(const Desk& desk) const {
    const Instant now = clock_();
    return log_.database().read([&](db::Read& read) {
        std::vector<OpenSession> sessions;
        for (const auto& [id, role, via, address, agent, auth, started_at, seen_at] :
             read.rows<std::string, std::string, std::string, std::string, std::string, std::string, Instant, Instant>(
                 "SELECT id, role, via, address, agent, auth, started_at, seen_at FROM login_session"
                 " WHERE person = :person AND ended_at IS NULL AND idle_until > :now AND expires_at > :now"
                 " ORDER BY seen_at DESC, id LIMIT 100",
                 {{"person", desk.session().actor}, {"now", now}}))
            sessions.push_back(
                {id, role_from(role), via, address, agent, auth, started_at, seen_at, id == desk.session().id});
        return sessions;
    });
}

void Sessions::end_own(const Desk& desk, const std::string& id) {
    log_.change([&](db::Write& write, audit::Appender& appender) {
        const auto ended = write.run(
            "UPDATE login_session SET ended_at = :now, end_reason = 'ended' WHERE id = :id AND person = :person"
            " AND ended_at IS NULL",
            {{"now", clock_()}, {"id", id}, {"person", desk.session().actor}});
        if (ended == 0) throw Error{Fault::not_found, "session.unknown"};
        return appender.append(ending(desk, 1));
    });
}

std::int64_t Sessions::end_others(const Desk& desk) {
    std::int64_t ended = 0;
    log_.change([&](db::Write& write, audit::Appender& appender) {
        ended = write.run(
            "UPDATE login_session SET ended_at = :now, end_reason = 'ended' WHERE person = :person AND id <> :this"
            " AND ended_at IS NULL",
            {{"now", clock_()}, {"person", desk.session().actor}, {"this", desk.session().id}});
        write.run("DELETE FROM login_ticket WHERE person = :person", {{"person", desk.session().actor}});
        return appender.append(ending(desk, ended));
    });
    return ended;
}

Instant Sessions::password_since(PersonId person) const {
    return log_.database().read([&](db::Read& read) {
        return read.one<Instant>("SELECT changed_at FROM account WHERE person = :person", {{"person", person}});
    });
}

bool Sessions::role_needs_factor(const std::vector<Role>& roles) const {
    return std::any_of(roles.begin(), roles.end(),
                       [&](Role role) { return settings_.second_factor_roles.contains(role); });
}

bool Sessions::needs_second_factor(PersonId person) const { return role_needs_factor(roles_of(person)); }

std::vector<Role> Sessions::roles_of(PersonId person) const {
    return log_.database().read([&](db::Read& read) { return roles_held(read, person, today()); });
}

std::string form_token(const PersonalText& cookie, std::string_view action) {
    const Bytes key = from_hex(cookie.reveal());
    const ByteView text = view(action);
    crypto_auth_hmacsha256_state state;
    Digest token;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, text.data(), text.size());
    crypto_auth_hmacsha256_final(&state, token.data());
    return hex(token);
}

bool form_token_holds(const PersonalText& cookie, std::string_view action, std::string_view token) {
    if (!looks_like_cookie(cookie.reveal())) return false;
    const std::string expected = form_token(cookie, action);
    return token.size() == expected.size() && sodium_memcmp(token.data(), expected.data(), expected.size()) == 0;
}

}  // namespace arkki::access
