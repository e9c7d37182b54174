#include "web/framing.hpp"

#include <algorithm>
#include <optional>

#include "web/ascii.hpp"

namespace arkki::web {
namespace {

constexpr std::size_t longest_target = 4096;
constexpr std::size_t longest_value = 4096;   // above it Poco has an open fault (pocoproject/poco #5392)
constexpr std::size_t longest_headers = 16384;

bool is_token(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return is_alphanumeric(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
    });
}

bool is_clean_value(std::string_view value) {
    return std::ranges::none_of(value, [](char c) { return (is_control(c) && c != '\t'); });
}

bool is_clean_target(std::string_view target) {
    return target.starts_with('/') && std::ranges::none_of(target, [](char c) { return c == ' ' || is_control(c); });
}

/// Digits only: no sign, no list "5, 5", no blanks; 15 digits are a petabyte.
std::optional<std::uint64_t> length_from(std::string_view text) {
    if (text.empty() || text.size() > 15) return std::nullopt;
    std::uint64_t length = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return length;
}

struct Framing {
    int lengths = 0;
    int hosts = 0;
    bool coded = false;
    std::optional<std::uint64_t> length = 0;
};

Verdict judge_headers(const HeaderList& headers, Framing& framing) {
    std::size_t sum = 0;
    for (const auto& [name, value] : headers) {
        if (!is_token(name)) return {400, "header name"};   // "Transfer-Encoding " with its blank
        if (!is_clean_value(value)) return {400, "header value"};
        sum += name.size() + value.size();
        if (value.size() > longest_value || sum > longest_headers) return {431, "headers too long"};
        if (same_word(name, "Transfer-Encoding")) framing.coded = true;
        if (same_word(name, "Host")) ++framing.hosts;
        if (same_word(name, "Content-Length")) {
            ++framing.lengths;
            framing.length = length_from(value);
        }
    }
    return {};
}

}  // namespace

Verdict judge(std::string_view method, std::string_view target, const HeaderList& headers, std::uint64_t limit) {
    Framing framing;
    if (!is_token(method)) return {400, "method"};
    if (target.size() > longest_target) return {414, "target too long"};
    if (!is_clean_target(target)) return {400, "target"};
    if (const Verdict verdict = judge_headers(headers, framing); verdict.status != 200) return verdict;
    if (framing.coded) return {411, "transfer coding"};
    if (framing.hosts != 1) return {400, "host"};
    if (framing.lengths > 1 || !framing.length) return {400, "content length"};
    const bool may_carry = method == "POST" || method == "PUT" || method == "PATCH";
    if (may_carry && framing.lengths == 0) return {411, "no content length"};
    if (!may_carry && *framing.length > 0) return {400, "unexpected body", *framing.length};
    if (*framing.length > limit) return {413, "too large", *framing.length};
    return {200, "", *framing.length};
}

}  // namespace arkki::web
