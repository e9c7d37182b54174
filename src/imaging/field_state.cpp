#include "imaging/field_state.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace arkki::imaging {
namespace {

constexpr float sure_from = 95, proposed_from = 80;
constexpr float ticked_from = 0.08f, unticked_to = 0.02f;
constexpr float signed_from = 0.015f, unsigned_to = 0.006f;
constexpr std::array<std::string_view, 4> states{"empty", "sure", "proposed", "to_key"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Without what the frame or the line to write on left at the ends.
std::string_view without_edges(std::string_view text, FieldKind kind) {
    static constexpr std::array<std::string_view, 8> strays{"|", "—", "–", "_", "¦", "[", "]", " "};
    for (bool again = true; again;) {
        again = false;
        text = trimmed(text);
        for (const auto stray : strays) {
            if (text.starts_with(stray)) text.remove_prefix(stray.size()), again = true;
            if (text.ends_with(stray)) text.remove_suffix(stray.size()), again = true;
        }
        const bool sentence = kind == FieldKind::block || kind == FieldKind::text;
        if (!sentence && text.ends_with('.')) text.remove_suffix(1), again = true;
        if (text.starts_with('.')) text.remove_prefix(1), again = true;
    }
    return text;
}

bool is_phone(std::string_view text) {
    const auto digits = std::ranges::count_if(text, is_digit);
    const bool clean = std::ranges::all_of(text, [](char c) {
        return is_digit(c) || c == ' ' || c == '-' || c == '+' || c == '(' || c == ')';
    });
    return clean && digits >= 6 && digits <= 15 && text.find('+', 1) == std::string_view::npos;
}

bool is_host(std::string_view text) {
    const auto dot = text.find('.');
    return dot != std::string_view::npos && dot > 0 && dot + 2 < text.size() && text.find("..") == text.npos &&
           !text.ends_with('.') && !text.ends_with('-') &&
           std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_mail(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos) return false;
    const auto name = text.substr(0, at);
    return is_host(text.substr(at + 1)) && !name.starts_with('.') && !name.ends_with('.') &&
           std::ranges::all_of(name, [](char c) {
               return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_' || c == '+';
           });
}

bool is_web(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
    return is_host(text.substr(0, text.find('/')));
}

std::optional<int> number_in(std::string_view digits) {
    int value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// 7.10.2026, 7/10/2026 or 2026-10-07.
bool is_date(std::string_view text) {
    std::vector<int> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find_first_of(".-/", at), text.size());
        const auto number = number_in(trimmed(text.substr(at, end - at)));
        if (!number) return false;
        parts.push_back(*number);
        at = end + 1;
    }
    if (parts.size() != 3) return false;
    if (parts[0] > 31) std::swap(parts[0], parts[2]);
    if (parts[0] < 1 || parts[1] < 1 || parts[2] < 1900 || parts[2] > 2100) return false;
    const std::chrono::year_month_day day{std::chrono::year{parts[2]}, std::chrono::month{unsigned(parts[1])},
                                          std::chrono::day{unsigned(parts[0])}};
    return day.ok();
}

bool is_number(std::string_view text) {
    const auto marks = std::ranges::count_if(text, [](char c) { return c == ',' || c == '.'; });
    return !text.empty() && is_digit(text.back()) && marks <= 1 && std::ranges::any_of(text, is_digit) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || c == ',' || c == '.' || c == ' ' || c == '-'; });
}

/// Of plain words: no sign that only a misread line makes.
bool is_plain(std::string_view text) {
    return text.find_first_of("|~^<>{}\\=*_`") == std::string_view::npos &&
           std::ranges::any_of(text, [](char c) { return is_letter(c) || is_digit(c); });
}

bool is_name(std::string_view text) {
    return is_plain(text) && std::ranges::none_of(text, is_digit) && std::ranges::count_if(text, is_letter) >= 2;
}

JudgedField by_ink(float ink, float yes_from, float no_to) {
    if (ink >= yes_from) return {FieldState::sure, PersonalText{"yes"}, true};
    if (ink <= no_to) return {FieldState::sure, PersonalText{"no"}, true};
    return {FieldState::to_key, {}, false};
}

}  // namespace

std::string_view code(FieldState state) noexcept { return states.at(static_cast<std::size_t>(state)); }

FieldState field_state_from(std::string_view code) {
    const auto found = std::ranges::find(states, code);
    if (found == states.end()) throw Error{Fault::corrupt, "fields.bad"};
    return static_cast<FieldState>(found - states.begin());
}

bool passes(FieldKind kind, std::string_view value) {
    switch (kind) {
        case FieldKind::text:
        case FieldKind::block:
            return is_plain(value);
        case FieldKind::name:
            return is_name(value);
        case FieldKind::phone:
            return is_phone(value);
        case FieldKind::email:
            return is_mail(value);
        case FieldKind::web:
            return is_web(value);
        case FieldKind::date:
            return is_date(value);
        case FieldKind::number:
            return is_number(value);
        case FieldKind::check:
        case FieldKind::signature:
            break;
    }
    return value == "yes" || value == "no";
}

JudgedField judged(const FieldRead& field) {
    if (field.kind == FieldKind::check) return by_ink(field.ink, ticked_from, unticked_to);
    if (field.kind == FieldKind::signature) return by_ink(field.ink, signed_from, unsigned_to);
    JudgedField judged;
    judged.value = PersonalText{std::string{without_edges(field.value.reveal(), field.kind)}};
    if (judged.value.empty()) {
        judged.state = field.ink > 0 ? FieldState::to_key : FieldState::empty;
        return judged;
    }
    judged.passed = passes(field.kind, judged.value.reveal());
    const bool sure = field.confidence >= sure_from && judged.passed;
    judged.state = sure                                ? FieldState::sure
                   : field.confidence >= proposed_from ? FieldState::proposed
                                                       : FieldState::to_key;
    return judged;
}

}  // namespace arkki::imaging
