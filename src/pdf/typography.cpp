#include "pdf/typography.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace arkki::pdf {
namespace {

constexpr std::string_view no_break_space = "\u00a0";

bool is_digit(char sign) { return sign >= '0' && sign <= '9'; }

/// The word without brackets and stops around it: `(12` and `2026,` count like `12` and `2026`.
std::string_view core(std::string_view word) {
    constexpr std::string_view around = "()\"',.;:";
    const auto first = word.find_first_not_of(around);
    if (first == std::string_view::npos) return {};
    return word.substr(first, word.find_last_not_of(around) - first + 1);
}

bool is_digits(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

template <std::size_t count>
bool begins_with_one_of(std::string_view word, const std::array<std::string_view, count>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return word.starts_with(b); });
}

// fi "12 artiklan 4 kohdan", "34 §", "PL 800"; sv "artikel 12.4", "34 §", "2 kap."; en "Article 12(4)", "P.O. Box 800".
bool belong_together(std::string_view left, std::string_view right) {
    static constexpr std::array<std::string_view, 8> before_number{"Article", "article", "Section", "section",
                                                                   "chapter", "artikel", "Artikel", "artiklarna"};
    static constexpr std::array<std::string_view, 6> after_number{"§", "artikla", "kohta", "kohda", "luvun", "kap"};
    if (left == "P.O.") return right == "Box";
    const auto one = core(left), other = core(right);
    if (one.empty() || other.empty()) return false;
    if (is_digits(one) && is_digits(other)) return left.back() != ',';  // 029 566 6700
    const bool number_follows = is_digit(other.front());
    if (number_follows && (one == "PL" || one == "PB" || one == "Box" || begins_with_one_of(one, before_number)))
        return true;
    return is_digit(one.back()) && begins_with_one_of(other, after_number);
}

}  // namespace

std::string without_bad_breaks(const std::string& text) {
    const std::string_view all{text};
    std::string joined;
    joined.reserve(text.size() + 16);
    std::string_view left;
    for (std::size_t at = 0;;) {
        const auto end = std::min(all.find(' ', at), all.size());
        const auto word = all.substr(at, end - at);
        if (at > 0) joined += belong_together(left, word) ? no_break_space : std::string_view{" "};
        joined += word;
        left = word;
        if (end == all.size()) return joined;
        at = end + 1;
    }
}

}  // namespace arkki::pdf
