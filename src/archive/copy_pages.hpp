#pragma once
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "pdf/searchable.hpp"

namespace arkki::archive {

/// What a copy needs of a page's row.
struct CopyPage {
    int number, width, height, dpi;
    bool colour, damaged;
    bool unread;  ///< it could not be read: there is no picture of it
    blobs::WrappedKey key;
    std::string image, bilevel, words;
};

/// The pages of a document in order, without those a person took out.
[[nodiscard]] std::vector<CopyPage> copy_pages(db::Read& read, DocumentId document);

/// Size and, if wanted, words of a page, without its picture.
[[nodiscard]] pdf::SearchablePage without_picture(const Shelves& shelves, const CopyPage& row, bool with_words);

/// Adds the page with the picture that fits it: black on white as G4, in colour or damaged as the JPEG the reader made;
/// the other one if the first cannot stand in PDF/A. @returns whether it is the JPEG
/// @throws Error{Fault::invalid, "searchable.bad_page"}  neither can
bool add_with_picture(pdf::SearchableFile& file, pdf::SearchablePage& page, const Shelves& shelves,
                      const CopyPage& row);

}  // namespace arkki::archive
