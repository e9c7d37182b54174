#include "web/request.hpp"

#include <algorithm>
#include <optional>

#include "access/sessions.hpp"
#include "web/ascii.hpp"

namespace arkki::web {
namespace {

std::optional<Language> known_language(std::string_view tag) {
    for (const auto language : {Language::fi, Language::sv, Language::en})
        if (same_word(tag.substr(0, 2), code(language)) && (tag.size() == 2 || tag[2] == '-')) return language;
    return std::nullopt;
}

}  // namespace

std::string Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (same_word(key, name)) return value;
    return {};
}

std::int64_t Request::number_in_path(std::string_view name) const {
    try {
        if (const auto number = ids.number(name); number && *number >= 0) return *number;
    } catch (const Error&) {}   // a path that is no number is a page that does not exist
    throw Error{Fault::not_found, "web.no_page"};
}

bool Request::wants_json() const {
    return path.starts_with("/api/v1") || header("Accept").find("application/json") != std::string::npos;
}

std::string Request::form_token() const { return cookie.empty() ? "" : access::form_token(cookie, "form"); }

Request make_request(std::string method, std::string_view target, HeaderList headers) {
    Request request;
    request.method = std::move(method);
    request.headers = std::move(headers);
    request.path = cut(target, '?');
    request.query = parse_urlencoded(target);
    request.cookies = parse_cookies(request.header("Cookie"));
    request.language = preferred_language(request);
    return request;
}

Language preferred_language(const Request& request) {
    if (const auto chosen = known_language(request.cookies.text("arkki-language"))) return *chosen;
    const std::string accepted = request.header("Accept-Language");
    std::string_view rest = accepted;
    while (!rest.empty()) {   // browsers send them in order of preference
        std::string_view range = cut(rest, ',');
        if (const auto language = known_language(trimmed(cut(range, ';')))) return *language;
    }
    return Language::fi;
}

std::string safe_next(std::string_view target, std::string_view otherwise) {
    const bool ours = target.starts_with('/') && !target.starts_with("//") &&
                      std::ranges::none_of(target, [](char c) { return c == '\\' || is_control(c); });
    return std::string{ours ? target : otherwise};
}

}  // namespace arkki::web
