#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "lang/catalogue.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// Why a request got no answer of its own: an HTTP status and the message of a key.
struct Problem {
    int status;
    std::string key;
    std::string field;  ///< the form field at fault, or ""
};

/// invalid 422, not_found 404, denied 403, conflict 409, unavailable 503, corrupt 500: the one place where it stands.
[[nodiscard]] int status_of(Fault fault) noexcept;
/// As `status_of`, but 400 for what is wrong with the transfer itself ("web.bad_form", "web.truncated", ...).
[[nodiscard]] Problem problem_of(const Error& error);
/// The problem of a bare status: 401, 404, 405, 411, 413 ... with the message `web.status_413` and so on.
[[nodiscard]] Problem problem_of_status(int status);

/// The message of a problem; of `web.status_500` if the catalogue does not know its key.
[[nodiscard]] std::string message_of(const Problem& problem, Language language, const lang::Catalogue& catalogue);
/// A problem document, application/problem+json (RFC 9457). `type` is "about:blank", `key` is ours and stable.
[[nodiscard]] Reply problem_document(const Problem& problem, std::string_view message, const Request& request);
/// The message alone, when not even the error page can be made.
[[nodiscard]] Reply bare_problem(const Problem& problem);

}  // namespace arkki::web
