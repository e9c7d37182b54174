#pragma once
#include <string_view>
#include <vector>

namespace arkki::pdf {

/// A Code 128 symbol (ISO/IEC 15417) as its modules from left to right, without the quiet zone: leave ten modules of white
/// on both sides. An even number of digits is set in pairs (set C): 101 modules for twelve.
/// @throws Error{Fault::invalid, "code128.not_digits"}  anything but 2 to 40 digits, or an odd number of them
[[nodiscard]] std::vector<bool> code128(std::string_view digits);

}  // namespace arkki::pdf
