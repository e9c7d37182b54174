#pragma once
#include <functional>
#include <string_view>

#include "db/database.hpp"

namespace arkki::archive {

/// Every blob that documents name, with the wrapped key that opens it: originals, pages, copies, accepted values. A blob
/// may come more than once.
void each_blob(db::Read& read, const std::function<void(std::string_view key, std::string_view blob)>& take);

/// What does not fit together in the rows of documents: kind of the finding, and the thing.
void each_misfit(db::Read& read, const std::function<void(std::string_view kind, std::string_view what)>& take);

}  // namespace arkki::archive
