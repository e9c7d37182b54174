#include "imaging/reader/covers.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "imaging/form_fields.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t paper = 200;  ///< what an even background is made
constexpr int bar_threshold = 90;
constexpr int reduction = 16;
constexpr int black_point = 50, white_point = 200;
constexpr double least_dark = 0.62;  ///< of a bar's pixels; a heading in bold capitals has half of them
constexpr int letter = 7;            ///< how large a hole large white letters leave, at that size
constexpr double least_bar_height = 3, least_bar_width = 12;  ///< mm
constexpr double least_filled = 0.9;                          ///< of a bar's box
constexpr double mm = 25.4;

void paint(Pix* clean, const Box& box, int margin) {
    ::Box* area = boxCreate(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin);
    pixSetInRectArbitrary(clean, area, paper);
    boxDestroy(&area);
}

double dark_share(Pix* part) {
    const auto binary = own(pixThresholdToBinary(part, bar_threshold));
    int dark = 0;
    if (!binary || pixCountPixels(binary.get(), &dark, nullptr) != 0) return 0;
    return dark / (static_cast<double>(pixGetWidth(part)) * pixGetHeight(part));
}

void turn_over(Pix* clean, ::Box* area) {
    const auto part = own(pixClipRectangle(clean, area, nullptr));
    int x = 0, y = 0, width = 0, height = 0;
    boxGetGeometry(area, &x, &y, &width, &height);
    if (!part || dark_share(part.get()) < least_dark || pixInvert(part.get(), part.get()) == nullptr) return;
    pixRasterop(clean, x, y, width, height, PIX_SRC, part.get(), 0, 0);
}

void cover_marks(Pix* clean, const FormRead& form) {
    if (form.marks < 3) return;
    constexpr double near = form_sheet::mark_centre * form_sheet::dots_per_mm;
    constexpr double right = (form_sheet::page_width - form_sheet::mark_centre) * form_sheet::dots_per_mm;
    constexpr double bottom = (form_sheet::page_height - form_sheet::mark_centre) * form_sheet::dots_per_mm;
    const auto& at = form.to_page;
    const int side = static_cast<int>(std::lround(7 * form_sheet::dots_per_mm * std::hypot(at.a, at.b)));
    for (const double x : {near, right})
        for (const double y : {near, bottom}) {
            const double left = at.a * x - at.b * y + at.dx, top = at.b * x + at.a * y + at.dy;
            paint(clean, {static_cast<int>(left) - side / 2, static_cast<int>(top) - side / 2, side, side}, 0);
        }
}

void turn_over_dark_bars(Pix* clean, int dpi) {
    // At a sixteenth of its size a bar is dark whatever is printed on it in white; a line of dark letters is not.
    const auto small = own(pixScaleAreaMap(clean, 1.0f / reduction, 1.0f / reduction));
    const auto dark = small ? own(pixThresholdToBinary(small.get(), bar_threshold)) : nullptr;
    const int height = std::max(2, static_cast<int>(least_bar_height / mm * dpi / reduction));
    const int width = std::max(6, static_cast<int>(least_bar_width / mm * dpi / reduction));
    const auto closed = dark ? own(pixCloseSafeBrick(nullptr, dark.get(), letter, letter)) : nullptr;
    const auto solid = closed ? own(pixOpenBrick(nullptr, closed.get(), width, height)) : nullptr;
    Pixa* pieces = nullptr;
    Boxa* boxes = solid ? pixConnComp(solid.get(), &pieces, 8) : nullptr;
    for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
        const auto piece = own(pixaGetPix(pieces, i, L_CLONE));
        int ink = 0;
        pixCountPixels(piece.get(), &ink, nullptr);
        ::Box* box = boxaGetBox(boxes, i, L_CLONE);
        int x = 0, y = 0, w = 0, h = 0;
        boxGetGeometry(box, &x, &y, &w, &h);
        ::Box* area = boxCreate(reduction * x, reduction * y, reduction * w, reduction * h);
        if (ink >= least_filled * w * h) turn_over(clean, area);
        boxDestroy(&area);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&pieces);
}

}  // namespace

void make_ready_for_reading(Pix* clean, const PageRead& page) {
    turn_over_dark_bars(clean, page.dpi);
    for (const auto& code : page.codes)
        if (code.format == CodeFormat::qr) paint(clean, code.box, page.dpi / 25);
    // A white point reads forms better and quicker, and faint paper such as till receipts worse: for our own sheets
    // only.
    const bool ours =
        std::ranges::any_of(page.codes, [](const Code& code) { return code.text.reveal().starts_with("ARKKI:F:"); });
    if (ours) pixGammaTRC(clean, clean, 1.0f, black_point, white_point);
    if (page.fields.empty()) return;
    const auto form = unpack_fields(page.fields);
    cover_marks(clean, form);
    for (const auto& field : form.fields)
        if (field.kind == FieldKind::check || field.kind == FieldKind::signature)
            paint(clean, field.box, field.kind == FieldKind::check ? page.dpi / 25 : 0);
}

}  // namespace arkki::imaging
