#include "web/session_cookie.hpp"

#include <algorithm>

#include "access/sessions.hpp"
#include "web/ascii.hpp"

namespace arkki::web {
namespace {

std::string attributes(const Request& request) {
    return std::string{"; Path=/; HttpOnly; SameSite=Lax"} + (request.secure ? "; Secure" : "");
}

std::string step_name(const Request& request) { return request.secure ? "__Host-arkki-step" : "arkki-step"; }

/// A value of our form that stands there exactly once.
PersonalText only(const Request& request, std::string_view name) {
    const auto headers =
        std::ranges::count_if(request.headers, [](const auto& header) { return same_word(header.first, "Cookie"); });
    const auto values = request.cookies.all(name);
    const bool ours = headers == 1 && values.size() == 1 && access::looks_like_cookie(values.front());
    return ours ? PersonalText{values.front()} : PersonalText{};
}

}  // namespace

std::string session_cookie_name(bool secure) { return secure ? "__Host-arkki" : "arkki"; }

PersonalText session_cookie(const Request& request) { return only(request, session_cookie_name(request.secure)); }

bool has_session_cookie(const Request& request) { return request.cookies.has(session_cookie_name(request.secure)); }

PersonalText step_cookie(const Request& request) { return only(request, step_name(request)); }

void set_step_cookie(Reply& reply, const Request& request, const PersonalText& ticket) {
    reply.with("Set-Cookie", step_name(request) + "=" + ticket.reveal() + "; Max-Age=300" + attributes(request));
}

void clear_step_cookie(Reply& reply, const Request& request) {
    reply.with("Set-Cookie", step_name(request) + "=; Max-Age=0" + attributes(request));
}

void set_session_cookie(Reply& reply, const Request& request, const PersonalText& secret) {
    reply.with("Set-Cookie", session_cookie_name(request.secure) + "=" + secret.reveal() + attributes(request));
}

void clear_session_cookie(Reply& reply, const Request& request) {
    reply.with("Set-Cookie", session_cookie_name(request.secure) + "=; Max-Age=0" + attributes(request));
}

void set_language_cookie(Reply& reply, const Request& request, Language language) {
    reply.with("Set-Cookie",
               "arkki-language=" + std::string{code(language)} + "; Max-Age=31536000" + attributes(request));
}

}  // namespace arkki::web
