#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace arkki {

/// The languages Arkki speaks and writes in. Finnish first.
enum class Language { fi, sv, en };

[[nodiscard]] std::string_view code(Language language) noexcept;  ///< `fi`, `sv`, `en` (ISO 639-1)
/// @throws Error{Fault::invalid, "language.unknown"}
[[nodiscard]] Language language_from(std::string_view code);

/// Names, addresses, words read from a page: text about a person.
///
/// It cannot be printed, concatenated or converted by accident; every place that looks inside says `.reveal()`.
class PersonalText {
public:
    PersonalText() = default;
    explicit PersonalText(std::string text) : text_{std::move(text)} {}
    [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    friend bool operator==(const PersonalText&, const PersonalText&) = default;

private:
    std::string text_;
};

/// Whether the bytes are well-formed UTF-8 without NUL (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_clean_utf8(std::string_view text) noexcept;
/// Number of code points of well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;
/// Without leading and trailing blanks, tabs and line ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace arkki
