#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arkki::custody {

/// What a label is on: the first of its twelve digits. A command is on nothing: it tells the service what to do with the
/// sheets that follow (`intake/codes.hpp`).
enum class LabelType { place = 1, box = 2, binder_or_folder = 3, sheet = 4, badge = 7, key = 8, command = 9 };

struct LabelNumber {
    LabelType type;
    std::int64_t number;  ///< 1 to 999,999,999
    friend bool operator==(const LabelNumber&, const LabelNumber&) = default;
};

/// The twelve digits on a label: type, nine digits of number, two check digits (ISO/IEC 7064 MOD 97-10).
///
/// Digits only, because they survive a scanner whose keyboard layout does not match the computer's.
/// @throws Error{invalid, "custody.label_number"}  number out of range
[[nodiscard]] std::string label_code(LabelNumber label);

/// Reads a scanned or typed code: blanks around it are dropped, twelve digits given twice are halved, a French top row
/// is read as digits. Nothing if the check digits are wrong or the type is not one of ours; the pairs 00, 01 and 99
/// also leave the remainder 1 and are refused.
[[nodiscard]] std::optional<LabelNumber> read_label_code(std::string_view scanned);

/// Reads a code that a picture of paper carries: exactly the twelve digits, nothing before, behind or instead of them.
/// What a foreign code says is never read charitably.
[[nodiscard]] std::optional<LabelNumber> read_printed_label(std::string_view code);

}  // namespace arkki::custody
