#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "access/proof.hpp"

namespace arkki::access {

/// What a token may be narrowed to: a word for people and routes, and the acts of rules.cpp it stands for.
struct TokenScope {
    std::string_view name;  ///< read | search | intake | log
    std::vector<Role> roles;
    std::vector<std::string> acts;
};
[[nodiscard]] const std::vector<TokenScope>& token_scopes();
/// Whether the token of a session covers all of a scope; every token covers "any".
[[nodiscard]] bool token_covers(const Session& session, std::string_view scope);

struct NewToken {
    PersonalText name;  ///< what its owner calls it, at most 80 bytes
    std::string purpose;
    std::vector<std::string> scopes;
    Day expires_on;  ///< the last day (UTC), at most a year from today
};

struct MadeToken {
    std::string id;
    PersonalText secret;  ///< "arkki_" and 64 hex digits; shown this once, only its SHA-256 is stored
};

struct Token {
    std::string id;
    PersonalText name;
    Role role;
    std::string purpose;
    std::vector<std::string> scopes;
    Instant made_at, expires_at;
    std::optional<Instant> used_at;
    std::string state;  ///< active | expired | ended
};

/// Personal tokens for programs: one role, one purpose, some acts, for a time. They end with the account, the
/// employment, the role and the commitment of their owner; a new password leaves them.
class Tokens {
public:
    explicit Tokens(const Desk& desk) : desk_{desk} {}

    /// A token of the desk's person in the desk's role.
    /// @throws Error{Fault::invalid, "token.no_name" | "token.bad_purpose" | "token.no_scope" | "token.bad_end", field}
    /// @throws Error{Fault::conflict, "token.too_many"}  more than 20 active ones
    MadeToken make(const NewToken& token, const Proof& proof, const Randomness& randomness) const;
    /// The desk's person's, the newest first; those that ended stay in sight for a while.
    [[nodiscard]] std::vector<Token> own() const;
    /// @throws Error{Fault::not_found, "token.unknown"}  somebody else's too
    void end_own(const std::string& id) const;
    /// All of a person's, by the administrator or the responsible person. @returns how many
    std::int64_t end_all(PersonId person) const;

private:
    void check(const NewToken& token) const;
    const Desk& desk_;
};

/// The session a bearer token stands for, or nothing. The first refusal of a token that was good once is logged.
[[nodiscard]] std::optional<Session> token_session(audit::Log& log, std::string_view secret, const Origin& origin,
                                                   const std::string& request, Instant now, Day today);

/// The secret in "Bearer arkki_...", nothing if the header is of another kind or form (RFC 6750, 2.1).
[[nodiscard]] std::optional<std::string> bearer_secret(std::string_view authorization);

}  // namespace arkki::access
