#include "lang/text.hpp"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace arkki::lang {

namespace {

constexpr std::size_t longest_text = 20000;

icu::UnicodeString checked(std::string_view text) {
    if (text.size() > longest_text) throw Error{Fault::invalid, "text.too_long"};
    if (!is_clean_utf8(text)) throw Error{Fault::invalid, "text.not_utf8"};
    return icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<int32_t>(text.size())});
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    return text.toUTF8String(out);
}

icu::UnicodeString normalised(const icu::Normalizer2* form, UErrorCode& status, const icu::UnicodeString& text) {
    icu::UnicodeString out = form->normalize(text, status);
    if (U_FAILURE(status)) throw Error{Fault::unavailable, "text.no_unicode_data", u_errorName(status)};
    return out;
}

/// Characters that print nothing, turn the line around or belong to nobody. U+200D joins letters of some scripts.
bool invisible(UChar32 c) {
    if (c == 0x200D) return false;
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_PRIVATE_USE_CHAR:
        case U_SURROGATE:
            return true;
        default:
            return U_IS_UNICODE_NONCHAR(c);
    }
}

void punctuation_escaped(std::string& out, char c) {
    const bool punctuation =
        (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
    if (punctuation) out += '\\';
    out += c;
}

/// Copies a text character by character, a line separator as `line_break`.
template <class Copy>
std::string copied(std::string_view text, std::string_view line_break, Copy copy) {
    static constexpr std::string_view separator{"\u2028"};
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with(separator)) {
            out += line_break;
            i += separator.size() - 1;
        } else {
            copy(out, text[i]);
        }
    }
    return out;
}

/// Letters that no decomposition takes apart.
const char16_t* plain_letters(UChar32 c) {
    switch (c) {
        case 0x00E6:
            return u"ae";
        case 0x00F8:
            return u"o";
        case 0x0111:
            return u"d";
        case 0x0142:
            return u"l";
        case 0x014B:
            return u"n";
        case 0x0153:
            return u"oe";
        case 0x0167:
            return u"t";
        case 0x00FE:
            return u"th";
        case 0x00F0:
            return u"d";
        case 0x0131:
            return u"i";
        default:
            return nullptr;
    }
}

const icu::Collator& collator(Language language) {
    // Making one costs milliseconds; it never changes, so each thread keeps its own.
    thread_local std::unique_ptr<icu::Collator> collators[3];
    auto& mine = collators[static_cast<int>(language)];
    if (!mine) {
        UErrorCode status = U_ZERO_ERROR;
        mine.reset(icu::Collator::createInstance(icu::Locale{std::string{code(language)}.c_str()}, status));
        if (U_FAILURE(status)) throw Error{Fault::unavailable, "text.no_unicode_data", u_errorName(status)};
    }
    return *mine;
}

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter_or_digit(char c) { return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// `DDMMYYSNNNC` with a right check character: a telephone number of the same shape has one in 31 cases only.
bool identity_code_at(std::string_view text, std::size_t at) {
    static constexpr std::string_view signs{"-+ABCDEFUVWXYabcdefuvwxy"};
    static constexpr std::string_view checks{"0123456789ABCDEFHJKLMNPRSTUVWXY"};
    const auto code = text.substr(at, 11);
    if (code.size() < 11 || (at > 0 && letter_or_digit(text[at - 1]))) return false;
    if (at + 11 < text.size() && letter_or_digit(text[at + 11])) return false;
    if (signs.find(code[6]) == std::string_view::npos) return false;
    int number = 0;
    for (const std::size_t i : {0u, 1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u}) {
        if (!digit(code[i])) return false;
        number = number * 10 + (code[i] - '0');
    }
    const char check = code[10] >= 'a' && code[10] <= 'z' ? static_cast<char>(code[10] - 'a' + 'A') : code[10];
    return checks[static_cast<std::size_t>(number % 31)] == check;
}

}  // namespace

std::string clean_text(std::string_view text) {
    const auto raw = checked(text);
    icu::UnicodeString out;
    bool gap = false;
    for (int32_t i = 0; i < raw.length(); i = raw.moveIndex32(i, 1)) {
        const UChar32 c = raw.char32At(i);
        if (u_isUWhiteSpace(c)) {
            gap = true;
        } else if (!invisible(c)) {
            if (gap && !out.isEmpty()) out.append(u' ');
            gap = false;
            out.append(c);
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    return utf8(normalised(icu::Normalizer2::getNFCInstance(status), status, out));
}

std::string clean_lines(std::string_view text) {
    if (text.size() > longest_text) throw Error{Fault::invalid, "text.too_long"};
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = clean_text(text.substr(0, end));
        if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return out;
}

bool holds_identity_code(std::string_view text) {
    for (std::size_t at = 0; at + 11 <= text.size(); ++at)
        if (identity_code_at(text, at)) return true;
    return false;
}

bool runs_to_the_left(std::string_view text) {
    const auto letters = checked(text);
    for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
        const auto direction = u_charDirection(letters.char32At(i));
        if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
    }
    return false;
}

std::string markdown_escape(std::string_view text) { return copied(text, "\\\n", punctuation_escaped); }

std::string html_escape(std::string_view text) {
    return copied(text, "<br>", [](std::string& out, char c) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    });
}

std::string search_key(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    auto raw = normalised(icu::Normalizer2::getNFKCCasefoldInstance(status), status, checked(text));
    raw = normalised(icu::Normalizer2::getNFDInstance(status), status, raw);
    icu::UnicodeString out;
    bool gap = false;
    for (int32_t i = 0; i < raw.length(); i = raw.moveIndex32(i, 1)) {
        const UChar32 c = raw.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK || c == u'\'' || c == 0x2019) continue;
        if (!u_isalnum(c)) {
            gap = true;
            continue;
        }
        if (gap && !out.isEmpty()) out.append(u' ');
        gap = false;
        const auto* plain = plain_letters(c);
        plain != nullptr ? out.append(plain, -1) : out.append(c);
    }
    return utf8(out);
}

std::string sort_key(std::string_view text, Language language) {
    const auto& order = collator(language);
    const auto raw = checked(text);
    const int32_t size = order.getSortKey(raw, nullptr, 0);
    Bytes key(static_cast<std::size_t>(size));
    order.getSortKey(raw, key.data(), size);
    if (!key.empty()) key.pop_back();  // the closing zero
    return hex(key);
}

std::string sort_key_version() {
    UVersionInfo version;
    collator(Language::fi).getVersion(version);
    return hex(ByteView{version, sizeof version});
}

}  // namespace arkki::lang
