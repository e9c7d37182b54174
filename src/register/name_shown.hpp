#pragma once
#include "access/desk.hpp"
#include "base/text.hpp"

namespace arkki::customers {

/// The name of one customer for somebody who reads the access log, where customers are numbers. It costs a reason: the
/// Guard is asked, and a "name.shown" entry with the customer and the reason is durable before the name is read.
/// @throws Error{Fault::invalid, "name.no_reason", "reason"}, Error{Fault::not_found, "customer.unknown"},
///         Error{Fault::denied, "access.denied.<rule>"}
[[nodiscard]] PersonalText show_name(const access::Desk& desk, CustomerId customer, const PersonalText& reason);

}  // namespace arkki::customers
