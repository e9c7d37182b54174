#include "audit/body.hpp"

#include <algorithm>
#include <charconv>

namespace arkki::audit {
namespace {

void append(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

bool stands_as_it_is(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
    static constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20)
        (out += "\\u00").append({digits[byte >> 4], digits[byte & 15]});
    else
        out.append({'\\', c});
}

/// A key with what stands before it, and its text.
template <std::size_t N>
void text(std::string& out, const char (&key)[N], std::string_view value) {
    out.append(key, N - 1);
    append_json_text(out, value);
}
template <std::size_t N>
void number(std::string& out, const char (&key)[N], std::int64_t value) {
    out.append(key, N - 1);
    append(out, value);
}

void append_lines(std::string& out, std::string_view lines) {
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        append_json_text(out, line);
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        if (!lines.empty()) out += ',';
    }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    for (;;) {
        const auto plain = std::find_if_not(text.begin(), text.end(), stands_as_it_is) - text.begin();
        out.append(text, 0, static_cast<std::size_t>(plain));
        text.remove_prefix(static_cast<std::size_t>(plain));
        if (text.empty()) break;
        append_escaped(out, text.front());
        text.remove_prefix(1);
    }
    out += '"';
}

void append_body(std::string& out, const Who& who) {
    number(out, R"({"actor":)", who.actor);
    text(out, R"(,"session":)", who.session);
    text(out, R"(,"auth":)", who.auth);
    text(out, R"(,"addr":)", who.address);
    text(out, R"(,"via":)", who.via);
    text(out, R"(,"station":)", who.station);
    out += '}';
}

void append_body(std::string& out, const Whom& whom) {
    text(out, R"({"object":)", whom.object);
    number(out, R"(,"version":)", whom.version);
    text(out, R"(,"sha256":)", whom.sha256);
    out += R"(,"subjects":[)";
    for (const auto& subject : whom.subjects) {
        if (&subject != &whom.subjects.front()) out += ',';
        append_json_text(out, subject);
    }
    out += "]}";
}

void append_body(std::string& out, const Circumstances& circumstances) {
    text(out, R"({"action":)", circumstances.action);
    text(out, R"(,"role":)", circumstances.role);
    text(out, R"(,"purpose":)", circumstances.purpose);
    text(out, R"(,"case":)", circumstances.case_ref);
    text(out, R"(,"basis":)", circumstances.basis);
    text(out, R"(,"result":)", circumstances.result);
    text(out, R"(,"rule":)", circumstances.rule);
    number(out, R"(,"count":)", circumstances.count);
    text(out, R"(,"request":)", circumstances.request);
    out += R"(,"args":[)";
    append_lines(out, circumstances.args);
    out += "]}";
}

void append_body(std::string& out, const Typed& typed) {
    text(out, R"({"query":)", typed.query);
    text(out, R"(,"reason":)", typed.reason);
    text(out, R"(,"note":)", typed.note);
    out += '}';
}

}  // namespace arkki::audit
