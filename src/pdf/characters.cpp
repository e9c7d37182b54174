#include "pdf/characters.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::pdf {
namespace {

bool must_not_be_printed(std::uint32_t sign) {
    const auto within = [sign](std::uint32_t first, std::uint32_t last) { return sign >= first && sign <= last; };
    // U+200D joins letters and emoji; U+200E ends a name that runs to the left, so that a number after it keeps its order.
    if (sign == '\t' || sign == '\n' || sign == 0x200D || sign == 0x200E) return false;
    return within(0, 0x1F) || within(0x7F, 0x9F) || sign == 0x061C || within(0x200B, 0x200F) ||
           within(0x202A, 0x202E) || within(0x2066, 0x2069) || within(0xE000, 0xF8FF) || sign == 0xFEFF ||
           within(0xFFF9, 0xFFFF) || sign >= 0xF0000;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
    };
    if (byte(0) < 0x80) return {byte(0), 1};
    if (byte(0) < 0xE0) return {(byte(0) & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    if (byte(0) < 0xF0) return {(byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
    return {(byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
}

void refuse_bad_characters(const std::string& text) {
    if (!is_clean_utf8(text)) throw Error{Fault::invalid, "letter.bad_character", "not clean UTF-8"};
    for (std::size_t i = 0; i < text.size();) {
        const auto sign = code_point_at(text, i);
        if (must_not_be_printed(sign.value))
            throw Error{Fault::invalid, "letter.bad_character", "code point " + std::to_string(sign.value)};
        i += sign.length;
    }
}

}  // namespace arkki::pdf
