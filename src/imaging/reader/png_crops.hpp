#pragma once
#include <string>

namespace arkki::imaging {

/// How many PNG compressions were spared so far (see png_crops.cpp).
[[nodiscard]] int spared_png_crops() noexcept;
/// Whether they are to be spared: only Tesseract 5.3 is known to read its line crops back whatever their format.
void spare_png_crops(const std::string& tesseract_version) noexcept;

}  // namespace arkki::imaging
