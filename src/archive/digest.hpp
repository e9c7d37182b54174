#pragma once
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::archive {

/// SHA-256 (hex) of a document's original bytes: says nothing of what stands in it.
[[nodiscard]] std::optional<std::string> sha256_of(db::Read& read, DocumentId document);

}  // namespace arkki::archive
