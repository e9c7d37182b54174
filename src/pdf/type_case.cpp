#include "pdf/type_case.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "base/error.hpp"

namespace arkki::pdf {
namespace {

constexpr std::string_view soft_hyphen = "\u00ad";
// In the order in which they are asked for a character; each is in config/fonts.conf.
constexpr const char* families = "Liberation Sans,DejaVu Sans,Droid Sans Fallback,Symbola";

int to_pango(double points) { return static_cast<int>(points * PANGO_SCALE); }
double to_points(int units) { return static_cast<double>(units) / PANGO_SCALE; }

template <class Object>
std::shared_ptr<Object> owned(Object* object) {
    return {object, [](Object* o) { g_object_unref(o); }};
}

/// A font map that knows only the fonts of our own settings, whatever is installed.
std::shared_ptr<PangoFontMap> load_fonts(const std::filesystem::path& settings) {
    if (!std::filesystem::exists(settings)) throw Error{Fault::unavailable, "letter.no_resource", settings.string()};
    const std::shared_ptr<FcConfig> fonts{FcConfigCreate(), FcConfigDestroy};
    const auto* name = reinterpret_cast<const FcChar8*>(settings.c_str());
    const bool loaded = FcConfigParseAndLoad(fonts.get(), name, FcTrue) && FcConfigBuildFonts(fonts.get());
    const FcFontSet* found = loaded ? FcConfigGetFonts(fonts.get(), FcSetSystem) : nullptr;
    if (!found || found->nfont == 0)
        throw Error{Fault::unavailable, "letter.no_resource", "fonts of " + settings.string()};
    auto map = owned(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), fonts.get());
    return map;
}

// Font maps are not for two threads at once, and loading one takes longer than a letter.
std::shared_ptr<PangoFontMap> fonts_of(const std::filesystem::path& settings) {
    thread_local std::map<std::filesystem::path, std::shared_ptr<PangoFontMap>> loaded;
    auto& map = loaded[settings];
    if (!map) map = load_fonts(settings);
    return map;
}

std::shared_ptr<PangoContext> context_for(const std::filesystem::path& settings, Language language) {
    auto context = owned(pango_font_map_create_context(fonts_of(settings).get()));
    // Letters are printed: no rounding to the pixels of a screen.
    const std::shared_ptr<cairo_font_options_t> exact{cairo_font_options_create(), cairo_font_options_destroy};
    cairo_font_options_set_hint_style(exact.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(exact.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), exact.get());
    pango_cairo_context_set_resolution(context.get(), 72);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    pango_context_set_language(context.get(), pango_language_from_string(std::string{code(language)}.c_str()));
    pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
    return context;
}

bool is_address(std::string_view word) {
    const auto dot = word.find('.');
    return word.find_first_of("@/") != std::string_view::npos ||
           (dot != std::string_view::npos && dot + 1 < word.size());
}

/// Without the soft hyphens that would part less than three letters, and without any in a mail or web address: there a
/// hyphen would be read as a part of it.
std::string with_good_hyphens(std::string_view word) {
    constexpr std::size_t least = 3;
    const bool address = is_address(word);
    std::string tidy;
    for (std::size_t at = 0;;) {
        const auto next = std::min(word.find(soft_hyphen, at), word.size());
        tidy += word.substr(at, next - at);
        if (next == word.size()) return tidy;
        at = next + soft_hyphen.size();
        const auto rest = word.substr(at);
        const auto letters_after = code_points(rest.substr(0, rest.find_first_of("-.,;:)?!")));
        const auto letters_before = code_points(std::string_view{tidy}.substr(tidy.rfind('-') + 1));  // npos + 1 is 0
        if (!address && letters_before >= least && letters_after >= least) tidy += soft_hyphen;
    }
}

std::string with_hyphens(const std::string& text, const Hyphenate& hyphenate) {
    const std::string divided = hyphenate(text);
    std::string tidy;
    for (std::size_t at = 0;;) {
        const auto end = std::min(divided.find(' ', at), divided.size());
        tidy += with_good_hyphens(std::string_view{divided}.substr(at, end - at));
        if (end == divided.size()) return tidy;
        tidy += ' ';
        at = end + 1;
    }
}

Text with_hyphens(const Text& text, const Hyphenate& hyphenate) {
    Text divided = text;
    for (auto& run : divided) run.text = with_hyphens(run.text, hyphenate);
    return divided;
}

/// Leaves only the soft hyphens that stand at the end of a line: Cairo would write a marked span for each other one.
Text with_used_hyphens(const Text& divided, PangoLayout* layout) {
    std::vector<std::size_t> used;
    for (int i = 0; i < pango_layout_get_line_count(layout); ++i) {
        const auto* line = pango_layout_get_line_readonly(layout, i);
        const auto end = static_cast<std::size_t>(line->start_index + line->length);
        if (end >= soft_hyphen.size()) used.push_back(end - soft_hyphen.size());
    }
    Text kept;
    std::size_t before = 0;
    for (const auto& run : divided) {
        auto& to = kept.emplace_back(Run{{}, run.strong}).text;
        for (std::size_t i = 0; i < run.text.size();) {
            const bool hyphen = run.text.compare(i, soft_hyphen.size(), soft_hyphen) == 0;
            if (!hyphen)
                to += run.text[i];
            else if (std::binary_search(used.begin(), used.end(), before + i))
                to += soft_hyphen;
            i += hyphen ? soft_hyphen.size() : 1;
        }
        before += run.text.size();
    }
    return kept;
}

bool same_text(const Text& one, const Text& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const Run& a, const Run& b) { return a.text == b.text; });
}

void mark(PangoAttrList* list, PangoAttribute* attribute, std::size_t from, std::size_t to) {
    attribute->start_index = static_cast<unsigned>(from);
    attribute->end_index = static_cast<unsigned>(to);
    pango_attr_list_insert(list, attribute);
}

// Pango puts a hyphen where it breaks a word that fits on no line: in an address or a number that would be a false
// sign.
void forbid_false_hyphens(PangoAttrList* list, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const auto word = text.substr(at, end - at);
        if (word.size() > 8 && word.find(soft_hyphen) == std::string_view::npos)
            mark(list, pango_attr_insert_hyphens_new(FALSE), at, end);
        at = end + 1;
    }
}

std::shared_ptr<PangoAttrList> attributes_of(const Text& text, const std::string& all) {
    std::shared_ptr<PangoAttrList> list{pango_attr_list_new(), pango_attr_list_unref};
    std::size_t at = 0;
    for (const auto& run : text) {
        if (run.strong) mark(list.get(), pango_attr_weight_new(PANGO_WEIGHT_BOLD), at, at + run.text.size());
        at += run.text.size();
    }
    forbid_false_hyphens(list.get(), all);
    return list;
}

/// The first character of a run that its font cannot print, or 0: Pango would print a box with its number.
std::uint32_t missing_in(const PangoGlyphString& glyphs) {
    for (int i = 0; i < glyphs.num_glyphs; ++i)
        if (const auto glyph = glyphs.glyphs[i].glyph; glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG))
            return glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
    return 0;
}

void refuse_missing_glyphs(PangoLayout* layout) {
    if (pango_layout_get_unknown_glyphs_count(layout) == 0) return;
    std::uint32_t missing = 0;
    for (int line = 0; missing == 0 && line < pango_layout_get_line_count(layout); ++line)
        for (auto* run = pango_layout_get_line_readonly(layout, line)->runs; missing == 0 && run; run = run->next)
            missing = missing_in(*static_cast<PangoGlyphItem*>(run->data)->glyphs);
    throw Error{Fault::invalid, "letter.no_glyph", "code point " + std::to_string(missing)};
}

}  // namespace

int SetText::lines() const { return pango_layout_get_line_count(layout_.get()); }

double SetText::width() const {
    PangoRectangle box;
    pango_layout_get_extents(layout_.get(), nullptr, &box);
    return to_points(box.width);
}

bool SetText::divides_word(int line) const {
    const auto* shown = pango_layout_get_line_readonly(layout_.get(), line);
    const std::string_view all{pango_layout_get_text(layout_.get())};
    return all.substr(0, static_cast<std::size_t>(shown->start_index + shown->length)).ends_with(soft_hyphen);
}

void SetText::draw(cairo_t* to, int line, double x, double top) const {
    auto* shown = pango_layout_get_line_readonly(layout_.get(), line);
    PangoRectangle box;
    pango_layout_line_get_extents(shown, nullptr, &box);
    const double baseline = (leading_ - to_points(box.height)) / 2 - to_points(box.y);
    cairo_move_to(to, x, top + baseline);
    pango_cairo_show_layout_line(to, shown);
}

void SetText::draw(cairo_t* to, double x, double top) const {
    for (int i = 0; i < lines(); ++i) draw(to, i, x, top + i * leading_);
}

TypeCase::TypeCase(const std::filesystem::path& font_settings, Language language, Hyphenate hyphenate)
    : context_{context_for(font_settings, language)}, hyphenate_{std::move(hyphenate)} {}

SetText TypeCase::set(const Text& text, const Style& style, double width) const {
    auto set = layout(text, style, width);
    // A word is broken only in a text that does not fit on one line.
    if (hyphenate_ && pango_layout_get_line_count(set.get()) > 1) {
        const Text divided = with_hyphens(text, hyphenate_);
        if (!same_text(divided, text)) {
            const auto trial = layout(divided, style, width);
            auto tidy = layout(with_used_hyphens(divided, trial.get()), style, width);
            if (pango_layout_get_line_count(tidy.get()) == pango_layout_get_line_count(trial.get())) set = tidy;
        }
    }
    refuse_missing_glyphs(set.get());
    return {std::move(set), style.leading};
}

SetText TypeCase::set(const std::string& text, const Style& style) const {
    auto line = layout({{text, false}}, style, -1);
    refuse_missing_glyphs(line.get());
    return {std::move(line), style.leading};
}

double TypeCase::widest_word(const Text& text, const Style& style) const {
    const auto words = layout(text, style, -1);
    pango_layout_set_wrap(words.get(), PANGO_WRAP_WORD);
    pango_layout_set_width(words.get(), 0);
    PangoRectangle box;
    pango_layout_get_extents(words.get(), nullptr, &box);
    return to_points(box.width);
}

std::shared_ptr<PangoLayout> TypeCase::layout(const Text& text, const Style& style, double width) const {
    auto set = owned(pango_layout_new(context_.get()));
    const std::shared_ptr<PangoFontDescription> font{pango_font_description_new(), pango_font_description_free};
    pango_font_description_set_family_static(font.get(), families);
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.strong ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(set.get(), font.get());
    pango_layout_set_wrap(set.get(), PANGO_WRAP_WORD_CHAR);
    // Our languages run to the right: a line that begins with an Arabic name does not turn around or move to the right.
    pango_layout_set_auto_dir(set.get(), FALSE);
    if (width >= 0) pango_layout_set_width(set.get(), to_pango(width));
    const std::string all = plain(text);
    pango_layout_set_text(set.get(), all.c_str(), static_cast<int>(all.size()));
    pango_layout_set_attributes(set.get(), attributes_of(text, all).get());
    return set;
}

}  // namespace arkki::pdf
