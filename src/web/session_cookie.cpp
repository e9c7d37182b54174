#include "web/session_cookie.hpp"

namespace arkki::web {
namespace {

std::string attributes(const Request& request) {
    return std::string{"; Path=/; HttpOnly; SameSite=Lax"} + (request.secure ? "; Secure" : "");
}

}  // namespace

std::string session_cookie_name(bool secure) { return secure ? "__Host-arkki" : "arkki"; }

PersonalText session_cookie(const Request& request) {
    return request.cookies.personal(session_cookie_name(request.secure));
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
