#pragma once

namespace arkki::pdf {

/// PDF's unit is 1/72 inch; a sheet is measured in millimetres.
constexpr double mm = 72.0 / 25.4;

/// The measures of a letter, in points (SFS 2487: columns of 23 mm from a left margin of 20 mm).
namespace sheet {
constexpr double width = 595.276;
constexpr double height = 841.89;
constexpr double left = 20 * mm;
constexpr double right = width - 20 * mm;
constexpr double text_left = 43 * mm;        ///< paragraphs and lists stand one column in, titles at the margin
constexpr double reference_left = 112 * mm;  ///< date and case number, fifth column
constexpr double sender_top = 14 * mm;
constexpr double body_top_with_address = 88 * mm;
constexpr double body_top_without_address = 46 * mm;
constexpr double top = 27 * mm;  ///< of the pages after the first
constexpr double bottom = 267 * mm;
constexpr double header_top = 13 * mm;
constexpr double footer_top = 276 * mm;
constexpr double code_module = 0.6 * mm;  ///< of a QR code: read by a telephone from a copy too
}  // namespace sheet

}  // namespace arkki::pdf
