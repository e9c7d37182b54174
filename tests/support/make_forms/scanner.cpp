#include "scanner.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace arkki::forms {
namespace {

struct Level {
    int dpi;
    double skew;    ///< degrees at most
    double blur;    ///< deviation in dots of 300 dpi
    double noise;   ///< deviation in steps of grey
    double shadow;  ///< share of light lost at the darkest edge
    int stains, folds;
    double black, white;  ///< what remains of the contrast
};
constexpr std::array<Level, 4> levels{{{300, 0, 0, 0, 0, 0, 0, 0, 255},
                                       {300, 0.5, 0.7, 3, 0, 0, 0, 15, 248},
                                       {300, 1.5, 1.1, 6, 0.10, 1, 0, 30, 240},
                                       {200, 2.5, 1.4, 10, 0.25, 2, 1, 45, 225}}};

using Plane = std::vector<float>;

Plane blurred(const Grey& page, double deviation) {
    Plane plane(page.pixels.begin(), page.pixels.end());
    if (deviation == 0) return plane;
    const int reach = static_cast<int>(std::ceil(3 * deviation));
    std::vector<float> weights;
    float sum = 0;
    for (int i = -reach; i <= reach; ++i)
        sum += weights.emplace_back(static_cast<float>(std::exp(-i * i / (2 * deviation * deviation))));
    for (auto& weight : weights) weight /= sum;
    Plane across(plane.size());
    const auto pass = [&](const Plane& from, Plane& to, int length, int lanes, int step, int lane_step) {
        for (int lane = 0; lane < lanes; ++lane)
            for (int i = 0; i < length; ++i) {
                float value = 0;
                for (int k = -reach; k <= reach; ++k)
                    value += weights[static_cast<std::size_t>(k + reach)] *
                             from[static_cast<std::size_t>(lane * lane_step + std::clamp(i + k, 0, length - 1) * step)];
                to[static_cast<std::size_t>(lane * lane_step + i * step)] = value;
            }
    };
    pass(plane, across, page.width, page.height, 1, page.width);
    pass(across, plane, page.height, page.width, page.width, 1);
    return plane;
}

/// The plane between its dots; beyond the sheet there is the white lid.
float sample(const Plane& plane, int width, int height, double x, double y) {
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 255;
    const auto at = [&](int column, int row) {
        return plane[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(column)];
    };
    const auto right_share = static_cast<float>(x - left), low_share = static_cast<float>(y - top);
    const float upper = at(left, top) + (at(left + 1, top) - at(left, top)) * right_share;
    const float lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * right_share;
    return upper + (lower - upper) * low_share;
}

/// How much of the light a place of the glass loses: shadow of the lid, rings of cups, folds.
class Dirt {
public:
    Dirt(const Level& level, double width, double height, Dice& dice)
        : width_{width}, height_{height}, shadow_{level.shadow} {
        const double direction = dice.between(0, 2 * std::numbers::pi);
        across_ = std::cos(direction), down_ = std::sin(direction);
        for (int i = 0; i < level.stains; ++i)
            rings_.push_back({dice.between(0.15, 0.85) * width, dice.between(0.15, 0.85) * height,
                              dice.between(0.10, 0.17) * width});
        for (int i = 0; i < level.folds; ++i) folds_.push_back(dice.between(0.3, 0.7) * height);
    }
    [[nodiscard]] double light(double x, double y) const {
        double light = 1;
        if (shadow_ > 0)
            light -= shadow_ * std::clamp(0.5 + across_ * (x / width_ - 0.5) + down_ * (y / height_ - 0.5), 0.0, 1.0);
        for (const auto& ring : rings_) {
            const double away = std::hypot(x - ring[0], (y - ring[1]) * 1.1);
            if (away < ring[2] * 1.2)
                light *= 1 - (away < ring[2] ? 0.02 : 0) -
                         0.17 * std::exp(-std::pow((away - ring[2]) / (width_ * 0.004), 2));
        }
        for (const double fold : folds_)
            light *= 1 - 0.18 * std::exp(-std::pow((y - fold - 0.01 * x) / (width_ * 0.0015), 2));
        return light;
    }

private:
    double width_, height_, shadow_, across_ = 1, down_ = 0;
    std::vector<std::array<double, 3>> rings_;
    std::vector<double> folds_;
};

/// A thousand throws used over and over: noise for eight million dots.
std::vector<float> noise_table(double deviation, Dice& dice) {
    std::vector<float> table(4096);
    for (auto& value : table) value = static_cast<float>(dice.normal() * deviation);
    return table;
}

}  // namespace

Scan scanned(const Grey& page, int level_number, Dice& dice) {
    if (level_number < 0 || level_number >= static_cast<int>(levels.size()))
        throw std::invalid_argument{"no such level"};
    const Level& level = levels[static_cast<std::size_t>(level_number)];
    if (level_number == 0) return {page, 300, 0, {1, 0, 0, 0, 1, 0}};
    const double skew = dice.between(-level.skew, level.skew), angle = skew * std::numbers::pi / 180;
    const double scale = level.dpi / 300.0, cosine = std::cos(angle), sine = std::sin(angle);
    const double middle_x = page.width / 2.0, middle_y = page.height / 2.0, slip_x = dice.between(-20, 20),
                 slip_y = dice.between(-20, 20);
    Scan scan{{static_cast<int>(page.width * scale), static_cast<int>(page.height * scale)}, level.dpi, skew, {}};
    scan.to_scan = {scale * cosine, -scale * sine,  scale * (middle_x + slip_x - cosine * middle_x + sine * middle_y),
                    scale * sine,   scale * cosine, scale * (middle_y + slip_y - sine * middle_x - cosine * middle_y)};
    const Plane plane = blurred(page, level.blur);
    const Dirt dirt{level, static_cast<double>(scan.picture.width), static_cast<double>(scan.picture.height), dice};
    const auto noise = noise_table(level.noise, dice);
    scan.picture.pixels.reserve(static_cast<std::size_t>(scan.picture.width) *
                                static_cast<std::size_t>(scan.picture.height));
    for (int row = 0; row < scan.picture.height; ++row)
        for (int column = 0; column < scan.picture.width; ++column) {
            const double x = column / scale - middle_x - slip_x, y = row / scale - middle_y - slip_y;
            const double ink = sample(plane, page.width, page.height, cosine * x + sine * y + middle_x,
                                      cosine * y - sine * x + middle_y);
            const double paper = (level.black + ink * (level.white - level.black) / 255) * dirt.light(column, row);
            scan.picture.pixels.push_back(static_cast<std::uint8_t>(
                std::clamp(paper + static_cast<double>(noise[dice.bits() >> 52U]), 0.0, 255.0)));
        }
    return scan;
}

}  // namespace arkki::forms
