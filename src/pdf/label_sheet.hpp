#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "pdf/resources.hpp"

namespace arkki::pdf {

/// What is printed on one label: a number, what it is on and where that stands; never a name.
struct LabelText {
    std::string digits;  ///< twelve, as custody writes them
    std::string kind;    ///< "Mappi"
    std::string mark;    ///< "K2-H3-M07"
};

/// A sheet of labels as it is sold, millimetres.
struct LabelStock {
    std::string_view name;  ///< "L7160"
    int columns, rows;
    double width, height;  ///< of one label
    double left, top;      ///< of the first one
    double pitch_x, pitch_y;
};
/// The sheets we know (glabels-data, avery-iso-templates).
[[nodiscard]] std::span<const LabelStock> label_stocks() noexcept;
/// @throws Error{Fault::invalid, "label.unknown_sheet", field "sheet"}
[[nodiscard]] const LabelStock& label_stock(std::string_view name);

/// How a printer is met half-way.
struct LabelPrint {
    const LabelStock& stock;
    int first = 1;                  ///< label of the first sheet to begin with, counted row by row: half-used sheets
    double right = 0, down = 0;     ///< millimetres all labels are moved
    double scale = 1;               ///< of the whole sheet, for printers that shrink
    bool test = false;              ///< outlines and a rule of 100 mm instead of codes
    std::string rule_text;          ///< below the rule: what to do if it is not 100 mm long
};

/// Labels on A4, codes as vectors: Code 128 and QR side by side, digits below. The smallest labels carry the QR code alone.
/// @throws Error{Fault::invalid, "label.bad_start", field "start"}  no label of that number
/// @throws Error{Fault::invalid, "label.bad_shift", field "shift"}  moved more than 20 mm, or scaled beyond 0.9 to 1.1
/// @throws Error{Fault::invalid, "label.none"}
[[nodiscard]] Bytes label_sheet(const std::vector<LabelText>& labels, const LabelPrint& print, Day date,
                                const Resources& resources);

/// A sheet that tells the service what to do with those that follow in a stack.
struct SignSheet {
    std::vector<std::string> codes;  ///< labels of twelve digits: the command, and what it speaks of; 1 or 2
    std::vector<std::string> words;  ///< large, one a language
    std::vector<std::string> hints;  ///< small, one a language: where to put the sheet
    std::string mark;                ///< largest: "K2-H3-M07"; may be empty
};

/// A4, as many pages as asked, all alike. Each code stands at several places, as QR in opposite corners and as Code 128, so
/// that a torn, turned or shrunk sheet is still read.
[[nodiscard]] Bytes sign_sheet(const SignSheet& sheet, int copies, Day date, const Resources& resources);

}  // namespace arkki::pdf
