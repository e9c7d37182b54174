#pragma once
#include <functional>
#include <string_view>

#include "db/database.hpp"

namespace arkki::intake {

/// Every blob that arrivals name, with the wrapped key that opens it: what came in, and what was read of it.
void each_blob(db::Read& read, const std::function<void(std::string_view key, std::string_view blob)>& take);

/// What does not fit together in arrivals, batches and their jobs: kind of the finding, and the thing.
void each_misfit(db::Read& read, const std::function<void(std::string_view kind, std::string_view what)>& take);

}  // namespace arkki::intake
