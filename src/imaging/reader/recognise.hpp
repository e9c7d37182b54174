#pragma once
#include <tesseract/baseapi.h>

#include <vector>

#include "imaging/page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

struct Recognised {
    std::vector<Word> words;
    bool too_slow{};  ///< the time was over; what was read by then is worth nothing
};

/// Reads an upright grey page. The picture goes to Tesseract grey: making it bilevel ourselves doubles the errors.
[[nodiscard]] Recognised recognise(tesseract::TessBaseAPI& engine, Pix* clean, int dpi);

}  // namespace arkki::imaging
