#pragma once
#include <tesseract/baseapi.h>

#include <string>

namespace arkki::imaging {

/// Everything that must be opened from disk, made once before any input and inherited by every child.
///
/// The page's engine reads Finnish, Swedish and English together: only the three write every letter of both national
/// languages and of an e-mail address.
class Engines {
public:
    /// @throws std::runtime_error  a model is missing
    Engines();

    [[nodiscard]] tesseract::TessBaseAPI& text() noexcept { return text_; }
    /// Narrower sets for single fields of known forms, better there than the page's.
    [[nodiscard]] tesseract::TessBaseAPI& swedish_and_english() noexcept { return swedish_and_english_; }
    [[nodiscard]] tesseract::TessBaseAPI& english() noexcept { return english_; }
    /// Orientation of a page; the only use of Tesseract's older classifier.
    [[nodiscard]] tesseract::TessBaseAPI& orientation() noexcept { return orientation_; }
    /// Program, Tesseract, models, languages and preprocessing in one line.
    [[nodiscard]] std::string line();

private:
    tesseract::TessBaseAPI text_;
    tesseract::TessBaseAPI swedish_and_english_;
    tesseract::TessBaseAPI english_;
    tesseract::TessBaseAPI orientation_;
};

}  // namespace arkki::imaging
