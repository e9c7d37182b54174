#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "pdf/letter.hpp"
#include "pdf/resources.hpp"

namespace arkki::pdf {

/// Millimetres from the sheet's upper left corner.
struct FormArea {
    double left{}, top{}, width{}, height{};
};

/// A text of a form, in reading order.
struct FormText {
    enum class Role { title, heading, label, small, sender, text };
    Role role{};
    std::string text;
    double left{}, top{}, width{};  ///< `top` of its first line; wrapped at `width`
    double height{};                ///< what it may take at most; more is a fault of the definition
};

/// Something drawn that is no text.
struct FormShape {
    enum class Kind {
        frame,  ///< a field to write in: white, a thin line around
        tick,   ///< a box to tick
        band,   ///< a quiet grey ground
        rule,   ///< a line along the upper edge
        mark    ///< a filled square that tells a scanner where the sheet lies
    };
    Kind kind{};
    FormArea area;
};

/// One printable A4 sheet. The same sheet gives the same bytes.
struct FormSheet {
    Language language{};
    std::string title, author;
    Day date{};  ///< of the file; no clock is asked
    std::string code;
    FormArea code_area;  ///< square, the quiet zone around it is the layout's to keep
    std::vector<FormShape> shapes;
    std::vector<FormText> texts;
    Hyphenate hyphenate{};
};

/// Typesets a form: PDF/A-3a, tagged, one page.
/// @throws Error{Fault::invalid, "form.text_too_long"}  a text takes more than its height, with the text's beginning
/// @throws as `compose` for characters and resources
[[nodiscard]] Bytes compose(const FormSheet& sheet, const Resources& resources);

}  // namespace arkki::pdf
