// Pages as archive hands them to the searchable PDF.
#pragma once
#include <string>
#include <vector>

#include "pdf/searchable.hpp"

namespace arkki::pdf_test {

/// A white page of ITU-T T.6: each line is "as the one above" (one bit), then the end mark.
inline Bytes white_g4(int height) {
    std::string bits(static_cast<std::size_t>(height), '1');
    bits += "000000000001000000000001";
    bits.resize((bits.size() + 7) / 8 * 8, '0');
    Bytes bytes;
    for (std::size_t i = 0; i < bits.size(); i += 8)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(bits.substr(i, 8), nullptr, 2)));
    return bytes;
}

/// The head of a JPEG file: enough for the layout, which never decodes it.
inline Bytes jpeg_head(int width, int height, int components) {
    const auto high = [](int value) { return static_cast<std::uint8_t>(value >> 8); };
    const auto low = [](int value) { return static_cast<std::uint8_t>(value & 0xFF); };
    return {0xFF,        0xD8,
            0xFF,        0xE0,
            0,           4,
            0,           0,
            0xFF,        0xC0,
            0,           17,
            8,           high(height),
            low(height), high(width),
            low(width),  low(components),
            1,           0x11,
            0,           0xFF,
            0xD9};
}

inline pdf::SearchablePage scanned_page() {
    pdf::SearchablePage page;
    page.width = 2480;
    page.height = 3508;
    page.picture = white_g4(page.height);
    page.words = {{PersonalText{"Hyvä"}, 300, 400, 160, 60, 1, 1, 450},
                  {PersonalText{"vastaanottaja"}, 480, 400, 420, 60, 1, 1, 450},
                  {PersonalText{"Ŋuorri"}, 300, 600, 200, 60, 2, 1, 0}};
    return page;
}

}  // namespace arkki::pdf_test
