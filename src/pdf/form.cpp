#include "pdf/form.hpp"

#include <cairo.h>

#include "base/error.hpp"
#include "pdf/archival.hpp"
#include "pdf/canvas.hpp"
#include "pdf/characters.hpp"
#include "pdf/measure.hpp"
#include "pdf/qr_code.hpp"
#include "pdf/type_case.hpp"

namespace arkki::pdf {
namespace {

using Role = FormText::Role;
using Kind = FormShape::Kind;

struct Look {
    Style style;
    const char* tag;
    double grey;
};

/// Contrast over 7:1 everywhere.
Look look_of(Role role) {
    switch (role) {
        case Role::title:
            return {{19, 23, true}, "H1", 0};
        case Role::heading:
            return {{11, 14, true}, "H2", 0};
        case Role::label:
            return {{8.4, 10.4, false}, "P", 0.2};
        case Role::small:
            return {{7.6, 9.8, false}, "P", 0.3};
        case Role::sender:
            return {{11.5, 14, true}, "P", 0};
        case Role::text:
            break;
    }
    return {{9.6, 13, false}, "P", 0.1};
}

void grey(cairo_t* pen, double shade) { cairo_set_source_rgb(pen, shade, shade, shade); }

void outline(cairo_t* pen, const FormArea& area) {
    cairo_rectangle(pen, area.left * mm, area.top * mm, area.width * mm, area.height * mm);
}

void draw(cairo_t* pen, const FormShape& shape) {
    switch (shape.kind) {
        case Kind::band:
            grey(pen, 0.945);
            outline(pen, shape.area);
            return cairo_fill(pen);
        case Kind::mark:
            grey(pen, 0);
            outline(pen, shape.area);
            return cairo_fill(pen);
        case Kind::rule:
            grey(pen, 0.1);
            cairo_set_line_width(pen, 0.9);
            cairo_move_to(pen, shape.area.left * mm, shape.area.top * mm);
            cairo_line_to(pen, (shape.area.left + shape.area.width) * mm, shape.area.top * mm);
            return cairo_stroke(pen);
        case Kind::frame:
        case Kind::tick:
            grey(pen, 1);
            outline(pen, shape.area);
            cairo_fill(pen);
            grey(pen, shape.kind == Kind::tick ? 0.15 : 0.45);
            cairo_set_line_width(pen, shape.kind == Kind::tick ? 0.9 : 0.6);
            outline(pen, shape.area);
            return cairo_stroke(pen);
    }
}

void draw_code(cairo_t* pen, const FormSheet& sheet) {
    if (sheet.code.empty()) return;
    const auto code = qr_code(sheet.code);
    const double module = sheet.code_area.width * mm / code.size;
    grey(pen, 0);
    for (int row = 0; row < code.size; ++row)
        for (int column = 0; column < code.size; ++column)
            if (code.dark(column, row))
                cairo_rectangle(pen, sheet.code_area.left * mm + column * module,
                                sheet.code_area.top * mm + row * module, module, module);
    cairo_fill(pen);
}

/// The frames, the marks and the code: no part of the text for a screen reader.
Bytes drawn(const FormSheet& sheet) {
    Canvas canvas{sheet.date};
    for (const auto& shape : sheet.shapes) draw(canvas.pen(), shape);
    draw_code(canvas.pen(), sheet);
    canvas.next_page();
    return canvas.finish();
}

void write(cairo_t* pen, const FormText& text, const TypeCase& type) {
    const auto look = look_of(text.role);
    const auto lines = type.set({{text.text, look.style.strong}}, look.style, text.width * mm);
    constexpr double slack = 0.5;  // points
    if (lines.height() > text.height * mm + slack)
        throw Error{Fault::invalid, "form.text_too_long", text.text.substr(0, 40)};
    cairo_tag_begin(pen, look.tag, "");
    grey(pen, look.grey);
    lines.draw(pen, text.left * mm, text.top * mm);
    cairo_tag_end(pen, look.tag);
}

Bytes written(const FormSheet& sheet, const TypeCase& type) {
    Canvas canvas{sheet.date};
    cairo_tag_begin(canvas.pen(), "Document", "");
    for (const auto& text : sheet.texts) write(canvas.pen(), text, type);
    cairo_tag_end(canvas.pen(), "Document");
    canvas.next_page();
    return canvas.finish();
}

}  // namespace

Bytes compose(const FormSheet& sheet, const Resources& resources) {
    refuse_bad_characters(sheet.title + sheet.author);
    for (const auto& text : sheet.texts) refuse_bad_characters(text.text);
    const TypeCase type{resources.font_settings, sheet.language, sheet.hyphenate};
    LetterSheet about;
    about.language = sheet.language;
    about.title = sheet.title;
    about.author = sheet.author;
    about.date = sheet.date;
    return make_archival(written(sheet, type), drawn(sheet), about, {}, resources);
}

}  // namespace arkki::pdf
