#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "access/session.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::access {

/// The last day of what has no end.
inline constexpr Day no_end{std::chrono::year{9999} / 12 / 31};

/// Why a person may not act today at all, the first that fails: "left" (employment, account closed), "no-commitment",
/// "role" (not given, or ended); "" if nothing stands in the way.
[[nodiscard]] std::string standing(db::Read& read, PersonId person, Role role, Day today);

/// The same for a session, with "session" (ended, idle too long, another's role or person) first.
[[nodiscard]] std::string standing(db::Read& read, const Session& session, Instant now, Day today);

/// "purpose" if it is unknown or not this role's, "case" if it needs a case and there is none, "" if it will do.
[[nodiscard]] std::string purpose_fault(db::Read& read, Role role, std::string_view purpose, std::string_view case_ref);

/// The roles a person holds on a day, in the order of `Role`.
[[nodiscard]] std::vector<Role> roles_held(db::Read& read, PersonId person, Day today);

/// An active administrator besides `person` on that day: nobody may lock out the last one.
[[nodiscard]] bool another_admin(db::Read& read, PersonId person, Day today);

/// Whether nobody has ever signed in: only then may the machine set up the first people.
[[nodiscard]] bool founding(db::Read& read);

}  // namespace arkki::access
