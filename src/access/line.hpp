#pragma once
#include <string_view>

#include "access/session.hpp"
#include "audit/event.hpp"

namespace arkki::access {

/// A line of the log with who acts, why and from where filled in; whom it is about and the result are the caller's.
[[nodiscard]] audit::Event line_of(const Session& session, std::string_view action);

/// `person:17`, the object of events about staff.
[[nodiscard]] std::string object_name(PersonId person);

}  // namespace arkki::access
