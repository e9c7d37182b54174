#include "imaging/reader/colours.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace arkki::imaging {
namespace {

constexpr int long_side = 500;
constexpr int most_tint = 36;          ///< how far from the paper's own tint a pixel still counts as grey
constexpr double least_share = 0.001;  ///< of the page: a signature by a blue pen has more

struct Tint {
    int red_green{}, blue_green{};
};

Tint tint_of(std::uint32_t pixel) {
    int red = 0, green = 0, blue = 0;
    extractRGBValues(pixel, &red, &green, &blue);
    return {red - green, blue - green};
}

/// The most common tint, which is the paper's and the lamp's.
Tint paper_of(Pix* small) {
    std::array<int, 512> red{}, blue{};
    for (int y = 0; y < pixGetHeight(small); ++y) {
        const auto* line = pixGetData(small) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(small);
        for (int x = 0; x < pixGetWidth(small); ++x) {
            const auto tint = tint_of(line[x]);
            ++red[static_cast<std::size_t>(tint.red_green + 255)],
                ++blue[static_cast<std::size_t>(tint.blue_green + 255)];
        }
    }
    const auto most = [](const auto& counts) {
        return static_cast<int>(std::ranges::max_element(counts) - counts.begin()) - 255;
    };
    return {most(red), most(blue)};
}

}  // namespace

PixPtr small_for_colour(Pix* page) {
    const int longer = std::max(pixGetWidth(page), pixGetHeight(page));
    if (longer <= long_side) return own(pixClone(page));
    const float factor = static_cast<float>(long_side) / static_cast<float>(longer);
    return own(pixScaleAreaMap(page, factor, factor));
}

bool has_colour(Pix* small) {
    if (small == nullptr || pixGetDepth(small) != 32) return false;
    const auto paper = paper_of(small);
    int coloured = 0;
    for (int y = 0; y < pixGetHeight(small); ++y) {
        const auto* line = pixGetData(small) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(small);
        for (int x = 0; x < pixGetWidth(small); ++x) {
            const auto tint = tint_of(line[x]);
            // Ink takes the paper's tint away with its light: only what goes beyond both counts.
            const auto beyond = [](int value, int of_paper) {
                return std::max({std::min(0, of_paper) - value, value - std::max(0, of_paper), 0});
            };
            if (std::max(beyond(tint.red_green, paper.red_green), beyond(tint.blue_green, paper.blue_green)) >
                most_tint)
                ++coloured;
        }
    }
    return coloured > least_share * pixGetWidth(small) * pixGetHeight(small);
}

}  // namespace arkki::imaging
