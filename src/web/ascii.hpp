#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace arkki::web {

// HTTP's own words are ASCII and must not depend on a locale (RFC 9110, 5.6.2).

[[nodiscard]] constexpr bool is_control(char c) noexcept { return (c >= 0 && c < 32) || c == 127; }
[[nodiscard]] constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}
[[nodiscard]] inline bool same_word(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(left, right, {}, lower, lower);
}
[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}
/// The part before the first `mark`; `rest` becomes what follows it.
[[nodiscard]] inline std::string_view cut(std::string_view& rest, char mark) noexcept {
    const auto at = rest.find(mark);
    const auto head = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return head;
}

}  // namespace arkki::web
