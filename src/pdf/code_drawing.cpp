#include "pdf/code_drawing.hpp"

#include <cairo.h>

#include "pdf/code128.hpp"
#include "pdf/qr_code.hpp"

namespace arkki::pdf {
namespace {

constexpr int quiet_qr = 4, quiet_bars = 10;  // modules; ISO/IEC 18004 and 15417

/// Dark modules side by side are one rectangle: edges between them would show as hairlines.
template <class Dark>
void add_runs(cairo_t* pen, int count, const Dark& dark, double x, double y, double module, double height) {
    for (int at = 0; at < count; ++at) {
        if (!dark(at)) continue;
        int run = 1;
        while (at + run < count && dark(at + run)) ++run;
        cairo_rectangle(pen, x + at * module, y, run * module, height);
        at += run;
    }
}

}  // namespace

double qr_side(std::string_view text, double module) { return (qr_code(text).size + 2 * quiet_qr) * module; }

void draw_qr(cairo_t* pen, std::string_view text, double x, double y, double module) {
    const QrCode code = qr_code(text);
    for (int row = 0; row < code.size; ++row)
        add_runs(pen, code.size, [&](int column) { return code.dark(column, row); }, x + quiet_qr * module,
                 y + (quiet_qr + row) * module, module, module);
    cairo_fill(pen);
}

double code128_width(std::string_view digits, double module) {
    return (static_cast<double>(code128(digits).size()) + 2 * quiet_bars) * module;
}

void draw_code128(cairo_t* pen, std::string_view digits, double x, double y, double module, double height) {
    const auto modules = code128(digits);
    add_runs(pen, static_cast<int>(modules.size()),
             [&](int at) { return static_cast<bool>(modules[static_cast<std::size_t>(at)]); }, x + quiet_bars * module,
             y, module, height);
    cairo_fill(pen);
}

}  // namespace arkki::pdf
