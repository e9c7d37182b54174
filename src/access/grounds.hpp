#pragma once
#include <array>
#include <string>
#include <string_view>

#include "access/desk.hpp"

namespace arkki::access {

/// GDPR art. 18(2): the four grounds on which restricted data may be worked with - the data subject's consent, a legal
/// claim, the rights of another person, an important public interest.
inline constexpr std::array<std::string_view, 4> grounds{"consent", "claim", "rights", "interest"};

/// The responsible person says, once for this session and this customer, on which ground the restricted record is
/// worked with; every act on it then carries `ground=`.
/// @throws Error{Fault::invalid, "restriction.bad_ground", field "ground"}
void name_ground(const Desk& desk, CustomerId customer, const std::string& ground);

/// The ground named in this session for this customer, "" if none.
[[nodiscard]] std::string ground_named(db::Read& read, const Session& session, CustomerId customer);

}  // namespace arkki::access
