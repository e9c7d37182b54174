#include "archive/copy_pages.hpp"

#include "imaging/words.hpp"

namespace arkki::archive {
namespace {

using Picture = pdf::SearchablePage::Picture;

/// Adds the page with this picture. @returns false if it cannot stand in PDF/A
bool add_with(pdf::SearchableFile& file, pdf::SearchablePage& page, Picture kind, const Shelves& shelves,
              const CopyPage& row) {
    const std::string& name = kind == Picture::g4 ? row.bilevel : row.image;
    if (name.empty()) return false;
    page.kind = kind;
    page.picture = shelves.vault.get(row.key, blobs::BlobId{name});
    try {
        file.add(page);
        return true;
    } catch (const Error& error) {
        if (error.key() != "searchable.bad_page") throw;
        return false;
    }
}

}  // namespace

std::vector<CopyPage> copy_pages(db::Read& read, DocumentId document) {
    std::vector<CopyPage> pages;
    for (const auto& [number, width, height, dpi, colour, damaged, failure, key, image, bilevel, words] :
         read.rows<int, int, int, int, bool, bool, std::string, std::string, std::string, std::string, std::string>(
             "SELECT p.number, p.width, p.height, p.dpi, p.colour, p.damaged, p.failure,"
             " CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END, p.image_blob, p.bilevel_blob,"
             " p.words_blob FROM page p JOIN document d ON d.id = p.document"
             " WHERE p.document = :id AND p.dropped = 0 ORDER BY p.number",
             {{"id", document}}))
        pages.push_back({number, width, height, dpi, colour, damaged, !failure.empty(), blobs::WrappedKey{key}, image,
                         bilevel, words});
    return pages;
}

pdf::SearchablePage without_picture(const Shelves& shelves, const CopyPage& row, bool with_words) {
    pdf::SearchablePage page;
    page.width = row.width;
    page.height = row.height;
    page.dpi = row.dpi;
    if (row.words.empty() || !with_words) return page;
    // Only what the page itself says: a second text of the file serves the search, and is not drawn.
    for (const auto& word : imaging::unpack_words(shelves.vault.get(row.key, blobs::BlobId{row.words})))
        page.words.push_back({word.text, word.box.x, word.box.y, word.box.width, word.box.height, word.line,
                              word.block, word.baseline});
    return page;
}

bool add_with_picture(pdf::SearchableFile& file, pdf::SearchablePage& page, const Shelves& shelves,
                      const CopyPage& row) {
    const bool as_jpeg = row.colour || row.damaged;
    const bool jpeg = as_jpeg && add_with(file, page, Picture::jpeg, shelves, row);
    if (!jpeg && !add_with(file, page, Picture::g4, shelves, row) &&
        (as_jpeg || !add_with(file, page, Picture::jpeg, shelves, row)))
        throw Error{Fault::invalid, "searchable.bad_page", "page " + std::to_string(row.number)};
    return page.kind == Picture::jpeg;
}

}  // namespace arkki::archive
