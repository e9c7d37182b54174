#pragma once
#include <string>

#include "access/desk.hpp"
#include "requests/requests.hpp"

namespace arkki::requests {

/// Refuses a text that no letter could print: over 5,000 bytes, no UTF-8, or with a personal identity code in it.
/// @throws Error{Fault::invalid, "request.bad_text" | "request.identity_code"}  with the field
void check_text(const PersonalText& text, const char* field);

/// The request as it stands, for use inside a transaction of this room.
[[nodiscard]] Overview load(db::Read& read, RequestId id);

/// One legal step, kept in the timeline. The database refuses any other too.
/// @throws Error{Fault::conflict, "request.transition" | "request.changed_meanwhile"}
void move(db::Write& write, const access::Desk& desk, RequestId id, State from, State to);

/// An event about a request: object, subject and case filled in.
[[nodiscard]] audit::Event event_of(const access::Desk& desk, std::string_view action, const Overview& request);

}  // namespace arkki::requests
