#pragma once
#include <utility>
#include <vector>

#include "register/customers.hpp"

namespace arkki::customers {

/// Refuses whoever may not make cards, and a card without a name: before the transaction of `add_card`.
/// @throws Error{Fault::invalid, "customer.no_name"}
void demand_new_card(const access::Desk& desk, const std::vector<NewValue>& values);

/// Makes a customer inside somebody else's transaction, with its line in the log.
/// @throws as `check`
std::pair<CustomerId, audit::Receipt> add_card(db::Write& write, audit::Appender& appender, const access::Desk& desk,
                                               const std::vector<NewValue>& values, Day since);

}  // namespace arkki::customers
