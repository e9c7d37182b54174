#pragma once
#include <array>

#include "sheet.hpp"

namespace arkki::forms {

/// What came out of the scanner, and where each point of the clean page went.
struct Scan {
    Grey picture;
    int dpi;
    double skew;                    ///< degrees, clockwise
    std::array<double, 6> to_scan;  ///< x' = a x + b y + c, y' = d x + e y + f
};

/// Scans a page: level 0 leaves it clean, 1 is a good office scanner, 2 is skewed and noisy with a shadow and a stain,
/// 3 is 200 dpi with a fold and more of the same.
/// @throws std::invalid_argument  for another level
[[nodiscard]] Scan scanned(const Grey& page, int level, Dice& dice);

}  // namespace arkki::forms
