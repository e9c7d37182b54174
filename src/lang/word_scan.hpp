#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace arkki::lang {

/// A run of letters and digits in a text (byte offsets). Marks and soft hyphens inside belong to the word.
struct WordSpan {
    std::size_t begin;
    std::size_t end;
};

/// The words of a text; bytes that are no UTF-8 part words like blanks.
[[nodiscard]] std::vector<WordSpan> word_spans(std::string_view text);

/// The word as it is compared: NFC, lower case, without soft hyphens.
[[nodiscard]] std::string folded_word(std::string_view word);

[[nodiscard]] std::u32string code_points_of(std::string_view utf8);
[[nodiscard]] std::string utf8_of(std::u32string_view code_points);

}  // namespace arkki::lang
