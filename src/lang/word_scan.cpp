#include "lang/word_scan.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

constexpr UChar32 soft_hyphen = 0xAD;

bool continues_word(UChar32 c) {
    const auto type = u_charType(c);
    return c == soft_hyphen || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

}  // namespace

std::vector<WordSpan> word_spans(std::string_view text) {
    std::vector<WordSpan> spans;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<int64_t>(text.size());
    bool inside = false;
    for (int64_t at = 0; at < size;) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        const bool letter = c >= 0 && (u_isalnum(c) || (inside && continues_word(c)));
        if (letter && !inside) spans.push_back({begin, begin});
        if (letter) spans.back().end = static_cast<std::size_t>(at);
        inside = letter;
    }
    return spans;
}

std::string folded_word(std::string_view word) {
    auto text = icu::UnicodeString::fromUTF8(icu::StringPiece{word.data(), static_cast<int32_t>(word.size())});
    text.findAndReplace(icu::UnicodeString{soft_hyphen}, icu::UnicodeString{});
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw Error{Fault::unavailable, "text.no_unicode_data", u_errorName(status)};
    text = nfc->normalize(text, status).toLower(icu::Locale::getRoot());
    std::string out;
    return text.toUTF8String(out);
}

std::u32string code_points_of(std::string_view utf8) {
    std::u32string out;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto size = static_cast<int64_t>(utf8.size());
    for (int64_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        out += static_cast<char32_t>(c < 0 ? 0xFFFD : c);
    }
    return out;
}

std::string utf8_of(std::u32string_view code_points) {
    std::string out;
    for (const auto c : code_points) icu::UnicodeString{static_cast<UChar32>(c)}.toUTF8String(out);
    return out;
}

}  // namespace arkki::lang
