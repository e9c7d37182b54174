#include "imaging/reader/pictures.hpp"

#include <algorithm>

#include "imaging/reader/scan_file.hpp"
#include "imaging/tiff_directories.hpp"

namespace arkki::imaging {
namespace {

constexpr int page_quality = 75;
constexpr int thumbnail_quality = 70;
constexpr int thumbnail_side = 360;
constexpr int black_point = 70, white_point = 190, threshold = 160;

Bytes jpeg(Pix* pix, int quality) {
    l_uint8* data = nullptr;
    std::size_t size = 0;
    if (pix == nullptr || pixWriteMemJpeg(&data, &size, pix, quality, 0) != 0) throw Refused{Refusal::out_of_memory};
    return take_written(data, size);
}

}  // namespace

Bytes page_picture(Pix* grey) { return jpeg(grey, page_quality); }

Bytes thumbnail(Pix* grey) {
    const int width = pixGetWidth(grey), height = pixGetHeight(grey), longer = std::max(width, height);
    if (longer <= thumbnail_side) return jpeg(grey, thumbnail_quality);
    const auto scaled = [&](int side) { return std::max(1, side * thumbnail_side / longer); };
    // Every second row and column are enough for a picture a tenth of the size.
    const bool large = longer > 6 * thumbnail_side;
    const auto half = own(large ? pixScaleBySampling(grey, 0.5f, 0.5f) : pixClone(grey));
    if (!half) throw Refused{Refusal::out_of_memory};
    return jpeg(own(pixScaleToSize(half.get(), scaled(width), scaled(height))).get(), thumbnail_quality);
}

Bytes bilevel(Pix* clean) {
    const auto contrast = own(pixGammaTRC(nullptr, clean, 1.0f, black_point, white_point));
    const auto binary = contrast ? own(pixThresholdToBinary(contrast.get(), threshold)) : nullptr;
    l_uint8* data = nullptr;
    std::size_t size = 0;
    if (!binary || pixWriteMemTiff(&data, &size, binary.get(), IFF_TIFF_G4) != 0) throw Refused{Refusal::out_of_memory};
    const auto tiff = take_written(data, size);
    const auto strip = only_strip(tiff);
    if (!strip || !strip->white_is_zero) throw Refused{Refusal::broken};
    return {strip->data.begin(), strip->data.end()};
}

}  // namespace arkki::imaging
