// The two steps of coming in, and proving it again.
#include "access/line.hpp"
#include "access/purposes.hpp"
#include "access/sessions.hpp"
#include "access/standing.hpp"

namespace arkki::access {

/// Who tries to sign in, and under which keys failures are counted.
struct Sessions::Attempt {
    std::optional<PersonId> person;  ///< has an account
    std::string password_hash;
    Instant changed_at{};  ///< when the password was
    bool must_change = false;
    bool two_factors = false;
    DelayKeys keys;
    Origin origin;
    std::string request;
    std::string agent;
    std::optional<Role> role;
};

namespace {

constexpr std::chrono::minutes ticket_life{5};
constexpr std::int64_t ticket_tries = 5;
constexpr std::chrono::minutes proof_life{5};

/// Unknown names share 65,536 keys: enough to slow a guesser, too few to tell what was typed (people type passwords).
std::string bucket_of(const std::string& unknown_name) {
    return "unknown:" + hex(sha256(view(unknown_name))).substr(0, 4);
}

/// The last administrator is delayed per address only, so that nobody can keep him out from elsewhere.
std::string account_key(db::Read& read, PersonId person, const std::string& address, Day today) {
    const std::string key = "account:" + std::to_string(person.value());
    const bool last_admin = standing(read, person, Role::admin, today).empty() && !another_admin(read, person, today);
    return last_admin ? key + "@" + address : key;
}

audit::Event line_of_attempt(const Origin& origin, const std::string& request, std::optional<PersonId> person,
                             std::string_view action) {
    audit::Event event;
    event.actor = person.value_or(PersonId{0});
    event.auth = "password";
    event.address = origin.address;
    event.via = origin.via;
    event.station = origin.station;
    event.action = action;
    event.request = request;
    return event;
}

std::string hash_of(const PersonalText& secret) { return hex(sha256(view(secret.reveal()))); }

const Error& bad_code() {
    static const Error error{Fault::denied, "login.bad_code", {}, "code"};
    return error;
}
const Error& ticket_over() {
    static const Error error{Fault::denied, "login.ticket_over"};
    return error;
}

}  // namespace

FirstStep Sessions::enter_password(const Arriving& arriving) {
    const Attempt attempt = attempt_of(arriving);
    check_password(attempt, arriving.password, "login.failed");
    if (attempt.two_factors) return {std::nullopt, ask_for_code(attempt)};
    return {open(attempt, "password"), {}};
}

SignedIn Sessions::sign_in(const std::string& user_name, const PersonalText& password, const Origin& origin,
                           const std::string& request, std::optional<Role> role, const std::string& code) {
    auto step = enter_password({user_name, password, origin, request, role, {}});
    if (step.in) return std::move(*step.in);
    if (code.empty()) throw Error{Fault::denied, "login.code_wanted", {}, "code"};
    return enter_code(step.ticket, code, origin, request);
}

SignedIn Sessions::enter_code(const PersonalText& ticket, const std::string& code, const Origin& origin,
                              const std::string& request, const std::string& agent) {
    Attempt attempt = attempt_of_ticket(ticket, origin, request);
    attempt.agent = agent;
    refuse_if_delayed(attempt);
    const audit::Event line = line_of_attempt(origin, request, attempt.person, "");
    const auto [taken, over] = log_.database().write([&](db::Write& write) {
        const Taken found = second_factor_.take(write, *attempt.person, code, line);
        const auto failures = write.row<std::int64_t>(
            "UPDATE login_ticket SET failures = failures + :failed WHERE ticket_sha256 = :ticket RETURNING failures",
            {{"failed", found == Taken::nothing}, {"ticket", hash_of(ticket)}});
        if (!failures) return std::pair{Taken::nothing, true};  // another request was faster with it
        const bool last = found != Taken::nothing || *failures >= ticket_tries;
        if (last) write.run("DELETE FROM login_ticket WHERE ticket_sha256 = :ticket", {{"ticket", hash_of(ticket)}});
        if (found == Taken::nothing) count(write, attempt, "code");
        return std::pair{found, last};
    });
    if (taken == Taken::nothing) throw over ? ticket_over() : bad_code();
    return open(attempt, taken == Taken::code ? "password+totp" : "password+recovery");
}

Proof Sessions::prove_password(const Session& session, const PersonalText& password) {
    const Attempt attempt = attempt_of(session.actor, session.origin, session.request);
    check_password(attempt, password, "login.wrong_password");
    log_.database().write([&](db::Write& write) { static_cast<void>(forget_failures(write, attempt.keys)); });
    return Proof{session.actor};
}

std::optional<Proof> Sessions::just_proven(const Session& session) const {
    const Instant now = clock_();
    const bool fresh = log_.database().read([&](db::Read& read) {
        return read.one<std::int64_t>(
                   "SELECT count(*) FROM login_session WHERE id = :id AND ended_at IS NULL"
                   " AND started_at BETWEEN :early AND :now",
                   {{"id", session.id}, {"early", Instant{now - proof_life}}, {"now", now}}) == 1;
    });
    return fresh ? std::optional{Proof{session.actor}} : std::nullopt;
}

Proof Sessions::prove_code(const Session& session, const std::string& code) {
    const Attempt attempt = attempt_of(session.actor, session.origin, session.request);
    refuse_if_delayed(attempt);
    const Taken taken = log_.database().write([&](db::Write& write) {
        const Taken found = second_factor_.take(write, session.actor, code, line_of(session, ""));
        if (found == Taken::nothing) count(write, attempt, "code");
        return found;
    });
    if (taken == Taken::nothing) throw bad_code();
    return Proof{session.actor};
}

void Sessions::check_password(const Attempt& attempt, const PersonalText& password, const char* wrong) {
    const Error error{Fault::denied, wrong, {}, std::string_view{wrong} == "login.failed" ? "" : "current"};
    refuse_if_delayed(attempt);  // before the gate, as waiting there costs a thread
    const auto place = passwords_.enter();
    refuse_if_delayed(attempt);  // and again: of many at once, those before may have failed meanwhile
    if (!attempt.person) {
        passwords_.pretend(place, password);
        fail(attempt, "password", error);
    }
    if (!passwords_.matches(place, attempt.password_hash, password)) fail(attempt, "password", error);
    if (!passwords_.outdated(attempt.password_hash)) return;
    const std::string hash = passwords_.hash(place, password);
    log_.database().write([&](db::Write& write) {
        write.run("UPDATE account SET password_hash = :hash WHERE person = :person AND password_hash = :old",
                  {{"hash", hash}, {"person", *attempt.person}, {"old", attempt.password_hash}});
    });
}

Sessions::Attempt Sessions::attempt_of(const Arriving& arriving) const {
    return log_.database().read([&](db::Read& read) {
        Attempt attempt;
        attempt.origin = arriving.origin;
        attempt.request = arriving.request;
        attempt.agent = arriving.agent;
        attempt.role = arriving.role;
        const std::string& name = arriving.user_name;
        const auto account = is_clean_utf8(name) && name.size() <= 40
                                 ? read.row<PersonId>(
                                       "SELECT p.id FROM person p JOIN account a ON a.person = p.id"
                                       " WHERE p.user_name = :name",
                                       {{"name", name}})
                                 : std::nullopt;
        if (account)
            add_account(read, attempt, *account);
        else
            attempt.keys = {{bucket_of(name)}, "unknown"};
        attempt.keys.delays.push_back(
            address_key(attempt.origin.address.empty() ? attempt.origin.via : attempt.origin.address));
        return attempt;
    });
}

Sessions::Attempt Sessions::attempt_of(PersonId person, const Origin& origin, const std::string& request) const {
    return log_.database().read([&](db::Read& read) {
        Attempt attempt;
        attempt.origin = origin;
        attempt.request = request;
        add_account(read, attempt, person);
        attempt.keys.delays.push_back(address_key(origin.address.empty() ? origin.via : origin.address));
        return attempt;
    });
}

void Sessions::add_account(db::Read& read, Attempt& attempt, PersonId person) const {
    const auto [hash, changed_at, must_change] = read.one<std::string, Instant, bool>(
        "SELECT password_hash, changed_at, must_change FROM account WHERE person = :person", {{"person", person}});
    attempt.person = person;
    attempt.password_hash = hash;
    attempt.changed_at = changed_at;
    attempt.must_change = must_change;
    attempt.two_factors = has_second_factor(read, person);
    attempt.keys.told = account_key(read, person, attempt.origin.address, today());
    attempt.keys.delays.push_back(attempt.keys.told);
}

Sessions::Attempt Sessions::attempt_of_ticket(const PersonalText& ticket, const Origin& origin,
                                              const std::string& request) const {
    if (!looks_like_cookie(ticket.reveal())) throw ticket_over();
    const Instant now = clock_();
    const auto found = log_.database().read([&](db::Read& read) {
        return read.row<PersonId, std::string, Instant>(
            "SELECT person, role, password_changed_at FROM login_ticket WHERE ticket_sha256 = :ticket"
            " AND expires_at > :now AND made_at <= :now",
            {{"ticket", hash_of(ticket)}, {"now", now}});
    });
    if (!found) throw ticket_over();
    const auto& [person, role, changed_at] = *found;
    Attempt attempt = attempt_of(person, origin, request);
    if (attempt.changed_at != changed_at) throw ticket_over();
    if (!role.empty()) attempt.role = role_from(role);
    return attempt;
}

PersonalText Sessions::ask_for_code(const Attempt& attempt) {
    const PersonalText ticket{hex(random_bytes(randomness_, 32))};
    const Instant now = clock_();
    log_.database().write([&](db::Write& write) {
        write.run("DELETE FROM login_ticket WHERE expires_at < :now", {{"now", now}});
        write.run(
            "INSERT INTO login_ticket(ticket_sha256, person, role, password_changed_at, made_at, expires_at)"
            " VALUES(:ticket, :person, :role, :changed, :now, :expires)",
            {{"ticket", hash_of(ticket)},
             {"person", *attempt.person},
             {"role", attempt.role ? code(*attempt.role) : std::string_view{}},
             {"changed", attempt.changed_at},
             {"now", now},
             {"expires", Instant{now + ticket_life}}});
        log_.appender(write).append(
            line_of_attempt(attempt.origin, attempt.request, attempt.person, "login.code_asked"));
    });
    return ticket;
}

void Sessions::refuse_if_delayed(const Attempt& attempt) const {
    if (log_.database().read([&](db::Read& read) { return must_wait(read, attempt.keys.delays, clock_()); }))
        throw Error{Fault::unavailable, "login.wait"};
}

void Sessions::count(db::Write& write, const Attempt& attempt, std::string_view rule) {
    const Told told = count_failure(write, attempt.keys, clock_());
    if (told.failures == 0) return;
    audit::Event event =
        line_of_attempt(attempt.origin, attempt.request, attempt.person, told.locked ? "login.locked" : "login.failed");
    event.result = "denied";
    event.rule = rule;
    event.count = told.failures;
    log_.appender(write).append(event);
}

void Sessions::fail(const Attempt& attempt, std::string_view rule, const Error& error) {
    log_.database().write([&](db::Write& write) { count(write, attempt, rule); });
    throw error;
}

SignedIn Sessions::open(const Attempt& attempt, const std::string& auth) {
    const PersonId person = *attempt.person;
    const PersonalText cookie{hex(random_bytes(randomness_, 32))};
    Session session{
        "s-" + hex(random_bytes(randomness_, 8)), person, Role::clerk, "", "", attempt.origin, auth, attempt.request};
    std::string fault;
    std::vector<Role> roles;
    log_.database().write([&](db::Write& write) {
        const std::int64_t untold = forget_failures(write, attempt.keys);
        roles = roles_held(write, person, today());
        session.role = attempt.role ? *attempt.role : roles.empty() ? Role::clerk : roles.front();
        session.purpose = usual_purpose(session.role);
        fault = standing(write, person, session.role, today());
        audit::Event event = fault.empty() ? line_of(session, "login.ok")
                                           : line_of_attempt(attempt.origin, attempt.request, person, "login.failed");
        event.result = fault.empty() ? "allowed" : "denied";
        event.rule = fault;
        if (untold > 0) event.args.emplace_back("failures", std::to_string(untold));
        const bool factor = auth == "password" && role_needs_factor(roles);
        const std::string_view hold = attempt.must_change ? "password" : factor ? "factor" : "";
        if (!hold.empty()) event.args.emplace_back("hold", hold);
        session.scopes = held_to(hold);
        if (fault.empty()) insert(write, session, cookie, hold, attempt.agent);
        log_.appender(write).append(event);
    });
    if (!fault.empty()) throw Error{Fault::denied, "access.denied." + fault};
    return {cookie, std::move(session), std::move(roles)};
}

void Sessions::insert(db::Write& write, const Session& session, const PersonalText& cookie, std::string_view hold,
                      const std::string& agent) const {
    const Instant now = clock_();
    write.run(
        "INSERT INTO login_session(id, cookie_sha256, person, role, purpose, case_ref, auth, via, address, agent, hold,"
        " started_on, started_at, seen_at, idle_until, expires_at) VALUES(:id, :cookie, :person, :role, :purpose,"
        " :case, :auth, :via, :address, :agent, :hold, :today, :now, :now, :idle, :expires)",
        {{"id", session.id},
         {"cookie", hash_of(cookie)},
         {"person", session.actor},
         {"role", code(session.role)},
         {"purpose", session.purpose},
         {"case", session.case_ref},
         {"auth", session.auth},
         {"via", session.origin.via},
         {"address", session.origin.address},
         {"agent", agent},
         {"hold", hold},
         {"today", today()},
         {"now", now},
         {"idle", Instant{now + settings_.idle}},
         {"expires", Instant{now + settings_.absolute}}});
}

SignedIn Sessions::renew(const Session& session) {
    end(session, "session.ended", "renewed");
    const Attempt attempt = [&] {
        Attempt anew = attempt_of(session.actor, session.origin, session.request);
        anew.role = session.role;
        return anew;
    }();
    if (!attempt.two_factors) throw ticket_over();
    return open(attempt, "password+totp");
}

}  // namespace arkki::access
