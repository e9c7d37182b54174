#pragma once
#include <string>

namespace arkki::pdf {

/// Joins with U+00A0 what must not be parted at a line end: a number and § or its article, PL and the box number,
/// groups of digits. The letters' files hold plain spaces and stay greppable.
[[nodiscard]] std::string without_bad_breaks(const std::string& text);

}  // namespace arkki::pdf
