#pragma once
#include <string_view>

struct _cairo;

namespace arkki::pdf {

/// Draws a QR code with its upper left corner at (x, y), quiet zone of four modules included; points.
void draw_qr(_cairo* pen, std::string_view text, double x, double y, double module);
/// Points a side, quiet zone included.
[[nodiscard]] double qr_side(std::string_view text, double module);

/// Draws a Code 128 with its left edge at x, quiet zone of ten modules included.
void draw_code128(_cairo* pen, std::string_view digits, double x, double y, double module, double height);
[[nodiscard]] double code128_width(std::string_view digits, double module);

}  // namespace arkki::pdf
