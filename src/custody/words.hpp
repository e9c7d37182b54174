#pragma once
#include <array>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::custody {

/// The code of an enumerator, by its position.
template <class Enum, std::size_t N>
constexpr std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) noexcept {
    return words[static_cast<std::size_t>(value)];
}

/// @throws Error{invalid, key}
template <class Enum, std::size_t N>
Enum value_of(const std::array<std::string_view, N>& words, std::string_view word, const char* key) {
    for (std::size_t i = 0; i < N; ++i)
        if (words[i] == word) return static_cast<Enum>(i);
    throw Error{Fault::invalid, key};
}

/// A short text of one line: clean, no control characters, no blanks around it.
inline bool is_short_text(std::string_view text, std::size_t longest) {
    if (!is_clean_utf8(text) || code_points(text) > longest || trimmed(text) != text) return false;
    for (const char c : text)
        if ((c >= 0 && c < 0x20) || c == 0x7f) return false;
    return true;
}

}  // namespace arkki::custody
