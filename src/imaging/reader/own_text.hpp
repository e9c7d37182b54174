#pragma once
#include <vector>

#include "imaging/page.hpp"

struct Pix;
namespace poppler {
class page;
}

namespace arkki::imaging {

/// The words a PDF page brings along, in pixels of its raster, if they can be trusted to say what the picture shows.
///
/// Born-digital pages have 99 to 100 % of their ink inside the boxes of their words; mixed pages and scans with
/// somebody's OCR layer have less, and a layer that says something else than the picture must never stand for the page.
/// Empty if the page or most of its words are turned, less than 99 % of the ink is explained, or the words do not look
/// like words (a font without a mapping gives control characters).
[[nodiscard]] std::vector<Word> own_text(const poppler::page& page, Pix* grey, double dpi);

}  // namespace arkki::imaging
