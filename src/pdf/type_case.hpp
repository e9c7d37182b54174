#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "pdf/blocks.hpp"
#include "pdf/letter.hpp"

struct _PangoLayout;
struct _PangoContext;
struct _cairo;

namespace arkki::pdf {

/// Size and weight of a text, in points.
struct Style {
    double size{};
    double leading{};
    bool strong{};
};
namespace style {
constexpr Style body{10.5, 14.6, false};
constexpr Style title{13.5, 17.5, true};
constexpr Style heading{10.5, 14.6, true};
constexpr Style cell{9.2, 12.0, false};
constexpr Style cell_head{9.2, 12.0, true};
constexpr Style small{8, 10.6, false};
}  // namespace style

/// A text broken into lines, ready to be drawn line by line.
class SetText {
public:
    SetText(std::shared_ptr<_PangoLayout> layout, double leading) : layout_{std::move(layout)}, leading_{leading} {}
    [[nodiscard]] int lines() const;
    [[nodiscard]] double leading() const { return leading_; }
    [[nodiscard]] double height() const { return leading_ * lines(); }
    [[nodiscard]] double width() const;  ///< of the widest line
    /// Whether a line ends within a word.
    [[nodiscard]] bool divides_word(int line) const;
    /// Draws one line with its upper edge at `top`, in the colour that is set.
    void draw(_cairo* to, int line, double x, double top) const;
    void draw(_cairo* to, double x, double top) const;  ///< all lines

private:
    std::shared_ptr<_PangoLayout> layout_;
    double leading_;
};

/// Our fonts in one language: breaks texts into lines. One per letter; the fonts behind it are loaded once per thread.
class TypeCase {
public:
    /// @throws Error{Fault::unavailable, "letter.no_resource"}
    TypeCase(const std::filesystem::path& font_settings, Language language, Hyphenate hyphenate);

    /// @throws Error{Fault::invalid, "letter.no_glyph"}
    [[nodiscard]] SetText set(const Text& text, const Style& style, double width) const;
    /// On one line, however long.
    [[nodiscard]] SetText set(const std::string& text, const Style& style) const;
    /// Width of the widest word when no word is broken.
    [[nodiscard]] double widest_word(const Text& text, const Style& style) const;

private:
    [[nodiscard]] std::shared_ptr<_PangoLayout> layout(const Text& text, const Style& style, double width) const;

    std::shared_ptr<_PangoContext> context_;
    Hyphenate hyphenate_;
};

}  // namespace arkki::pdf
