#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace arkki::lang {

/// A run of letters and digits in a text (byte offsets). Marks and what nobody sees (soft hyphens, zero-width
/// blanks) belong to the word they stand in.
struct WordSpan {
    std::size_t begin;
    std::size_t end;
};

/// The words of a text; bytes that are no UTF-8 part words like blanks.
[[nodiscard]] std::vector<WordSpan> word_spans(std::string_view text);

/// The word as it is compared: NFC, lower case, without what nobody sees.
[[nodiscard]] std::string folded_word(std::string_view word);
/// Letters without their marks: `ä` and `å` as `a`, `ö` as `o`. For comparing what a scanner may have misread only.
[[nodiscard]] std::string without_marks(std::string_view word);

[[nodiscard]] std::u32string code_points_of(std::string_view utf8);
[[nodiscard]] std::string utf8_of(std::u32string_view code_points);

}  // namespace arkki::lang
