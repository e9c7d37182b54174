#include "sheet.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace arkki::forms {
namespace {

int dots(double mm) { return static_cast<int>(std::lround(mm * dots_per_mm)); }

template <class Type, void (*release)(Type*)>
struct Releaser {
    void operator()(Type* object) const { release(object); }
};
struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;
using Font = std::unique_ptr<PangoFontDescription, Releaser<PangoFontDescription, pango_font_description_free>>;

/// Only these files, whatever else is installed: the same arguments must give the same bytes.
FcConfig* our_fonts() {
    FcConfig* config = FcConfigCreate();
    for (const auto* file : {"liberation2/LiberationSans-Regular.ttf", "liberation2/LiberationSans-Bold.ttf",
                             "liberation2/LiberationSerif-Regular.ttf", "liberation2/LiberationMono-Regular.ttf",
                             "fifthhorseman/dkg.ttf", "breip/Breip.ttf"}) {
        const std::string path = std::string{"/usr/share/fonts/truetype/"} + file;
        if (!FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str())))
            throw std::runtime_error{"font missing: " + path};
    }
    return config;
}

/// Grows the box around a point of the page.
struct Reach {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    void take(cairo_t* cairo, double x, double y) {
        cairo_user_to_device(cairo, &x, &y);
        left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
    void take(cairo_t* cairo, const PangoRectangle& ink) {
        const double scale = 1.0 / PANGO_SCALE, x = ink.x * scale, y = ink.y * scale;
        const double width = ink.width * scale, height = ink.height * scale;
        for (const auto& [dx, dy] : {std::pair{0.0, 0.0}, {width, 0.0}, {0.0, height}, {width, height}})
            take(cairo, x + dx, y + dy);
    }
    [[nodiscard]] Box box() const {
        const int x = static_cast<int>(std::floor(left)), y = static_cast<int>(std::floor(top));
        return {x, y, static_cast<int>(std::ceil(right)) - x, static_cast<int>(std::ceil(bottom)) - y};
    }
};

}  // namespace

struct Sheet::Surface {
    cairo_surface_t* pixels = cairo_image_surface_create(CAIRO_FORMAT_RGB24, page_width, page_height);
    cairo_t* cairo = cairo_create(pixels);
    PangoFontMap* fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    PangoContext* context = nullptr;

    Surface() {
        FcConfig* config = our_fonts();
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts), config);
        FcConfigDestroy(config);
        context = pango_font_map_create_context(fonts);
        cairo_font_options_t* options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
        pango_context_set_round_glyph_positions(context, FALSE);
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
    }
    ~Surface() {
        g_object_unref(context);
        g_object_unref(fonts);
        cairo_destroy(cairo);
        cairo_surface_destroy(pixels);
    }
    Surface(const Surface&) = delete;
    Surface& operator=(const Surface&) = delete;

    [[nodiscard]] Layout layout(const std::string& text, const Pen& pen) const {
        Layout layout{pango_layout_new(context)};
        const Font font{pango_font_description_new()};
        pango_font_description_set_family(font.get(), pen.family.c_str());
        pango_font_description_set_weight(font.get(), pen.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_absolute_size(font.get(), pen.size * dots_per_mm * PANGO_SCALE);
        pango_layout_set_font_description(layout.get(), font.get());
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        return layout;
    }
    /// Draws one line with its baseline at the origin; @returns its advance in dots
    double show(const std::string& text, const Pen& pen, Reach& reach) const {
        const Layout laid = layout(text, pen);
        PangoLayoutLine* line = pango_layout_get_line_readonly(laid.get(), 0);
        PangoRectangle ink, logical;
        pango_layout_line_get_extents(line, &ink, &logical);
        if (ink.width > 0) reach.take(cairo, ink);
        cairo_move_to(cairo, 0, 0);
        pango_cairo_show_layout_line(cairo, line);
        return static_cast<double>(logical.width) / PANGO_SCALE;
    }
    void grey(double shade) const { cairo_set_source_rgb(cairo, shade, shade, shade); }
    void stroke(double thickness, double shade) const {
        grey(shade);
        cairo_set_line_width(cairo, thickness * dots_per_mm);
        cairo_stroke(cairo);
    }
};

Sheet::Sheet(Dice& dice) : dice_{dice}, surface_{std::make_unique<Surface>()} {}
Sheet::~Sheet() = default;

void Sheet::lay(const Grey& picture, std::vector<Line> lines) {
    cairo_surface_flush(surface_->pixels);
    unsigned char* data = cairo_image_surface_get_data(surface_->pixels);
    const int stride = cairo_image_surface_get_stride(surface_->pixels);
    for (int row = 0; row < page_height; ++row)
        for (int column = 0; column < page_width; ++column)
            for (int channel = 0; channel < 3; ++channel)
                data[row * stride + column * 4 + channel] =
                    picture.pixels[static_cast<std::size_t>(row) * page_width + static_cast<std::size_t>(column)];
    cairo_surface_mark_dirty(surface_->pixels);
    lines_ = std::move(lines);
}

Box Sheet::print(double x, double y, const std::string& text, const Pen& pen) { return write(x, y, text, pen, false); }

Box Sheet::fill(double x, double y, const std::string& text, const Pen& pen) { return write(x, y, text, pen, true); }

double Sheet::width(const std::string& text, const Pen& pen) const {
    const Layout laid = surface_->layout(text, pen);
    int width = 0;
    pango_layout_get_size(laid.get(), &width, nullptr);
    return width / dots_per_mm / PANGO_SCALE * (pen.wobble > 0 ? 1.04 : 1.0);
}

std::vector<std::string> Sheet::wrapped(const std::string& text, const Pen& pen, double limit) const {
    std::vector<std::string> lines{""};
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
        if (!lines.back().empty() && width(longer, pen) > limit)
            lines.push_back(word);
        else
            lines.back() = longer;
    }
    return lines;
}

Box Sheet::write(double x, double y, const std::string& text, const Pen& pen, bool filled) {
    Box box;
    if (pen.wobble > 0) {
        box = write_letters(x, y, text, pen);
    } else {
        cairo_t* cairo = surface_->cairo;
        cairo_save(cairo);
        cairo_translate(cairo, x * dots_per_mm, y * dots_per_mm);
        surface_->grey(pen.grey);
        Reach reach;
        surface_->show(text, pen, reach);
        cairo_restore(cairo);
        box = reach.box();
    }
    lines_.push_back({text, box, filled});
    return box;
}

Box Sheet::write_letters(double x, double y, const std::string& text, const Pen& pen) {
    cairo_t* cairo = surface_->cairo;
    const double em = pen.size * dots_per_mm, slope = dice_.between(-0.012, 0.012);
    double at = 0;
    Reach reach;
    for (const char* next = text.c_str(); *next != '\0';) {
        const char* after = g_utf8_next_char(next);
        cairo_save(cairo);
        cairo_translate(cairo, x * dots_per_mm + at,
                        y * dots_per_mm + slope * at + dice_.between(-0.03, 0.03) * em * pen.wobble);
        cairo_rotate(cairo, dice_.between(-0.04, 0.04) * pen.wobble);
        const double size = 1 + dice_.between(-0.05, 0.05) * pen.wobble;
        cairo_scale(cairo, size, size);
        surface_->grey(pen.grey + dice_.between(0, 0.15) * pen.wobble);
        const double advance = surface_->show(std::string{next, after}, pen, reach);
        cairo_restore(cairo);
        at += advance * (1 + dice_.between(-0.03, 0.06) * pen.wobble);
        next = after;
    }
    return reach.box();
}

void Sheet::rule(double x0, double y0, double x1, double y1, double thickness, double grey) {
    cairo_move_to(surface_->cairo, x0 * dots_per_mm, y0 * dots_per_mm);
    cairo_line_to(surface_->cairo, x1 * dots_per_mm, y1 * dots_per_mm);
    surface_->stroke(thickness, grey);
}

Box Sheet::frame(double x, double y, double width, double height, double thickness) {
    cairo_rectangle(surface_->cairo, x * dots_per_mm, y * dots_per_mm, width * dots_per_mm, height * dots_per_mm);
    surface_->stroke(thickness, 0.3);
    return {dots(x), dots(y), dots(width), dots(height)};
}

void Sheet::block(double x, double y, double width, double height) {
    cairo_rectangle(surface_->cairo, dots(x), dots(y), dots(width), dots(height));
    surface_->grey(0);
    cairo_fill(surface_->cairo);
}

Box Sheet::cross(double x, double y, double size, double grey) {
    const auto slip = [&] { return dice_.between(-0.15, 0.15) * size; };
    rule(x + slip(), y + slip(), x + size + slip(), y + size + slip(), 0.5, grey);
    rule(x + slip(), y + size + slip(), x + size + slip(), y + slip(), 0.5, grey);
    return {dots(x), dots(y), dots(size), dots(size)};
}

Box Sheet::tick(double x, double y, double size, double grey) {
    const double low_x = x + 0.4 * size, low_y = y + 0.9 * size;
    rule(x + 0.1 * size, y + 0.5 * size, low_x, low_y, 0.5, grey);
    rule(low_x, low_y, x + size * dice_.between(1.1, 1.4), y - size * dice_.between(0.1, 0.4), 0.5, grey);
    return {dots(x), dots(y), dots(size), dots(size)};
}

void Sheet::sign(double x, double y, double width, double height, double grey) {
    struct Stroke {
        double up, breadth, slip;
    };
    std::vector<Stroke> strokes{{1, 1.6, 0}};  // a capital, then small letters with a tall one here and there
    for (int i = dice_.pick(6, 10); i > 0; --i)
        strokes.push_back({dice_.chance(0.25) ? dice_.between(0.6, 0.9) : dice_.between(0.12, 0.35),
                           dice_.between(0.5, 1.5), dice_.between(-0.12, 0.12)});
    double breadth = 0;
    for (const auto& stroke : strokes) breadth += stroke.breadth;
    const double middle = y + height * 0.62, lean = dice_.between(0.3, 0.9), step = width * 0.85 / breadth;
    double along = x;
    cairo_new_path(surface_->cairo);
    for (const auto& [up, wide, slip] : strokes) {
        constexpr int points = 40;
        for (int i = 0; i < points; ++i) {
            const double turn = 2 * std::numbers::pi * i / points, lift = (1 - std::cos(turn)) * up * height * 0.45;
            const double loop = along + wide * step * i / points + std::sin(turn) * wide * step * 0.35 + lift * lean;
            cairo_line_to(surface_->cairo, loop * dots_per_mm,
                          (middle - lift + slip * height * i / points) * dots_per_mm);
        }
        along += wide * step;
    }
    cairo_rel_curve_to(surface_->cairo, width * 2, -height * 3, width * 4, height * 5, width * dice_.between(1, 3),
                       height * 2);
    cairo_set_line_join(surface_->cairo, CAIRO_LINE_JOIN_ROUND);
    surface_->stroke(0.45, grey);
}

void Sheet::stamp(double x, double y, const std::string& word, const std::string& date) {
    const Pen pen{"Liberation Sans", 4.4, 0.35, 0, true};
    const double wide = std::max(width(word, pen), width(date, pen)) + 5;
    cairo_t* cairo = surface_->cairo;
    cairo_save(cairo);
    cairo_translate(cairo, x * dots_per_mm, y * dots_per_mm);
    cairo_rotate(cairo, dice_.between(-0.035, 0.035));
    cairo_rectangle(cairo, 0, 0, wide * dots_per_mm, 14 * dots_per_mm);
    surface_->stroke(0.5, 0.35);
    print(2.5, 6, word, pen);
    print(2.5, 11.8, date, pen);
    cairo_restore(cairo);
}

void Sheet::mark(double x, double y, double size) {
    cairo_t* cairo = surface_->cairo;
    const auto at = [&](double across, double down) {
        cairo_line_to(cairo, (x + across * size) * dots_per_mm, (y + down * size) * dots_per_mm);
    };
    at(0.0, 0.45), at(0.5, 0.05), at(1.0, 0.45), at(0.85, 0.45), at(0.85, 1.0), at(0.15, 1.0), at(0.15, 0.45);
    cairo_close_path(cairo);
    surface_->grey(0.25);
    cairo_fill(cairo);
    cairo_arc(cairo, (x + size / 2) * dots_per_mm, (y + 0.62 * size) * dots_per_mm, 0.15 * size * dots_per_mm, 0,
              2 * std::numbers::pi);
    surface_->grey(1);
    cairo_fill(cairo);
}

Grey Sheet::picture() const {
    cairo_surface_flush(surface_->pixels);
    const unsigned char* data = cairo_image_surface_get_data(surface_->pixels);
    const int stride = cairo_image_surface_get_stride(surface_->pixels);
    Grey grey{page_width, page_height};
    grey.pixels.reserve(static_cast<std::size_t>(page_width) * page_height);
    for (int row = 0; row < page_height;
         ++row)  // all that is drawn is grey: one channel of the little-endian xRGB is enough
        for (int column = 0; column < page_width; ++column) grey.pixels.push_back(data[row * stride + column * 4 + 1]);
    return grey;
}

}  // namespace arkki::forms
