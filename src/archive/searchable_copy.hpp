#pragma once
#include <string>
#include <string_view>

#include "archive/archive.hpp"
#include "jobs/jobs.hpp"

namespace arkki::archive {

/// Kind of the job that writes a document's searchable copy.
inline constexpr std::string_view copy_job = "archival";

/// What a document's searchable copy is made from, as a digest: its pages, its language, and the version of what writes
/// it. Other pages, other digest.
[[nodiscard]] std::string copy_input(db::Read& read, DocumentId document);

/// Orders the searchable copy of a document as it is now: part of the transaction that made or changed its pages. What is
/// written already is not written again.
void order_copy(db::Write& write, DocumentId document, Instant now, int priority = jobs::priority::later);

/// Writes searchable PDF/A files, each once, sealed under its document's key.
///
/// A page's picture is kept by what it is: black on white as G4, in colour or damaged as the JPEG the reader made. A page
/// whose JPEG cannot stand in PDF/A falls back on its G4; where not even that can be, the reason is stored and the document
/// still has its original.
class SearchableCopies {
public:
    SearchableCopies(db::Database& database, const Shelves& shelves) : database_{database}, shelves_{shelves} {}

    /// Does an ordered job to its end. One that was ordered for pages the document no longer has ends without a file.
    /// @throws Error{Fault::unavailable, ...}  full disk, missing font: the job waits
    void make(const jobs::Lease& lease, Instant now) const;

    /// The copy as it is stored; made on the spot if it is not there yet or the pages changed since.
    /// @throws Error{Fault::not_found, "document.no_pages"}      no page could be read
    /// @throws Error{Fault::invalid, "searchable.bad_page", ...}  none can be written: ask for the original
    [[nodiscard]] Bytes of(const access::Grant<access::CopyDocument>& grant, Instant now) const;

private:
    struct Made;
    [[nodiscard]] Made write_file(DocumentId document, const std::string& input) const;
    /// Keeps what was made, unless somebody else was faster. @returns the blob that nothing names any more
    std::string keep(db::Write& write, DocumentId document, const Made& made, Instant now) const;
    void look_for_signatures(DocumentId document) const;

    db::Database& database_;
    Shelves shelves_;
};

/// Signatures in a PDF file, told by their byte ranges, which stand in the open in every signed PDF. Fed piece by piece;
/// the file is not taken apart.
class SignatureCount {
public:
    void add(ByteView piece);
    [[nodiscard]] int count() const noexcept { return count_; }

private:
    std::string tail_;
    int count_ = 0;
};

}  // namespace arkki::archive
