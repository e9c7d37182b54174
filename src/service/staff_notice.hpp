#pragma once
#include "access/desk.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The notice to staff about the access log, to be printed: what is recorded, why, who reads it, how long it is kept.
/// The part on handling it with staff is printed in red, to be confirmed by the organisation.
/// @see Act on the Protection of Privacy in Working Life 759/2004, section 21 (to be confirmed)
/// @throws Error{Fault::denied, "access.denied.role"}, Error{Fault::conflict, "profile.missing" | "letter.no_title"}
[[nodiscard]] Bytes staff_notice(Office& office, const access::Desk& desk, Language language);

}  // namespace arkki::service
