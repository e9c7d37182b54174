#include "pdf/running.hpp"

#include <cairo.h>

#include "base/error.hpp"
#include "pdf/canvas.hpp"
#include "pdf/letter_markdown.hpp"
#include "pdf/measure.hpp"

namespace arkki::pdf {
namespace {

void hairline(cairo_t* pen, const Hairline& line) {
    const double grey = line.strong ? 0.2 : 0.7;
    cairo_set_source_rgb(pen, grey, grey, grey);
    cairo_set_line_width(pen, line.strong ? 0.6 : 0.4);
    cairo_move_to(pen, line.left, line.y);
    cairo_line_to(pen, line.right, line.y);
    cairo_stroke(pen);
}

// Dark enough to be read by everybody (contrast over 7:1), light enough to stand back.
void quiet(cairo_t* pen) { cairo_set_source_rgb(pen, 0.3, 0.3, 0.3); }

void footer(cairo_t* pen, const LetterSheet& letter, const TypeCase& type, int page, int count) {
    if (!letter.footer) return;
    const auto blocks = blocks_of(letter.footer(page, count));
    if (blocks.empty()) return;
    const auto* text = std::get_if<Paragraph>(&blocks.front());
    if (!text || blocks.size() > 1) throw Error{Fault::invalid, "letter.bad_markdown", "footer"};
    const double top = sheet::footer_top;
    hairline(pen, {sheet::left, sheet::right, top - 2 * mm, false});
    quiet(pen);
    type.set(text->text, style::small, sheet::right - sheet::left).draw(pen, sheet::left, top);
}

void header(cairo_t* pen, const LetterSheet& letter, const TypeCase& type) {
    quiet(pen);
    type.set({{letter.author, false}}, style::small, sheet::reference_left - sheet::left - 4 * mm)
        .draw(pen, 0, sheet::left, sheet::header_top);
    type.set({{letter.title, false}}, style::small, sheet::right - sheet::reference_left)
        .draw(pen, sheet::reference_left, sheet::header_top);
}

void code(cairo_t* pen, const PlacedCode& placed) {
    const auto& [code, top] = placed;
    for (int row = 0; row < code->size; ++row)
        for (int column = 0; column < code->size; ++column)
            if (code->dark(column, row))
                cairo_rectangle(pen, sheet::text_left + column * sheet::code_module, top + row * sheet::code_module,
                                sheet::code_module, sheet::code_module);
    cairo_fill(pen);
}

void draw(cairo_t* pen, const PagePlan& page) {
    for (const auto& line : page.hairlines) hairline(pen, line);
    cairo_set_source_rgb(pen, 0, 0, 0);
    for (const auto& [head, top] : page.heads)
        for (const auto& cell : head->cells)
            cell.text->draw(pen, cell.x, top + (head->height - cell.text->height()) / 2);
    for (const auto& placed : page.codes) code(pen, placed);
}

}  // namespace

Bytes draw_running(const std::vector<PagePlan>& pages, const LetterSheet& letter, const TypeCase& type) {
    Canvas canvas{letter.date};
    const int count = static_cast<int>(pages.size());
    for (int i = 0; i < count; ++i) {
        if (i > 0) header(canvas.pen(), letter, type);
        draw(canvas.pen(), pages[static_cast<std::size_t>(i)]);
        footer(canvas.pen(), letter, type, i + 1, count);
        canvas.next_page();
    }
    return canvas.finish();
}

}  // namespace arkki::pdf
