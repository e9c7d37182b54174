#include "intake/mail_head.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "intake/mail.hpp"
#include "intake/mail_coding.hpp"

namespace arkki::intake {
namespace {

constexpr std::size_t most_parameters = 100;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), small);
    return result;
}

/// Takes a line, without its end.
std::string_view next_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// A name of a field: printable, no colon.
bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 32 && c < 127; });
}

/// A parameter's text, quoted or not; moves `rest` behind it.
std::string parameter_text(std::string_view& rest) {
    if (!rest.starts_with('"')) {
        const auto end = std::min(rest.find(';'), rest.size());
        const std::string text{trimmed(rest.substr(0, end))};
        rest.remove_prefix(end);
        return text;
    }
    std::string text;
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        // A name such as C:\scans\a.pdf is often written without doubling its backslashes.
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
        text += rest[i];
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    return text;
}

int hex_value(char c) {
    const char d = small(c);
    if (d >= '0' && d <= '9') return d - '0';
    return d >= 'a' && d <= 'f' ? d - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            bytes += static_cast<char>(high << 4 | low);
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

/// `utf-8'fi'n%C3%A4yte.pdf`
std::string extended(std::string_view text) {
    const auto first = text.find('\'');
    const auto second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    if (second == std::string_view::npos) return percent_decoded(text);
    return in_utf8(percent_decoded(text.substr(second + 1)), text.substr(0, first));
}

/// One `=?charset?B?text?=` at the beginning; moves behind it. Nothing, and `rest` untouched, if there is none.
std::optional<std::string> encoded_word(std::string_view& rest) {
    const auto charset_end = rest.find('?', 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= rest.size() || rest[charset_end + 2] != '?') return std::nullopt;
    const auto text_end = rest.find("?=", charset_end + 3);
    if (text_end == std::string_view::npos) return std::nullopt;
    const auto charset = rest.substr(2, charset_end - 2);
    const char coding = small(rest[charset_end + 1]);
    std::string text{rest.substr(charset_end + 3, text_end - charset_end - 3)}, bytes;
    const Take keep = [&](std::string_view piece) { return bytes += piece, true; };
    if (coding == 'q') std::replace(text.begin(), text.end(), '_', ' ');
    if (coding == 'q') decode_quoted(text, keep);
    else if (coding == 'b') decode_base64_lines(text, keep);
    else return std::nullopt;
    rest.remove_prefix(text_end + 2);
    return in_utf8(bytes, charset.substr(0, charset.find('*')));
}

}  // namespace

MailHead::MailHead(std::string_view& rest) {
    const auto whole = rest.size();
    std::string* last = nullptr;
    std::string ignored;
    while (!rest.empty()) {
        const std::string_view before = rest;
        const auto line = next_line(rest);
        if (whole - rest.size() > longest_mail_head) throw Error{Fault::invalid, "mail.unreadable", "long head"};
        if (line.empty()) return;
        if (line.front() == ' ' || line.front() == '\t') {
            if (last) *last += line;
            continue;
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_name(trimmed(line.substr(0, colon)))) {
            rest = before;  // the text has begun without an empty line
            return;
        }
        const auto [place, fresh] = fields_.try_emplace(lower(trimmed(line.substr(0, colon))));
        last = fresh ? &place->second : &ignored;
        *last += line.substr(colon + 1);
    }
}

std::string_view MailHead::field(const std::string& name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::string_view{} : trimmed(found->second);
}

MailValue::MailValue(std::string_view text) {
    const auto end = std::min(text.find(';'), text.size());
    value = lower(trimmed(text.substr(0, end)));
    text.remove_prefix(end);
    while (!text.empty() && parameters.size() < most_parameters) {
        text.remove_prefix(1);
        const auto stop = text.find_first_of("=;");
        if (stop == std::string_view::npos) return;
        const auto name = lower(trimmed(text.substr(0, stop)));
        text.remove_prefix(stop);
        if (text.front() == ';') continue;
        text.remove_prefix(1);
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        parameters.try_emplace(name, parameter_text(text));
    }
}

std::string MailValue::parameter(const std::string& name) const {
    if (const auto found = parameters.find(name + "*"); found != parameters.end()) return extended(found->second);
    if (const auto found = parameters.find(name); found != parameters.end()) return decoded_words(found->second);
    std::string joined;
    bool coded = false;
    for (std::size_t i = 0; i < most_parameters; ++i) {
        const std::string part = name + "*" + std::to_string(i);
        const auto plain = parameters.find(part), escaped = parameters.find(part + "*");
        if (plain == parameters.end() && escaped == parameters.end()) break;
        coded |= escaped != parameters.end();
        joined += plain != parameters.end() ? plain->second : escaped->second;
    }
    return coded ? extended(joined) : joined;
}

std::string decoded_words(std::string_view text) {
    std::string result, between;
    bool after_word = false;
    while (!text.empty()) {
        if (text.starts_with("=?")) {
            if (const auto word = encoded_word(text)) {
                if (!after_word) result += between;  // blanks between two coded words are not part of the text
                between.clear();
                result += *word;
                after_word = true;
                continue;
            }
        }
        const char c = text.front();
        text.remove_prefix(1);
        between += c;
        if (c == ' ' || c == '\t') continue;
        result += between;
        between.clear();
        after_word = false;
    }
    return result + between;
}

std::string in_utf8(std::string_view bytes, std::string_view charset) {
    if (is_clean_utf8(bytes)) return std::string{bytes};
    const std::string name = lower(charset);
    if (!name.starts_with("iso-8859-1") && name != "windows-1252" && name != "latin1") return std::string{bytes};
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0) continue;
        if (byte < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xC0 | byte >> 6);
            text += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

}  // namespace arkki::intake
