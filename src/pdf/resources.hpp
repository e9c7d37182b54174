#pragma once
#include <filesystem>

namespace arkki::pdf {

/// The files the room needs from outside; the defaults are where Debian 12 puts them.
struct Resources {
    /// config/fonts.conf: the only fonts a letter may use, so that the same letter looks the same on every machine.
    std::filesystem::path font_settings;
    /// The sRGB profile of PDF/A's output intent (package icc-profiles-free).
    std::filesystem::path colour_profile{"/usr/share/color/icc/sRGB.icc"};
    /// The font without glyphs that carries invisible text (comes with Tesseract).
    std::filesystem::path glyphless_font{"/usr/share/tesseract-ocr/5/tessdata/pdf.ttf"};
};

}  // namespace arkki::pdf
