#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "pdf/resources.hpp"

namespace arkki::pdf {

/// A word where it stands on the page: upright image pixels, origin in the upper left corner.
struct PlacedWord {
    PersonalText text;
    int x{}, y{}, width{}, height{};
    int line{};  ///< words with the same block and line stand on one line, in reading order
    int block{};
    int baseline{};  ///< y of the line's baseline under the word; 0: the lower edge of the line's words
};

/// One page: its upright picture and the words read from it.
struct SearchablePage {
    enum class Picture { g4, jpeg };
    int width{}, height{};  ///< pixels
    int dpi{300};
    Picture kind{Picture::g4};
    Bytes picture;        ///< one strip of ITU-T T.6 data, or a JPEG file with one (grey) or three (RGB) components
    bool black_is_one{};  ///< g4 only: TIFF photometric "min is black"
    std::vector<PlacedWord> words;
};

/// What the document says about itself.
struct SearchableMeta {
    std::string title;
    Language language{};
};

/// A PDF/A-2u with each page's picture and, invisible above it, the words for search and copying. Same bytes each run.
///
/// @throws Error{Fault::invalid, "searchable.bad_page"}   no pages, a size of nothing, or a JPEG that is not grey or
/// RGB
/// @throws Error{Fault::unavailable, "letter.no_resource"}
/// @see ISO 19005-2
[[nodiscard]] Bytes searchable(const std::vector<SearchablePage>& pages, const SearchableMeta& meta,
                               const Resources& resources);

}  // namespace arkki::pdf
