#pragma once
#include <string>

#include "base/text.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// `__Host-arkki` under TLS: only over TLS, only from this very host. Browsers refuse that name without Secure, so on
/// plain loopback it is `arkki`.
[[nodiscard]] std::string session_cookie_name(bool secure);
/// The session's secret a request carries, "" for none: a cookie that is not of our form, stands there twice or in two
/// headers makes its sender a stranger, not somebody.
[[nodiscard]] PersonalText session_cookie(const Request& request);
/// Whether there is something under the cookie's name at all.
[[nodiscard]] bool has_session_cookie(const Request& request);
/// Hands the secret to the browser, for as long as it runs.
void set_session_cookie(Reply& reply, const Request& request, const PersonalText& secret);
void clear_session_cookie(Reply& reply, const Request& request);
/// The way from the password to the code: a ticket of five minutes under a name of its own.
[[nodiscard]] PersonalText step_cookie(const Request& request);
void set_step_cookie(Reply& reply, const Request& request, const PersonalText& ticket);
void clear_step_cookie(Reply& reply, const Request& request);
/// Remembers the language for a year.
void set_language_cookie(Reply& reply, const Request& request, Language language);

}  // namespace arkki::web
