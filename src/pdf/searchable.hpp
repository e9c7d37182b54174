#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "pdf/plain_file.hpp"
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

/// The version of what is written below: another one writes other bytes from the same pages.
inline constexpr std::string_view searchable_writer = "searchable-2";

/// A PDF/A-2u with each page's picture and, invisible above it, the words for search and copying: written page by page,
/// so that a document of a thousand pages needs the memory of one. Same bytes each run.
/// @see ISO 19005-2
class SearchableFile {
public:
    /// @throws Error{Fault::unavailable, "letter.no_resource"}
    SearchableFile(Sink sink, SearchableMeta meta, const Resources& resources);

    /// @throws Error{Fault::invalid, "searchable.bad_page"}  a size of nothing, no picture, or a JPEG that is not grey or
    /// RGB or has another size; nothing of it was written, another page may be added instead
    void add(const SearchablePage& page);
    /// @throws Error{Fault::invalid, "searchable.bad_page"}  no pages
    void finish();

private:
    PlainFile file_;
    SearchableMeta meta_;
    std::string colour_profile_;
    int tree_, font_;
    std::vector<int> pages_;
};

/// The same in one go, for a few pages.
/// @throws as SearchableFile
[[nodiscard]] Bytes searchable(const std::vector<SearchablePage>& pages, const SearchableMeta& meta,
                               const Resources& resources);

}  // namespace arkki::pdf
