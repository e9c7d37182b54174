#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace arkki::pdf {

/// A character of a text and how many bytes it takes.
struct CodePoint {
    std::uint32_t value;
    std::size_t length;
};

/// The character that begins at byte `at` of well-formed UTF-8.
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at);

/// Refuses what must never reach a page: PDF/A would print it without complaint.
///
/// @throws Error{Fault::invalid, "letter.bad_character"}  bad UTF-8, C0 and C1 controls but tab and line feed,
/// directional
///         and zero-width characters, U+FEFF, private use
void refuse_bad_characters(const std::string& text);

}  // namespace arkki::pdf
