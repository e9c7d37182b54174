#pragma once
#include <cstdint>

#include "archive/document.hpp"
#include "db/database.hpp"

namespace arkki::archive {

/// Adds the row of a page, what it is found by, and who may find it: one part of the caller's transaction.
PageId add_page(db::Write& write, DocumentId document, std::int64_t scope, const StoredPage& page);

/// Names of all blobs a page has.
[[nodiscard]] std::vector<std::string> blobs_of(const StoredPage& page);

}  // namespace arkki::archive
