#include "imaging/reader/upright.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace arkki::imaging {
namespace {

constexpr int ink_threshold = 150;
constexpr float orientation_dpi = 150;
constexpr float least_orientation_confidence = 1.0f;
constexpr double least_skew = 0.05;  ///< degrees
constexpr float least_skew_confidence = 2.5f;
constexpr int least_dpi_to_halve = 140;
constexpr int smallest_side = 32;  ///< pixels; below this there is nothing to turn or read

PixPtr even_background(Pix* grey) {
    auto clean = own(pixBackgroundNormSimple(grey, nullptr, nullptr));
    return clean ? std::move(clean) : own(pixClone(grey));  // too small for a background map
}

/// Our own forms and labels stand upright on the page; other people's codes stand anyhow.
int turn_by_codes(const std::vector<FoundCode>& codes) {
    for (const auto& code : codes)
        if (code.format == CodeFormat::qr && code.text.starts_with("ARKKI:")) return (360 - code.orientation) % 360;
    return -1;
}

int turn_by_letter_shapes(Pix* binary) {
    float up = 0, left = 0;
    int orientation = L_TEXT_ORIENT_UNKNOWN;
    if (pixOrientDetect(binary, &up, &left, 0, 0) != 0) return -1;
    if (makeOrientDecision(up, left, 0, 0, &orientation, 0) != 0) return -1;
    switch (orientation) {
        case L_TEXT_ORIENT_UP:
            return 0;
        case L_TEXT_ORIENT_LEFT:
            return 90;
        case L_TEXT_ORIENT_DOWN:
            return 180;
        case L_TEXT_ORIENT_RIGHT:
            return 270;
        default:
            return -1;
    }
}

int turn_by_engine(tesseract::TessBaseAPI& engine, Pix* grey, int dpi) {
    int degrees = 0;
    float confidence = 0, script_confidence = 0;
    const char* script = nullptr;
    engine.SetImage(grey);
    engine.SetSourceResolution(dpi);
    const bool sure = engine.DetectOrientationScript(&degrees, &confidence, &script, &script_confidence) &&
                      confidence >= least_orientation_confidence;
    engine.Clear();
    return sure ? (360 - degrees) % 360 : -1;
}

/// The page at half its size, or as it is if that is small already: good enough for blankness, shapes and slope.
struct Sketch {
    PixPtr clean, binary;
    int dpi{};
};

Sketch sketch_of(Pix* grey, int dpi) {
    const bool halve = dpi >= least_dpi_to_halve && std::min(pixGetWidth(grey), pixGetHeight(grey)) > 2 * smallest_side;
    const auto small = own(halve ? pixScaleAreaMap2(grey) : pixClone(grey));
    Sketch sketch;
    sketch.dpi = halve ? dpi / 2 : dpi;
    if (small) sketch.clean = even_background(small.get());
    if (sketch.clean) sketch.binary = own(pixThresholdToBinary(sketch.clean.get(), ink_threshold));
    if (!sketch.binary) throw Refused{Refusal::out_of_memory};
    return sketch;
}

int turn_of(Pix* grey, int dpi, const Sketch& sketch, const std::vector<FoundCode>& codes,
            tesseract::TessBaseAPI& engine) {
    if (const int turn = turn_by_codes(codes); turn >= 0) return turn;
    const float factor = orientation_dpi / static_cast<float>(sketch.dpi);
    const auto small = own(factor < 1 ? pixScale(sketch.clean.get(), factor, factor) : pixClone(sketch.clean.get()));
    const auto binary = small ? own(pixThresholdToBinary(small.get(), ink_threshold)) : nullptr;
    if (!binary) return 0;
    // Letter shapes are quick and right about pages that stand upright; on a sparse page with a drawing they have
    // turned what needed no turning, so turning takes the engine's word as well.
    if (turn_by_letter_shapes(binary.get()) == 0) return 0;
    const auto clean = even_background(grey);
    return clean ? std::max(0, turn_by_engine(engine, clean.get(), dpi)) : 0;
}

PixPtr turned(PixPtr pix, int degrees) {
    return pix && degrees != 0 ? own(pixRotateOrth(pix.get(), degrees / 90)) : std::move(pix);
}

PixPtr sloped(PixPtr pix, float degrees) {
    const auto radians = degrees * std::numbers::pi_v<float> / 180;
    return pix ? own(pixRotate(pix.get(), radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0)) : nullptr;
}

/// Degrees clockwise that make the lines level; 0 if it cannot be told.
float slope_of(Pix* binary, int dpi) {
    float angle = 0, confidence = 0;
    const int sweep = dpi >= least_dpi_to_halve ? 4 : 2;
    if (pixFindSkewSweepAndSearch(binary, &angle, &confidence, sweep, sweep / 2, 7.0f, 1.0f, 0.01f) != 0) return 0;
    const bool believed = std::abs(static_cast<double>(angle)) > least_skew && confidence > least_skew_confidence;
    return believed ? angle : 0;
}

/// Whether there is nothing but dust: no mark longer than 1.5 mm off the outermost 3 mm, where scanners leave shadows.
/// A page is taken to be no smaller than A6, whatever it says of itself.
bool is_blank(Pix* binary, int claimed_dpi) {
    const int dpi = std::min(claimed_dpi, std::max(pixGetWidth(binary), pixGetHeight(binary)) * 10 / 58);
    const int mark = std::max(3, dpi * 3 / 50), edge = dpi * 3 / 25;
    const int width = pixGetWidth(binary) - 2 * edge, height = pixGetHeight(binary) - 2 * edge;
    if (width < mark || height < mark) return false;
    ::Box* inner = boxCreate(edge, edge, width, height);
    const auto page = own(pixClipRectangle(binary, inner, nullptr));
    boxDestroy(&inner);
    if (!page) return false;
    const auto marks = own(pixSelectBySize(page.get(), mark, mark, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
    int empty = 0;
    return marks && pixZero(marks.get(), &empty) == 0 && empty == 1;
}

}  // namespace

Upright set_upright(Raster raster, const std::vector<FoundCode>& codes, tesseract::TessBaseAPI& orientation,
                    bool born_straight, std::optional<int> turn_by) {
    Upright page;
    page.raster_width = pixGetWidth(raster.grey.get());
    page.raster_height = pixGetHeight(raster.grey.get());
    page.grey = std::move(raster.grey);
    page.colour = std::move(raster.colour);
    const bool has_colour = page.colour != nullptr;
    const bool tiny = std::min(page.raster_width, page.raster_height) < smallest_side;
    page.blank = tiny;
    if (!tiny) {
        auto sketch = sketch_of(page.grey.get(), raster.dpi);
        page.blank = is_blank(sketch.binary.get(), sketch.dpi);
        if (!born_straight && (!page.blank || turn_by)) {
            page.turned = turn_by ? *turn_by : turn_of(page.grey.get(), raster.dpi, sketch, codes, orientation);
            sketch.binary = turned(std::move(sketch.binary), page.turned);
            const float slope = sketch.binary ? slope_of(sketch.binary.get(), sketch.dpi) : 0;
            page.skew = static_cast<double>(slope);
            for (auto* pix : {&page.grey, &page.colour}) {
                *pix = turned(std::move(*pix), page.turned);
                if (slope != 0) *pix = sloped(std::move(*pix), slope);
            }
        }
    }
    page.clean = page.grey ? even_background(page.grey.get()) : nullptr;
    if (!page.clean || (has_colour && !page.colour)) throw Refused{Refusal::out_of_memory};
    return page;
}

Point Upright::place(Point point) const {
    const double w = raster_width, h = raster_height;
    const std::array<Point, 4> turns{
        {point, {h - point.y, point.x}, {w - point.x, h - point.y}, {point.y, w - point.x}}};
    const auto at = turns[static_cast<std::size_t>(turned / 90)];
    const double radians = skew * std::numbers::pi / 180;
    const double centre_x = (turned % 180 == 0 ? w : h) / 2, centre_y = (turned % 180 == 0 ? h : w) / 2;
    const double x = at.x - centre_x, y = at.y - centre_y;
    return {centre_x + x * std::cos(radians) - y * std::sin(radians),
            centre_y + x * std::sin(radians) + y * std::cos(radians)};
}

Box box_around(const std::vector<Point>& points, int width, int height) {
    double left = width, right = 0, top = height, bottom = 0;
    for (const auto& point : points) {
        left = std::min(left, point.x), right = std::max(right, point.x);
        top = std::min(top, point.y), bottom = std::max(bottom, point.y);
    }
    const auto cut = [](double value, int most) {
        return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most)));
    };
    Box box{cut(left, width - 1), cut(top, height - 1), 0, 0};
    box.width = std::max(1, cut(std::ceil(right), width) - box.x);
    box.height = std::max(1, cut(std::ceil(bottom), height) - box.y);
    return box;
}

}  // namespace arkki::imaging
