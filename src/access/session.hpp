#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace arkki::access {

/// What a person acts as. A session acts in exactly one role (docs/architecture.md, "Roles").
enum class Role {
    anyone,       ///< nobody signed in; only for routes that say so aloud
    clerk,        ///< staff: what the access list gives
    responsible,  ///< the responsible person: decides and signs
    auditor,      ///< reads the log, not the records
    admin,        ///< configuration and accounts, no content, no log
    second,       ///< approves or witnesses what another proposed
    machine       ///< reading, timers; cannot sign in
};
[[nodiscard]] std::string_view code(Role role) noexcept;
/// @throws Error{Fault::invalid, "role.unknown"}
[[nodiscard]] Role role_from(std::string_view code);

/// From where somebody acts.
struct Origin {
    std::string via;      ///< web | api | cli | job | service
    std::string address;  ///< of the caller, "" for a job
    std::string station;  ///< at most 40 bytes
};

/// Who acts, why and from where: a value per request. There is no default and no global "current user".
struct Session {
    std::string id;  ///< public random id, not the cookie
    PersonId actor;
    Role role;
    std::string purpose;   ///< code of a row of `purpose`: "care", "orders", "intake", "request", "audit", ...
    std::string case_ref;  ///< "order:2210", "request:7" or ""
    Origin origin;
    std::string auth;     ///< how the person proved who it is: password, token, machine
    std::string request;  ///< id of this request, command or job
    /// What a token was narrowed to: whole acts ("document.view") or all acts on one noun ("search", "arrival"), as in
    /// the table of rules.cpp. Empty is all the role may do; the Guard refuses the rest with the rule "scope".
    std::vector<std::string> scopes = {};
};

/// The person id of the machine itself (reading, timers, setting up); a row of `person`, without an account.
inline constexpr PersonId machine_person{1};

/// A session of the machine: it cannot sign in, is bound to its role and its purpose, and is logged like anybody.
/// @param purpose  "intake", "retention" or "maintenance"
/// @param request  id of the job
[[nodiscard]] Session machine_session(std::string purpose, std::string request);

}  // namespace arkki::access
