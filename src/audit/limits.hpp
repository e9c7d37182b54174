#pragma once
#include <string_view>

#include "audit/event.hpp"

namespace arkki::audit {

/// Refuses what the log cannot keep as it is: nothing is ever cut.
///
/// Typed texts (F) are clean UTF-8 and may hold line ends and tabs, query 500, reason and note 2,000 bytes; `station`
/// is clean UTF-8 of 40 bytes. All else is printable ASCII without a meaning of its own: codes, ids, addresses.
/// @throws Error{Fault::invalid, "audit.too_long" | "audit.bad_text"}  `field` names the member
void check(const Event& event);

}  // namespace arkki::audit
