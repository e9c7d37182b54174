#pragma once
#include <string>

#include "pdf/plain_file.hpp"

namespace arkki::pdf {

/// Adds the font of invisible text: every character is drawn as the one empty glyph, 500/1000 wide, and keeps its
/// meaning.
/// @returns the number of the font object
int add_glyphless_font(PlainFile& file, const std::string& font_file);

/// A text in this font's codes (UTF-16BE, hexadecimal). What ISO 19005-2 6.2.11.7 forbids, and what lies outside of the
/// basic plane, becomes U+FFFD.
[[nodiscard]] std::string glyphless_codes(const std::string& utf8);

}  // namespace arkki::pdf
