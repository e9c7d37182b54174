#include "base/text.hpp"

#include <algorithm>
#include <cstdint>

#include "base/error.hpp"

namespace arkki {
namespace {

/// Length of the well-formed sequence at `i`, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequence_at(std::string_view text, std::size_t i) noexcept {
    const auto byte = [&](std::size_t k) -> unsigned {
        return i + k < text.size() ? static_cast<std::uint8_t>(text[i + k]) : 0U;
    };
    const auto tail = [&](std::size_t k) { return byte(k) >= 0x80 && byte(k) <= 0xBF; };
    const unsigned lead = byte(0);
    if (lead > 0 && lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = tail(1) && !(lead == 0xE0 && byte(1) < 0xA0) && !(lead == 0xED && byte(1) > 0x9F);
        return second && tail(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = tail(1) && !(lead == 0xF0 && byte(1) < 0x90) && !(lead == 0xF4 && byte(1) > 0x8F);
        return second && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string_view code(Language language) noexcept {
    return language == Language::fi ? "fi" : language == Language::sv ? "sv" : "en";
}

Language language_from(std::string_view code) {
    if (code == "fi") return Language::fi;
    if (code == "sv") return Language::sv;
    if (code == "en") return Language::en;
    throw Error{Fault::invalid, "language.unknown"};
}

bool is_clean_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequence_at(text, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

std::size_t code_points(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace arkki
