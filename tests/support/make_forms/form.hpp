#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sheet.hpp"
#include "wording.hpp"

namespace arkki::forms {

/// A box of the form with what was written into it.
struct Field {
    std::string name, label, value;
    Box box;
    std::optional<Box> ink;  ///< where the writing is; nothing if it was left empty
};

struct Tickbox {
    std::string name, label;
    bool ticked;
    Box box;
};

/// One filled page before it is scanned, with all that is true of it.
struct Page {
    Grey picture;
    std::vector<Line> lines;
    std::vector<Field> fields;
    std::vector<Tickbox> ticks;
    std::string code;  ///< text of the QR code, "" on a continuation sheet
    Box code_box;
    bool is_signed = false;
    Box signature;
    std::string font;
};

/// The pages of one form, filled in.
[[nodiscard]] std::vector<Page> fill_in(const Order& order, const Wording& wording, Dice& dice);

}  // namespace arkki::forms
