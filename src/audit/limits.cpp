#include "audit/limits.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.hpp"

namespace arkki::audit {
namespace {

constexpr std::size_t code_limit = 120;
constexpr std::size_t arg_limit = 200;
constexpr std::size_t subject_limit = 1000;

[[noreturn]] void refuse(const char* key, const std::string& field) { throw Error{Fault::invalid, key, field, field}; }

void check_length(std::string_view text, std::size_t limit, const char* field) {
    if (text.size() > limit) refuse("audit.too_long", field);
}

bool is_printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

void check_code(std::string_view text, const char* field) {
    check_length(text, code_limit, field);
    if (!is_printable_ascii(text)) refuse("audit.bad_text", field);
}

/// Control characters would run in the terminal of whoever reads an export; C1 ones stand in UTF-8 as C2 80 - C2 9F.
bool has_control_character(std::string_view text, std::string_view allowed) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && allowed.find(text[i]) == std::string_view::npos) || byte == 0x7F) return true;
        if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

void check_typed(std::string_view text, std::size_t limit, std::string_view allowed_controls, const char* field) {
    check_length(text, limit, field);
    if (!is_clean_utf8(text) || has_control_character(text, allowed_controls)) refuse("audit.bad_text", field);
}

template <std::size_t N>
void check_word(std::string_view word, const std::array<std::string_view, N>& known, const char* field) {
    if (std::find(known.begin(), known.end(), word) == known.end()) refuse("audit.bad_text", field);
}

void check_who(const Event& event) {
    static constexpr std::array<std::string_view, 5> doors{"web", "api", "cli", "job", "service"};
    if (event.actor.value() < 0) refuse("audit.bad_text", "actor");
    check_code(event.session, "session");
    check_code(event.auth, "auth");
    check_code(event.address, "address");
    check_word(event.via, doors, "via");
    check_typed(event.station, 40, "", "station");
}

void check_whom(const Event& event) {
    check_code(event.object, "object");
    if (event.version < 0) refuse("audit.bad_text", "version");
    const bool hash =
        event.sha256.size() == 64 && event.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!event.sha256.empty() && !hash) refuse("audit.bad_text", "sha256");
    if (event.subjects.size() > subject_limit) refuse("audit.too_long", "subjects");
    for (const CustomerId subject : event.subjects)
        if (subject.value() <= 0) refuse("audit.bad_text", "subjects");
}

void check_circumstances(const Event& event) {
    static constexpr std::array<std::string_view, 3> results{"allowed", "denied", "error"};
    check_code(event.action, "action");
    if (event.action.empty()) refuse("audit.bad_text", "action");
    check_code(event.role, "role");
    check_code(event.purpose, "purpose");
    check_code(event.case_ref, "case_ref");
    check_code(event.basis, "basis");
    check_word(event.result, results, "result");
    check_code(event.rule, "rule");
    if (event.count < 0) refuse("audit.bad_text", "count");
    check_code(event.request, "request");
    for (const auto& [key, value] : event.args) {
        check_length(key + "=" + value, arg_limit, "args");
        const bool named = !key.empty() && key.find('=') == std::string::npos;
        if (!named || !is_printable_ascii(key) || !is_printable_ascii(value)) refuse("audit.bad_text", "args");
    }
}

}  // namespace

void check(const Event& event) {
    check_who(event);
    check_whom(event);
    check_circumstances(event);
    check_typed(event.query.reveal(), 500, "\t\r\n", "query");
    check_typed(event.reason.reveal(), 2000, "\t\r\n", "reason");
    check_typed(event.note.reveal(), 2000, "\t\r\n", "note");
}

}  // namespace arkki::audit
