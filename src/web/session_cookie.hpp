#pragma once
#include <string>

#include "base/text.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// `__Host-arkki` under TLS: only over TLS, only from this very host. Browsers refuse that name without Secure, so on
/// plain loopback it is `arkki`.
[[nodiscard]] std::string session_cookie_name(bool secure);
/// The session's secret a request carries, "" for none.
[[nodiscard]] PersonalText session_cookie(const Request& request);
/// Hands the secret to the browser, for as long as it runs.
void set_session_cookie(Reply& reply, const Request& request, const PersonalText& secret);
void clear_session_cookie(Reply& reply, const Request& request);
/// Remembers the language for a year.
void set_language_cookie(Reply& reply, const Request& request, Language language);

}  // namespace arkki::web
