// Sheets of ours within a stack: separators, place sheets, type sheets.
#include <algorithm>

#include <cairo.h>

#include "base/error.hpp"
#include "pdf/canvas.hpp"
#include "pdf/characters.hpp"
#include "pdf/code_drawing.hpp"
#include "pdf/label_sheet.hpp"
#include "pdf/measure.hpp"
#include "pdf/type_case.hpp"

namespace arkki::pdf {
namespace {

constexpr double margin = 12 * mm;
constexpr double qr_module = 1.2 * mm;   ///< read at 150 dpi with two sheets on one page
constexpr double bar_module = 0.66 * mm;
constexpr double bar_height = 18 * mm;

void draw_centred(cairo_t* pen, const TypeCase& type, const std::string& text, Style style, double middle) {
    const double room = sheet::width - 2 * margin;
    while (style.size > 8 && type.set(text, style).width() > room) style.size -= 1;
    const auto set = type.set(text, style);
    set.draw(pen, (sheet::width - set.width()) / 2, middle - style.size * 0.7);
}

/// Each code in two opposite corners; a single one in all four.
void draw_corners(cairo_t* pen, const std::vector<std::string>& codes) {
    const double side = qr_side(codes.front(), qr_module);
    const double left = margin, right = sheet::width - margin - side;
    const double top = margin, bottom = sheet::height - margin - side;
    draw_qr(pen, codes.front(), left, top, qr_module);
    draw_qr(pen, codes.front(), right, bottom, qr_module);
    draw_qr(pen, codes.back(), right, top, qr_module);
    draw_qr(pen, codes.back(), left, bottom, qr_module);
}

/// Between the corners: the command above, what it speaks of below.
void draw_bars(cairo_t* pen, const TypeCase& type, const std::string& digits, double top) {
    const double left = (sheet::width - code128_width(digits, bar_module)) / 2;
    draw_code128(pen, digits, left, top, bar_module, bar_height);
    draw_centred(pen, type, digits, {11, 13, false}, top + bar_height + 5 * mm);
}

void draw_sheet(cairo_t* pen, const TypeCase& type, const SignSheet& sign) {
    cairo_set_source_rgb(pen, 0, 0, 0);
    draw_corners(pen, sign.codes);
    draw_bars(pen, type, sign.codes.front(), margin + 6 * mm);
    draw_bars(pen, type, sign.codes.back(), sheet::height - margin - 6 * mm - bar_height - 8 * mm);
    const double step = 20 * mm;
    const double block = static_cast<double>(sign.words.size()) * step + (sign.mark.empty() ? 0 : 30 * mm);
    double middle = sheet::height / 2 - 12 * mm - block / 2 + step / 2;
    for (const auto& words : sign.words) {
        draw_centred(pen, type, words, {32, 38, true}, middle);
        middle += step;
    }
    if (!sign.mark.empty()) draw_centred(pen, type, sign.mark, {54, 60, true}, middle + 5 * mm);
    middle = sheet::height / 2 + 46 * mm;
    for (const auto& hint : sign.hints) {
        draw_centred(pen, type, hint, {11, 14, false}, middle);
        middle += 7 * mm;
    }
}

}  // namespace

Bytes sign_sheet(const SignSheet& sign, int copies, Day date, const Resources& resources) {
    constexpr int most_copies = 200;
    if (sign.codes.empty() || sign.codes.size() > 2) throw Error{Fault::invalid, "label.none"};
    if (copies < 1 || copies > most_copies) throw Error{Fault::invalid, "sheet.bad_copies", {}, "copies"};
    for (const auto* texts : {&sign.words, &sign.hints})
        for (const auto& text : *texts) refuse_bad_characters(text);
    refuse_bad_characters(sign.mark);
    const TypeCase type{resources.font_settings, Language::fi, {}};
    Canvas canvas{date};
    for (int i = 0; i < copies; ++i) {
        draw_sheet(canvas.pen(), type, sign);
        canvas.next_page();
    }
    return canvas.finish();
}

}  // namespace arkki::pdf
