#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace arkki::pdf {

/// A QR code (ISO/IEC 18004) as its modules, without the quiet zone: leave four modules of white on every side.
struct QrCode {
    int size = 0;  ///< modules a side
    std::vector<bool> modules;

    [[nodiscard]] bool dark(int column, int row) const {
        return modules[static_cast<std::size_t>(row) * static_cast<std::size_t>(size) +
                       static_cast<std::size_t>(column)];
    }
};

/// Error correction level M.
/// @throws Error{Fault::invalid, "qr.too_long"}  beyond what the largest code holds (2,329 bytes)
[[nodiscard]] QrCode qr_code(std::string_view utf8);

/// The dark modules as the path of an SVG whose view box is `-4 -4 size+8 size+8`: one run a row segment.
[[nodiscard]] std::string svg_path(const QrCode& code);

}  // namespace arkki::pdf
