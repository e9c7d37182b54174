#include "web/reply.hpp"

#include <sstream>

#include "web/ascii.hpp"
#include "web/fields.hpp"

namespace arkki::web {
namespace {

// No `unsafe-*` and no outside host. A stored file gets "sandbox": whatever it holds, it is not a page of ours.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view file_policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

}  // namespace

std::string Reply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (same_word(key, name)) return value;
    return {};
}

Reply page(std::string html, int status) { return {status, "text/html; charset=utf-8", {}, std::move(html)}; }

// A '<' stands only within strings there; escaped it begins no element, whatever the reader takes the text for.
Reply json(std::string text, int status) {
    for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at)) text.replace(at, 1, "\\u003c");
    return {status, "application/json", {}, std::move(text)};
}

Reply see_other(std::string path) { return Reply{303, "", {}, ""}.with("Location", std::move(path)); }

Reply shown(ByteView bytes, std::string type) {
    return Reply{200, std::move(type), {}, text_of(bytes)}
        .with("Content-Disposition", "inline")
        .with("Content-Security-Policy", std::string{file_policy});
}

Reply saved(ByteView bytes, std::string type, std::string_view file_name) {
    return Reply{200, std::move(type), {}, text_of(bytes)}
        .with("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encoded(file_name))
        .with("Content-Security-Policy", std::string{file_policy});
}

Reply saved(std::function<void(std::ostream&)> stream, std::string type, std::string_view file_name) {
    Reply reply = saved(ByteView{}, std::move(type), file_name);
    reply.stream = std::move(stream);
    return reply;
}

std::string whole_body(const Reply& reply) {
    if (!reply.stream) return reply.body;
    std::ostringstream out;
    reply.stream(out);
    return out.str();
}

HeaderList standing_headers(const Reply& reply, bool secure) {
    HeaderList headers{{"X-Content-Type-Options", "nosniff"},
                       {"Cross-Origin-Opener-Policy", "same-origin"},
                       {"Cross-Origin-Resource-Policy", "same-origin"},
                       // not "no-referrer": with that a browser posts our own forms with "Origin: null"
                       {"Referrer-Policy", "same-origin"}};
    const auto unless_given = [&](const char* name, std::string_view value) {
        if (reply.header(name).empty()) headers.emplace_back(name, value);
    };
    unless_given("Content-Security-Policy", page_policy);
    unless_given("Cache-Control", "no-store");
    if (secure) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    return headers;
}

}  // namespace arkki::web
