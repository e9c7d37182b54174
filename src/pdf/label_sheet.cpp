#include "pdf/label_sheet.hpp"

#include <algorithm>
#include <array>

#include <cairo.h>

#include "base/error.hpp"
#include "pdf/canvas.hpp"
#include "pdf/characters.hpp"
#include "pdf/code_drawing.hpp"
#include "pdf/measure.hpp"
#include "pdf/type_case.hpp"

namespace arkki::pdf {
namespace {

constexpr std::array<LabelStock, 6> stocks{{{"L7160", 3, 7, 64.0, 38.1, 7.5, 15.5, 66.0, 38.1},
                                            {"L7161", 3, 6, 63.6, 46.8, 7.4, 8.1, 65.9, 46.7},
                                            {"L7162", 2, 8, 99.1, 33.9, 4.0, 13.0, 102.5, 33.9},
                                            {"L7163", 2, 7, 99.1, 38.1, 3.4, 15.2, 103.0, 38.1},
                                            {"L7165", 2, 4, 99.1, 67.7, 4.7, 13.0, 101.6, 67.7},
                                            {"L7651", 5, 13, 38.1, 21.2, 4.7, 10.9, 40.6, 21.2}}};

constexpr double bar_module = 0.33 * mm;
constexpr double qr_module = 0.5 * mm;
constexpr double room_for_both = 58 * mm;  ///< narrower labels carry the QR code alone
constexpr double edge = 2.5 * mm;          ///< of a label: what a printer may slip

constexpr Style kind_style{7.5, 9.5, false};
constexpr Style mark_style{13, 16, true};
constexpr Style digits_style{10, 12, false};

/// In the largest style in which the text fits; what does not fit even in small print is cut, as it would run into the
/// next label's code.
void draw_fitted(cairo_t* pen, const TypeCase& type, std::string text, Style style, double x, double top, double width) {
    constexpr std::string_view cut = "…";
    while (style.size > 5.5 && !text.empty() && type.set(text, style).width() > width) style.size -= 0.5;
    while (!text.empty() && type.set(text, style).width() > width) {
        if (text.ends_with(cut)) text.resize(text.size() - cut.size());
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
        if (!text.empty()) text.pop_back();
        if (!text.empty()) text += cut;
    }
    if (!text.empty()) type.set(text, style).draw(pen, x, top);
}

/// Kind and mark above, both codes side by side, digits below.
void draw_wide(cairo_t* pen, const TypeCase& type, const LabelText& label, double width, double height) {
    const double qr = qr_side(label.digits, qr_module);
    const double bars = code128_width(label.digits, bar_module);
    const double left = std::max(edge, (width - bars - qr) / 2);
    const double text = left + 3 * mm;  // over the first bar, not over the quiet zone
    const double top = std::max(edge, (height - 33 * mm) / 2);
    draw_fitted(pen, type, label.kind, kind_style, text, top, width - text - edge);
    draw_fitted(pen, type, label.mark, mark_style, text, top + kind_style.leading, width - text - edge);
    const double codes = top + kind_style.leading + mark_style.leading + 1 * mm;
    draw_code128(pen, label.digits, left, codes, bar_module, 11.5 * mm);
    draw_qr(pen, label.digits, left + bars, codes - 2 * mm, qr_module);
    type.set(label.digits, digits_style).draw(pen, text, codes + 12 * mm);
}

void draw_narrow(cairo_t* pen, const TypeCase& type, const LabelText& label, double width, double height) {
    const double qr = qr_side(label.digits, qr_module);
    draw_qr(pen, label.digits, 1 * mm, (height - qr) / 2, qr_module);
    const double text = qr + 1.5 * mm, room = width - text - 1.5 * mm;
    const double top = (height - 12 * mm) / 2;
    draw_fitted(pen, type, label.kind, {6.5, 8, false}, text, top, room);
    draw_fitted(pen, type, label.mark, {10, 12, true}, text, top + 3.2 * mm, room);
    draw_fitted(pen, type, label.digits, {8, 10, false}, text, top + 8.2 * mm, room);
}

void draw_label(cairo_t* pen, const TypeCase& type, const LabelText& label, const LabelStock& stock) {
    const double width = stock.width * mm, height = stock.height * mm;
    if (width >= room_for_both)
        draw_wide(pen, type, label, width, height);
    else
        draw_narrow(pen, type, label, width, height);
}

/// The usual fault is "fit to page": then this rule is not 100 mm long.
void draw_test(cairo_t* pen, const TypeCase& type, const LabelPrint& print) {
    const auto& stock = print.stock;
    cairo_set_line_width(pen, 0.5);
    for (int row = 0; row < stock.rows; ++row)
        for (int column = 0; column < stock.columns; ++column)
            cairo_rectangle(pen, (stock.left + column * stock.pitch_x) * mm, (stock.top + row * stock.pitch_y) * mm,
                            stock.width * mm, stock.height * mm);
    cairo_stroke(pen);
    const double left = 55 * mm, y = 140 * mm;
    cairo_set_source_rgb(pen, 1, 1, 1);
    cairo_rectangle(pen, left - 5 * mm, y - 12 * mm, 110 * mm, 32 * mm);
    cairo_fill(pen);
    cairo_set_source_rgb(pen, 0, 0, 0);
    cairo_set_line_width(pen, 1);
    for (int i = 0; i <= 10; ++i) {
        cairo_move_to(pen, left + i * 10 * mm, y);
        cairo_line_to(pen, left + i * 10 * mm, y - (i % 5 == 0 ? 5 : 3) * mm);
    }
    cairo_move_to(pen, left, y);
    cairo_line_to(pen, left + 100 * mm, y);
    cairo_stroke(pen);
    type.set("100 mm", digits_style).draw(pen, left, y + 1 * mm);
    type.set({{print.rule_text, false}}, {9, 12, false}, 100 * mm).draw(pen, left, y + 6 * mm);
}

void check(const std::vector<LabelText>& labels, const LabelPrint& print) {
    if (labels.empty() && !print.test) throw Error{Fault::invalid, "label.none"};
    if (print.first < 1 || print.first > print.stock.columns * print.stock.rows)
        throw Error{Fault::invalid, "label.bad_start", {}, "start"};
    const auto within = [](double value, double low, double high) { return value >= low && value <= high; };
    if (!within(print.right, -20, 20) || !within(print.down, -20, 20) || !within(print.scale, 0.9, 1.1))
        throw Error{Fault::invalid, "label.bad_shift", {}, "shift"};
    for (const auto& label : labels) refuse_bad_characters(label.kind + label.mark);
}

}  // namespace

std::span<const LabelStock> label_stocks() noexcept { return stocks; }

const LabelStock& label_stock(std::string_view name) {
    const auto* const found =
        std::find_if(stocks.begin(), stocks.end(), [&](const auto& stock) { return stock.name == name; });
    if (found == stocks.end()) throw Error{Fault::invalid, "label.unknown_sheet", {}, "sheet"};
    return *found;
}

Bytes label_sheet(const std::vector<LabelText>& labels, const LabelPrint& print, Day date, const Resources& resources) {
    check(labels, print);
    const auto& stock = print.stock;
    const TypeCase type{resources.font_settings, Language::fi, {}};
    Canvas canvas{date};
    cairo_t* const pen = canvas.pen();
    const auto begin_page = [&] {
        cairo_identity_matrix(pen);
        cairo_translate(pen, print.right * mm, print.down * mm);
        cairo_scale(pen, print.scale, print.scale);
        cairo_set_source_rgb(pen, 0, 0, 0);
    };
    begin_page();
    if (print.test) {
        draw_test(pen, type, print);
        canvas.next_page();
        return canvas.finish();
    }
    const int on_sheet = stock.columns * stock.rows;
    int place = print.first - 1;
    for (const auto& label : labels) {
        if (place == on_sheet) {
            canvas.next_page();
            begin_page();
            place = 0;
        }
        cairo_save(pen);
        cairo_translate(pen, (stock.left + place % stock.columns * stock.pitch_x) * mm,
                        (stock.top + place / stock.columns * stock.pitch_y) * mm);
        draw_label(pen, type, label, stock);
        cairo_restore(pen);
        ++place;
    }
    canvas.next_page();
    return canvas.finish();
}

}  // namespace arkki::pdf
