// ReadBarcodes (plural) with any linear format runs into an assertion of ZXing 1.4 as soon as a symbol is seen in more
// than one scan line, and ends the process. So: all QR at once, and Code 128 one by one, each painted over when it is
// read.
#define ZX_USE_UTF8  // Result::text() is UTF-8
#include "imaging/reader/codes.hpp"

#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "imaging/limits.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {
namespace {

constexpr int most_labels = 8;
constexpr int smallest_side = 16;  ///< pixels

struct Greys {
    int width{}, height{};
    Bytes bytes;
    [[nodiscard]] ZXing::ImageView view() const { return {bytes.data(), width, height, ZXing::ImageFormat::Lum}; }
};

Greys greys_of(Pix* grey) {
    Greys greys{pixGetWidth(grey), pixGetHeight(grey), {}};
    const auto width = static_cast<std::size_t>(greys.width), height = static_cast<std::size_t>(greys.height);
    const auto left_to_right = own(pixEndianByteSwapNew(grey));
    if (!left_to_right) throw Refused{Refusal::out_of_memory};
    greys.bytes.resize(width * height);
    for (std::size_t y = 0; y < height; ++y)
        std::memcpy(greys.bytes.data() + y * width,
                    pixGetData(left_to_right.get()) + y * static_cast<std::size_t>(pixGetWpl(left_to_right.get())),
                    width);
    return greys;
}

ZXing::DecodeHints hints_for(ZXing::BarcodeFormat format) {
    ZXing::DecodeHints hints;
    hints.setTryHarder(true).setTryRotate(true).setTryDownscale(true).setFormats(format);
    return hints;
}

void add(std::vector<FoundCode>& found, const ZXing::Result& result, CodeFormat format) {
    FoundCode code{format, result.text(), {}, ((result.orientation() + 360 + 45) / 90 * 90) % 360};
    if (code.text.empty() || code.text.size() > limits::code_bytes || !is_clean_utf8(code.text)) return;
    for (const auto& corner : result.position()) code.corners.push_back({double(corner.x), double(corner.y)});
    if (found.size() < limits::codes) found.push_back(std::move(code));
}

/// The position of a linear symbol is one scan line, not the label: paints 20 mm to both sides of it.
void paint_over(Greys& greys, const ZXing::Result& result, int dpi) {
    const int across = dpi * 4 / 25, down = dpi * 20 / 25;
    int left = greys.width, right = 0, top = greys.height, bottom = 0;
    for (const auto& corner : result.position()) {
        left = std::min(left, corner.x), right = std::max(right, corner.x);
        top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
    }
    const bool upright = right - left >= bottom - top;
    left = std::max(0, left - (upright ? across : down)),
    right = std::min(greys.width, right + (upright ? across : down));
    top = std::max(0, top - (upright ? down : across)),
    bottom = std::min(greys.height, bottom + (upright ? down : across));
    for (int y = top; y < bottom && left < right; ++y)
        std::memset(greys.bytes.data() + static_cast<std::ptrdiff_t>(y) * greys.width + left, 255,
                    static_cast<std::size_t>(right - left));
}

}  // namespace

std::vector<FoundCode> find_codes(Pix* grey, int dpi) {
    std::vector<FoundCode> found;
    auto greys = greys_of(grey);
    if (greys.width < smallest_side || greys.height < smallest_side) return found;
    for (const auto& result : ZXing::ReadBarcodes(greys.view(), hints_for(ZXing::BarcodeFormat::QRCode)))
        if (result.isValid()) add(found, result, CodeFormat::qr);
    for (int round = 0; round < most_labels; ++round) {
        const auto result = ZXing::ReadBarcode(greys.view(), hints_for(ZXing::BarcodeFormat::Code128));
        if (!result.isValid()) break;
        const bool seen = std::ranges::any_of(
            found, [&](const auto& code) { return code.format == CodeFormat::code128 && code.text == result.text(); });
        if (!seen) add(found, result, CodeFormat::code128);
        paint_over(greys, result, dpi);
    }
    return found;
}

}  // namespace arkki::imaging
