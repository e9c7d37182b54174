#include "web/fields.hpp"

#include <charconv>

#include "web/ascii.hpp"

namespace arkki::web {
namespace {

constexpr std::size_t most_fields = 200;

int digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

}  // namespace

const std::string* Fields::find(std::string_view name) const noexcept {
    for (const auto& [key, value] : values_)
        if (key == name) return &value;
    return nullptr;
}

std::string Fields::text(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::string{trimmed(*value)} : std::string{};
}

std::vector<std::string> Fields::all(std::string_view name) const {
    std::vector<std::string> result;
    for (const auto& [key, value] : values_)
        if (key == name) result.push_back(value);
    return result;
}

std::string Fields::required(std::string_view name) const {
    std::string value = text(name);
    if (value.empty()) throw Error{Fault::invalid, "form.missing", {}, std::string{name}};
    return value;
}

std::optional<std::int64_t> Fields::number(std::string_view name) const {
    const std::string value = text(name);
    if (value.empty()) return std::nullopt;
    std::int64_t result = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (fault != std::errc{} || end != value.data() + value.size())
        throw Error{Fault::invalid, "form.bad_number", {}, std::string{name}};
    return result;
}

std::int64_t Fields::number_required(std::string_view name) const {
    if (const auto value = number(name)) return *value;
    throw Error{Fault::invalid, "form.missing", {}, std::string{name}};
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            result += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!is_clean_utf8(result)) return std::nullopt;
    return result;
}

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return result;
}

Fields parse_urlencoded(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        std::string_view value = cut(text, '&');
        if (value.empty()) continue;
        const auto key = percent_decoded(cut(value, '='), true);
        const auto plain = percent_decoded(value, true);
        if (!key || !plain || fields.entries().size() == most_fields) throw Error{Fault::invalid, "web.bad_form"};
        fields.add(*key, *plain);
    }
    return fields;
}

Fields parse_cookies(std::string_view header) {
    Fields cookies;
    while (!header.empty()) {
        std::string_view value = trimmed(cut(header, ';'));
        if (value.find('=') == std::string_view::npos) continue;
        const auto name = cut(value, '=');
        if (is_clean_utf8(name) && is_clean_utf8(value) && cookies.entries().size() < most_fields)
            cookies.add(std::string{name}, std::string{value});
    }
    return cookies;
}

}  // namespace arkki::web
