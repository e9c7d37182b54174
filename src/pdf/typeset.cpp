#include "pdf/typeset.hpp"

#include <cairo.h>

#include "pdf/canvas.hpp"

namespace arkki::pdf {
namespace {

void draw(const PlacedStrip& placed, cairo_t* pen) {
    // Contrast over 7:1 on white; the words say it too.
    cairo_set_source_rgb(pen, placed.strip->red ? 0.65 : 0, 0, 0);
    for (const auto& mark : placed.strip->marks) {
        switch (mark.kind) {
            case Mark::Kind::open:
                cairo_tag_begin(pen, mark.tag, "");
                break;
            case Mark::Kind::close:
                cairo_tag_end(pen, mark.tag);
                break;
            case Mark::Kind::line:
                mark.text->draw(pen, mark.line, mark.x, placed.top + mark.down);
                break;
        }
    }
}

}  // namespace

Bytes typeset(const std::vector<PagePlan>& pages, Day date) {
    Canvas canvas{date};
    cairo_tag_begin(canvas.pen(), "Document", "");
    for (std::size_t i = 0; i < pages.size(); ++i) {
        for (const auto& strip : pages[i].strips) draw(strip, canvas.pen());
        // The last page ends after its Document: Cairo wants the tag closed on a page that still exists.
        if (i + 1 == pages.size()) cairo_tag_end(canvas.pen(), "Document");
        canvas.next_page();
    }
    return canvas.finish();
}

}  // namespace arkki::pdf
