#pragma once
#include <map>
#include <optional>
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "base/ids.hpp"

namespace arkki::archive {

/// A document that waits for a person to file it, and what it came in with.
struct TrayLine {
    DocumentId document{0};
    std::optional<BatchId> batch;  ///< documents of one batch are one stack
};

/// What this session may file, in the order of the paper as it came in: what a stack was cut into stays together.
[[nodiscard]] std::vector<TrayLine> tray(const access::Desk& desk, int limit);

/// The binders and boxes this person filed papers into last, the newest first: the next paper often goes to one of
/// them.
[[nodiscard]] std::vector<UnitId> recent_units(const access::Desk& desk, int limit);

/// How a page fared, whether it is a document's already or not. Holds nothing of what it says.
struct PageMark {
    int number;  ///< in its file
    bool blank;
    bool uncertain;  ///< a person must look at the picture
    bool unread;     ///< it could not be read
    bool dropped;    ///< a person took it out
};
/// The pages of an arrival that were read so far, in order.
[[nodiscard]] std::vector<PageMark> page_marks(db::Read& read, ArrivalId arrival);

/// What the first page of a scanned sheet became.
struct FiledSheet {
    DocumentId document{0};
    int page;        ///< its number there; 0 if there is no picture of it or a person took it out
    bool confirmed;  ///< a person filed the document
    bool blank;
    bool constant_tail;  ///< the picture may have broken off
};
/// Those sheets of a batch that are a document's pages by now.
[[nodiscard]] std::map<ArrivalId, FiledSheet> filed_sheets(db::Read& read, BatchId batch);

/// Whether an original with this hash can be opened to its last byte: before an equal one is put away.
[[nodiscard]] bool has_whole(const access::Desk& desk, const Shelves& shelves, const std::string& sha256);

}  // namespace arkki::archive
