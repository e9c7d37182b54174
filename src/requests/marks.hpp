#pragma once
#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::requests {

/// Whether a customer has forbidden direct marketing (GDPR art. 21(2)) and was not refused.
[[nodiscard]] bool bans_marketing(db::Read& read, CustomerId customer);

}  // namespace arkki::requests
