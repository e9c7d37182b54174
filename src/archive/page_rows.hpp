#pragma once
#include <cstdint>

#include "archive/document.hpp"
#include "db/database.hpp"

namespace arkki::archive {

/// Adds the row of a page, what it is found by, and who may find it: one part of the caller's transaction.
PageId add_page(db::Write& write, DocumentId document, std::int64_t scope, const StoredPage& page);

/// Where a page came from.
struct PageSource {
    PageId page{0};
    ArrivalId arrival{0};
    int number;
};
/// The next pages that another engine has read, of one document or of all; not those a person took out.
[[nodiscard]] std::vector<PageSource> read_otherwise(db::Read& read, const std::string& engine,
                                                     std::optional<DocumentId> document, PageId after, int limit);
/// How a person wants the page to stand, degrees clockwise from the scan; nothing if nobody said.
[[nodiscard]] std::optional<int> turn_wanted(db::Read& read, ArrivalId arrival, int number);

/// Names of all blobs a page has.
[[nodiscard]] std::vector<std::string> blobs_of(const StoredPage& page);

}  // namespace arkki::archive
