#pragma once
#include <vector>

#include "imaging/page.hpp"

struct Pix;
namespace poppler {
class page;
}

namespace arkki::imaging {

/// What a PDF page's own text says, in pixels of its raster.
struct OwnText {
    std::vector<Word> words;
    bool trusted{};  ///< it says what the picture shows
};

/// The words a PDF page brings along, and whether they can be trusted to say what the picture shows.
///
/// Born-digital pages have 99 to 100 % of their ink inside the boxes of their words; mixed pages and scans with
/// somebody's OCR layer have less, and a layer that says something else than the picture must never stand for the page.
/// Not trusted if less than 99 % of the ink is explained. Empty if the page or most of its words are turned, or the
/// words do not look like words (a font without a mapping gives control characters).
[[nodiscard]] OwnText own_text(const poppler::page& page, Pix* grey, double dpi);

}  // namespace arkki::imaging
