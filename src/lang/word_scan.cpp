#include "lang/word_scan.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/error.hpp"

namespace arkki::lang {

namespace {

/// Soft hyphens, zero-width blanks and joiners, marks of direction: nobody sees them, so they part no word.
bool is_unseen(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0; }

bool is_mark(UChar32 c) {
    const auto type = u_charType(c);
    return type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

bool continues_word(UChar32 c) { return is_mark(c) || is_unseen(c); }

template <class Leaves>
icu::UnicodeString without(const icu::UnicodeString& text, Leaves&& leaves) {
    icu::UnicodeString kept;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        if (const auto c = text.char32At(i); !leaves(c)) kept.append(c);
    return kept;
}

icu::UnicodeString normalised(const icu::Normalizer2* (*form)(UErrorCode&), const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* const normalizer = form(status);
    if (U_FAILURE(status)) throw Error{Fault::unavailable, "text.no_unicode_data", u_errorName(status)};
    return normalizer->normalize(text, status);
}

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<int32_t>(text.size())});
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
    std::string out;
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= 'z'; });
    if (plain) {  // most words of most pages: letters and digits of ASCII
        for (const char c : word) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        return out;
    }
    auto text = without(from_utf8(word), is_unseen);
    return normalised(&icu::Normalizer2::getNFCInstance, text).toLower(icu::Locale::getRoot()).toUTF8String(out);
}

std::string without_marks(std::string_view word) {
    std::string out;
    return without(normalised(&icu::Normalizer2::getNFDInstance, from_utf8(word)), is_mark).toUTF8String(out);
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
