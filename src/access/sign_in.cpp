#include "access/line.hpp"
#include "access/purposes.hpp"
#include "access/sessions.hpp"
#include "access/standing.hpp"
#include "access/throttle.hpp"

namespace arkki::access {

/// Who tries to sign in, and under which keys failures are counted.
struct Sessions::Attempt {
    std::optional<PersonId> person;  ///< has an account
    std::string password_hash;
    std::vector<std::string> delays;  ///< the account's key first
    Origin origin;
    std::string request;
};

namespace {

constexpr std::int64_t failures_logged_singly = 5;
constexpr std::int64_t failures_in_a_line = 10;

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

}  // namespace

SignedIn Sessions::sign_in(const std::string& user_name, const PersonalText& password, const Origin& origin,
                           const std::string& request, std::optional<Role> role) {
    const Attempt attempt = attempt_of(user_name, origin, request);
    refuse_if_delayed(attempt);  // before the gate, as waiting there costs a thread
    const auto place = passwords_.enter();
    refuse_if_delayed(attempt);  // and again: of many at once, those before may have failed meanwhile
    if (!attempt.person) {
        passwords_.pretend(place, password);
        fail(attempt);
    }
    if (!passwords_.matches(place, attempt.password_hash, password)) fail(attempt);
    if (passwords_.outdated(attempt.password_hash)) {
        const std::string hash = passwords_.hash(place, password);
        log_.database().write([&](db::Write& write) {
            write.run("UPDATE account SET password_hash = :hash WHERE person = :person AND password_hash = :old",
                      {{"hash", hash}, {"person", *attempt.person}, {"old", attempt.password_hash}});
        });
    }
    return open(attempt, role);
}

Sessions::Attempt Sessions::attempt_of(const std::string& user_name, const Origin& origin,
                                       const std::string& request) const {
    return log_.database().read([&](db::Read& read) {
        Attempt attempt{{}, {}, {}, origin, request};
        const bool plausible = is_clean_utf8(user_name) && user_name.size() <= 40;
        const auto account = plausible
                                 ? read.row<PersonId, std::string>(
                                       "SELECT p.id, a.password_hash FROM person p JOIN account a ON a.person = p.id"
                                       " WHERE p.user_name = :name",
                                       {{"name", user_name}})
                                 : std::nullopt;
        if (account) {
            attempt.person = std::get<0>(*account);
            attempt.password_hash = std::get<1>(*account);
            attempt.delays.push_back(account_key(read, *attempt.person, origin.address, today()));
        } else {
            attempt.delays.push_back(bucket_of(user_name));
        }
        attempt.delays.push_back("address:" + (origin.address.empty() ? origin.via : origin.address));
        return attempt;
    });
}

void Sessions::refuse_if_delayed(const Attempt& attempt) const {
    if (log_.database().read([&](db::Read& read) { return must_wait(read, attempt.delays, clock_()); }))
        throw Error{Fault::unavailable, "login.wait"};
}

void Sessions::fail(const Attempt& attempt) {
    log_.database().write([&](db::Write& write) {
        const std::int64_t failures = count_failure(write, attempt.delays, clock_());
        const bool singly = failures <= failures_logged_singly;
        // Then one line for ten, or an outsider could grow the log at will.
        if (!singly && failures % failures_in_a_line != 0) return;
        audit::Event event =
            line_of_attempt(attempt.origin, attempt.request, attempt.person, singly ? "login.failed" : "login.locked");
        event.result = "denied";
        event.rule = "password";
        event.count = singly ? 1 : failures_in_a_line;
        log_.appender(write).append(event);
    });
    throw Error{Fault::denied, "login.failed"};
}

SignedIn Sessions::open(const Attempt& attempt, std::optional<Role> role) {
    const PersonId person = *attempt.person;
    const PersonalText cookie{hex(random_bytes(randomness_, 32))};
    const std::string id = "s-" + hex(random_bytes(randomness_, 8));
    const Instant now = clock_();
    std::string fault;
    std::vector<Role> roles;
    Session session{id, person, Role::clerk, "", "", attempt.origin, "password", attempt.request};
    log_.database().write([&](db::Write& write) {
        forget_failures(write, attempt.delays.front());
        roles = roles_held(write, person, today());
        session.role = role ? *role : roles.empty() ? Role::clerk : roles.front();
        session.purpose = usual_purpose(session.role);
        fault = standing(write, person, session.role, today());
        audit::Event event = fault.empty() ? line_of(session, "login.ok")
                                           : line_of_attempt(attempt.origin, attempt.request, person, "login.failed");
        event.result = fault.empty() ? "allowed" : "denied";
        event.rule = fault;
        if (fault.empty())
            write.run(
                "INSERT INTO login_session(id, cookie_sha256, person, role, purpose, case_ref, auth, via, address,"
                " started_on, started_at, seen_at, idle_until, expires_at) VALUES(:id, :cookie, :person, :role,"
                " :purpose, '', 'password', :via, :address, :today, :now, :now, :idle, :expires)",
                {{"id", id},
                 {"cookie", hex(sha256(view(cookie.reveal())))},
                 {"person", person},
                 {"role", code(session.role)},
                 {"purpose", session.purpose},
                 {"via", attempt.origin.via},
                 {"address", attempt.origin.address},
                 {"today", today()},
                 {"now", now},
                 {"idle", Instant{now + settings_.idle}},
                 {"expires", Instant{now + settings_.absolute}}});
        log_.appender(write).append(event);
    });
    if (!fault.empty()) throw Error{Fault::denied, "access.denied." + fault};
    return {cookie, std::move(session), std::move(roles)};
}

}  // namespace arkki::access
