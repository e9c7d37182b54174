#pragma once
#include <string>
#include <string_view>

#include "db/database.hpp"

namespace arkki::db {

/// A migration file's text as one engine understands it; the markers stand at `migrate`.
///
/// @throws Error{Fault::corrupt, "db.migration_syntax"}  for a marker that is not understood
[[nodiscard]] std::string translate(std::string_view text, Engine engine);

}  // namespace arkki::db
