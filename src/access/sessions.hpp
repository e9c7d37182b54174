#pragma once
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "access/passwords.hpp"
#include "access/proof.hpp"
#include "access/second_factor.hpp"
#include "access/throttle.hpp"

namespace arkki::access {

struct SessionSettings {
    std::chrono::minutes idle{15};
    std::chrono::hours absolute{10};
    std::set<Role> second_factor_roles = {};  ///< whoever holds one of them signs in with two factors
    Bytes second_factor_key = {};             ///< 32 bytes that are not in the database
};

/// What a session is kept to until it is done: a password of one's own, then the second factor a role needs.
enum class Hold { none, password, factor };
[[nodiscard]] Hold hold_of(const Session& session) noexcept;
/// The acts that `password`, `factor` or "" leaves a session: its `Session::scopes`.
[[nodiscard]] std::vector<std::string> held_to(std::string_view hold);

/// What signing in gives: the secret for the caller's cookie, and the session it stands for.
struct SignedIn {
    PersonalText cookie;  ///< 64 hex digits; only its SHA-256 is stored
    Session session;
    std::vector<Role> roles;  ///< all the person may choose from
};

/// Who wants to come in.
struct Arriving {
    std::string user_name;
    PersonalText password;
    Origin origin;
    std::string request;
    std::optional<Role> role = {};  ///< what to act as; without it the first role in the order of `Role`
    std::string agent = {};         ///< browser and system in two words, "firefox linux"
};

/// After the right password: in, or on the way to the code.
struct FirstStep {
    std::optional<SignedIn> in;
    PersonalText ticket;  ///< for `enter_code`, if not in; good for five minutes and five tries
};

/// A session as its owner sees it.
struct OpenSession {
    std::string id;
    Role role;
    std::string via, address, agent, auth;
    Instant started_at, seen_at;
    bool current;  ///< the one that asks
};

/// Signing in and the sessions in the database. A session is judged anew at every request: an ended employment, role
/// or commitment ends it within one.
class Sessions {
public:
    Sessions(audit::Log& log, Clock clock, WallClock wall_clock, Randomness randomness, const Passwords& passwords,
             SessionSettings settings);

    /// @throws Error{Fault::denied, "login.failed"}  unknown name or wrong password, not saying which
    /// @throws Error{Fault::unavailable, "login.wait"}  too many failures, or too many at once; the message says to
    /// wait
    /// @throws Error{Fault::denied, "access.denied.left" | ".no-commitment" | ".role"}  only after the right password
    FirstStep enter_password(const Arriving& arriving);
    /// @throws Error{Fault::denied, "login.bad_code", field "code"}  wrong, used, too early or too late
    /// @throws Error{Fault::denied, "login.ticket_over"}  start again with the password
    SignedIn enter_code(const PersonalText& ticket, const std::string& code, const Origin& origin,
                        const std::string& request, const std::string& agent = {});
    /// Both steps at once, for callers without pages.
    /// @throws Error{Fault::denied, "login.code_wanted", field "code"}  if the person has a second factor and `code` is
    /// ""
    SignedIn sign_in(const std::string& user_name, const PersonalText& password, const Origin& origin,
                     const std::string& request, std::optional<Role> role = {}, const std::string& code = {});

    /// The session of a cookie, or nothing if it ended, idled too long or may no longer act.
    std::optional<Session> resume(std::string_view cookie, const Origin& origin, const std::string& request);
    /// A fresh session and cookie instead of one that was held, after its second factor was added.
    SignedIn renew(const Session& session);

    /// Changes role, purpose or case of a session; logged as `role.entered`.
    /// @throws Error{Fault::denied, "access.denied.role" | ".purpose" | ".case" | ".second-factor"}
    Session enter(const Session& session, Role role, const std::string& purpose, const std::string& case_ref);

    /// That the person of a session is at the keyboard: delayed after failures like signing in, and counted with it.
    /// @throws Error{Fault::denied, "login.wrong_password", field "current"}, "login.wait"
    [[nodiscard]] Proof prove_password(const Session& session, const PersonalText& password);
    /// @throws Error{Fault::denied, "login.bad_code", field "code"}, "login.wait"
    [[nodiscard]] Proof prove_code(const Session& session, const std::string& code);
    /// The same without asking, for a session that began less than five minutes ago.
    [[nodiscard]] std::optional<Proof> just_proven(const Session& session) const;

    void sign_out(const Session& session);
    /// Where the person of the desk is signed in, the latest first.
    [[nodiscard]] std::vector<OpenSession> own(const Desk& desk) const;
    /// @throws Error{Fault::not_found, "session.unknown"}  not open, or somebody else's
    void end_own(const Desk& desk, const std::string& id);
    /// Every session of the person but this one. @returns how many
    std::int64_t end_others(const Desk& desk);
    /// Ends every session of a person (administrator, or the person himself). @returns how many
    std::int64_t end_all(const Desk& desk, PersonId person);

    /// The roles a person holds today, to choose from.
    [[nodiscard]] std::vector<Role> roles_of(PersonId person) const;
    /// When the person's password was set.
    [[nodiscard]] Instant password_since(PersonId person) const;
    [[nodiscard]] const SecondFactor& second_factor() const noexcept { return second_factor_; }
    /// Whether one of the person's roles needs a second factor.
    [[nodiscard]] bool needs_second_factor(PersonId person) const;

private:
    struct Attempt;
    [[nodiscard]] Attempt attempt_of(const Arriving& arriving) const;
    [[nodiscard]] Attempt attempt_of(PersonId person, const Origin& origin, const std::string& request) const;
    void add_account(db::Read& read, Attempt& attempt, PersonId person) const;
    void refuse_if_delayed(const Attempt& attempt) const;
    void check_password(const Attempt& attempt, const PersonalText& password, const char* wrong);
    void count(db::Write& write, const Attempt& attempt, std::string_view rule);
    [[noreturn]] void fail(const Attempt& attempt, std::string_view rule, const Error& error);
    [[nodiscard]] PersonalText ask_for_code(const Attempt& attempt);
    [[nodiscard]] Attempt attempt_of_ticket(const PersonalText& ticket, const Origin& origin,
                                            const std::string& request) const;
    SignedIn open(const Attempt& attempt, const std::string& auth);
    void insert(db::Write& write, const Session& session, const PersonalText& cookie, std::string_view hold,
                const std::string& agent) const;
    [[nodiscard]] bool role_needs_factor(const std::vector<Role>& roles) const;
    [[nodiscard]] std::string fault_of_entering(db::Read& read, const Session& session, const Session& entered) const;
    void end(const Session& session, std::string_view action, const std::string& why);
    [[nodiscard]] Day today() const { return wall_clock_(clock_()).day; }

    audit::Log& log_;
    Clock clock_;
    WallClock wall_clock_;
    Randomness randomness_;
    const Passwords& passwords_;
    SessionSettings settings_;
    SecondFactor second_factor_;
};

/// The token a form carries against forged posts: HMAC-SHA-256 under the cookie, for one action ("/documents/7/file").
[[nodiscard]] std::string form_token(const PersonalText& cookie, std::string_view action);
/// Compares in constant time.
[[nodiscard]] bool form_token_holds(const PersonalText& cookie, std::string_view action, std::string_view token);
/// Whether a text has the form of our cookies and tickets: 64 hex digits.
[[nodiscard]] bool looks_like_cookie(std::string_view text) noexcept;

}  // namespace arkki::access
