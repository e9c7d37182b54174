#pragma once
#include <string>

#include "archive/archive.hpp"
#include "archive/burn.hpp"
#include "archive/redactions.hpp"

namespace arkki::archive {

/// A paper's copy as the person gets it.
struct RedactedCopy {
    std::string sha256;  ///< hex
    std::int64_t size;
    int pages;
    std::vector<std::string> grounds;  ///< one for each place taken out
};

/// Copies for the person the papers are about. Where something is taken out the boxes are burnt into new pictures and no
/// page of the paper has a text layer, so that nothing stands beneath a box; a paper given whole keeps its words. The
/// original and the page pictures of the archive stay as they are.
///
/// Made when asked for, the same bytes each time, sealed under the document's key and kept until a box or a page changes.
class RedactedCopies {
public:
    RedactedCopies(db::Database& database, const Shelves& shelves, Burn burn = {})
        : database_{database}, shelves_{shelves}, burn_{std::move(burn)} {}

    /// @throws Error{Fault::not_found, "document.no_pages"}  no page could be read
    /// @throws Error{Fault::conflict, "redaction.page_changed"}  a page was read anew since a box was drawn on it
    /// @throws Error{Fault::conflict, "redaction.page_unread"}  a page that could not be read cannot be looked through
    /// @throws Error{Fault::conflict, "redaction.withheld"}  there is no copy of this paper
    /// @throws Error{Fault::conflict, "redaction.copy_not_made"}  something is to be painted, and no reader is at hand
    /// @throws Error{Fault::invalid, "redaction.bad_picture" | "searchable.bad_page"}
    [[nodiscard]] RedactedCopy make(const access::Grant<access::CopyDocument>& grant, RequestId request,
                                    Instant now) const;
    /// The same for one of the papers whose ids were logged: what a letter says of the copy, none of its bytes.
    [[nodiscard]] RedactedCopy make(const access::Shown<DocumentId>& papers, std::size_t which, RequestId request,
                                    Instant now) const;
    /// The bytes of `make`, piece by piece.
    void pieces(const access::Grant<access::CopyDocument>& grant, RequestId request, Instant now,
                const std::function<void(ByteView)>& take) const;

    /// One page as it will look. @returns JPEG
    /// @throws as `make`; Error{Fault::not_found, "page.unknown"}
    [[nodiscard]] Bytes page(const access::Grant<access::PreviewDocument>& grant, RequestId request, int number) const;

private:
    struct Kept;
    [[nodiscard]] Kept kept(DocumentId document, RequestId request, Instant now) const;
    [[nodiscard]] blobs::Stored write_file(DocumentId document, RequestId request) const;

    db::Database& database_;
    Shelves shelves_;
    Burn burn_;
};

}  // namespace arkki::archive
