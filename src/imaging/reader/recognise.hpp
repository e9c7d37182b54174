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

/// Reads a page, and if that went poorly once more as it was scanned, without its background made even.
struct Reread {
    std::vector<Word> words;
    bool too_slow{}, retried{}, retry_won{};
};

/// @param grey  the page as scanned; null: there is nothing else to read
[[nodiscard]] Reread recognise_with_retry(tesseract::TessBaseAPI& engine, Pix* clean, Pix* grey, int dpi);

/// Reads an upright grey page. The picture goes to Tesseract grey: making it bilevel ourselves doubles the errors.
[[nodiscard]] Recognised recognise(tesseract::TessBaseAPI& engine, Pix* clean, int dpi);

}  // namespace arkki::imaging
