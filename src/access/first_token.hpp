#pragma once
#include "access/desk.hpp"

namespace arkki::access {

/// How long the token of the first administrator is good.
inline constexpr std::chrono::hours first_token_life{24};

/// Stores the SHA-256 of a new token and ends the earlier ones; logged.
/// @throws Error{Fault::conflict, "first.kept"}  as soon as anybody has an account
void keep_first_token(const Desk& desk, const PersonalText& token);
[[nodiscard]] bool first_token_waits(const Desk& desk);
/// @throws Error{Fault::denied, "first.bad_token", field "token"}  wrong, used or too old; a wrong one is logged
void must_be_first_token(const Desk& desk, const PersonalText& token);
/// The same, and it is used up: of two who come at once the second is refused.
void use_first_token(const Desk& desk, const PersonalText& token);

}  // namespace arkki::access
