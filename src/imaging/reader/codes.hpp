#pragma once
#include <string>
#include <vector>

#include "imaging/page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

struct Point {
    double x{}, y{};
};

/// A symbol as it stands in the raster, before the page is turned.
struct FoundCode {
    CodeFormat format{};
    std::string text;
    std::vector<Point> corners;
    int orientation{};  ///< degrees clockwise the symbol is turned, to the nearest 90
};

/// All QR and Code 128 symbols of a page, at most limits::codes.
[[nodiscard]] std::vector<FoundCode> find_codes(Pix* grey, int dpi);

}  // namespace arkki::imaging
