#pragma once
#include <functional>
#include <string_view>

#include "db/database.hpp"

namespace arkki::requests {

/// Every blob that letters name, with the wrapped key that opens it.
void each_blob(db::Read& read, const std::function<void(std::string_view key, std::string_view blob)>& take);

}  // namespace arkki::requests
