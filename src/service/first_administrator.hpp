#pragma once
#include <string>

#include "service/office.hpp"

namespace arkki::service {

/// A one-time token for whoever stands at the console of a new house: it lets one person become the first
/// administrator. Good once, for 24 hours; only its SHA-256 is stored, and a new one ends the old ones.
/// @throws Error{Fault::conflict, "first.kept"}  as soon as anybody has an account
[[nodiscard]] PersonalText make_first_token(Office& office);

/// Whether a token waits to be used, and nobody has an account yet.
[[nodiscard]] bool first_token_waits(Office& office);

/// Who becomes the administrator, and who saw the commitment signed.
struct FirstAdministrator {
    std::string user_name;
    PersonalText name;
    PersonalText password;             ///< of the person's own choice
    PersonalText witness;              ///< name of somebody else
    Language language = Language::fi;  ///< in which the commitment was read and signed
};

/// Uses the token: makes the administrator with commitment, role and account. Everything that was typed is checked
/// first, so that a slip does not cost the token.
/// @throws Error{Fault::denied, "first.bad_token"}
/// @throws Error{Fault::invalid, ...}  of People, Passwords and Commitments
void use_first_token(Office& office, const PersonalText& token, const FirstAdministrator& first);

}  // namespace arkki::service
