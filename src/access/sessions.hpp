#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "access/passwords.hpp"

namespace arkki::access {

struct SessionSettings {
    std::chrono::minutes idle{15};
    std::chrono::hours absolute{10};
};

/// What signing in gives: the secret for the caller's cookie, and the session it stands for.
struct SignedIn {
    PersonalText cookie;  ///< 64 hex digits; only its SHA-256 is stored
    Session session;
    std::vector<Role> roles;  ///< all the person may choose from
};

/// Signing in and the sessions in the database. A session is judged anew at every request: an ended employment, role
/// or commitment ends it within one.
class Sessions {
public:
    Sessions(audit::Log& log, Clock clock, WallClock wall_clock, Randomness randomness, const Passwords& passwords,
             SessionSettings settings);

    /// @param role  what to act as; without it the person's first role in the order of `Role`
    /// @throws Error{Fault::denied, "login.failed"}  unknown name or wrong password, not saying which
    /// @throws Error{Fault::unavailable, "login.wait"}  too many failures, or too many at once; the message says to wait
    /// @throws Error{Fault::denied, "access.denied.left" | ".no-commitment" | ".role"}  only after the right password
    SignedIn sign_in(const std::string& user_name, const PersonalText& password, const Origin& origin,
                     const std::string& request, std::optional<Role> role = {});

    /// The session of a cookie, or nothing if it ended, idled too long or may no longer act.
    std::optional<Session> resume(std::string_view cookie, const Origin& origin, const std::string& request);

    /// Changes role, purpose or case of a session; logged as `role.entered`.
    /// @throws Error{Fault::denied, "access.denied.role" | ".purpose" | ".case"}
    Session enter(const Session& session, Role role, const std::string& purpose, const std::string& case_ref);

    void sign_out(const Session& session);
    /// Ends every session of a person (administrator, or the person himself). @returns how many
    std::int64_t end_all(const Desk& desk, PersonId person);

    /// The roles a person holds today, to choose from.
    [[nodiscard]] std::vector<Role> roles_of(PersonId person) const;

private:
    struct Attempt;
    [[nodiscard]] Attempt attempt_of(const std::string& user_name, const Origin& origin,
                                     const std::string& request) const;
    void refuse_if_delayed(const Attempt& attempt) const;
    [[noreturn]] void fail(const Attempt& attempt);
    SignedIn open(const Attempt& attempt, std::optional<Role> role);
    void end(const Session& session, std::string_view action, const std::string& why);
    [[nodiscard]] Day today() const { return wall_clock_(clock_()).day; }

    audit::Log& log_;
    Clock clock_;
    WallClock wall_clock_;
    Randomness randomness_;
    const Passwords& passwords_;
    SessionSettings settings_;
};

/// The token a form carries against forged posts: HMAC-SHA-256 under the cookie, for one action ("/documents/7/file").
[[nodiscard]] std::string form_token(const PersonalText& cookie, std::string_view action);
/// Compares in constant time.
[[nodiscard]] bool form_token_holds(const PersonalText& cookie, std::string_view action, std::string_view token);

}  // namespace arkki::access
