#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "web/fields.hpp"
#include "web/framing.hpp"
#include "web/upload.hpp"

namespace arkki::web {

/// One request as a handler sees it: read, checked and limited. A plain value, so that handlers are tested without
/// sockets.
struct Request {
    std::string method = "GET";   ///< GET, HEAD or POST
    std::string path = "/";       ///< undecoded, without the query
    Fields ids;                   ///< what stood at {name} in the route's pattern
    Fields query;
    Fields form;                  ///< a posted form, url-encoded or multipart
    std::vector<Upload> uploads;  ///< its files; those without a name and without bytes are left out
    HeaderList headers;
    Fields cookies;
    Language language = Language::fi;
    std::string address;          ///< of the caller
    std::string id;               ///< of this request, in the log and on error pages
    bool secure = false;          ///< came through TLS
    PersonalText cookie;          ///< the session's secret, "" for nobody
    PersonalText bearer;          ///< a token's secret, "" for none; never together with a cookie

    /// A header's value, "" if absent. `name` in any case.
    [[nodiscard]] std::string header(std::string_view name) const;
    /// `/documents/{id}`: `request.id_of<DocumentId>()`
    /// @throws Error{Fault::not_found, "web.no_page"}  if it is no number
    template <class StrongId>
    [[nodiscard]] StrongId id_of(std::string_view name = "id") const {
        return StrongId{number_in_path(name)};
    }
    /// Whether the answer should be JSON: under /api/v1, or asked for by Accept.
    [[nodiscard]] bool wants_json() const;
    [[nodiscard]] bool changes() const noexcept { return method != "GET" && method != "HEAD"; }
    /// The value of the hidden field `token` of every form.
    [[nodiscard]] std::string form_token() const;

private:
    [[nodiscard]] std::int64_t number_in_path(std::string_view name) const;
};

/// A first line and headers as a Request, not yet routed and without its body.
/// @param target  as in the first line, "/search?page=2"
/// @throws Error{Fault::invalid, "web.bad_form"}
[[nodiscard]] Request make_request(std::string method, std::string_view target, HeaderList headers);

/// The language to answer in: the cookie `arkki-language`, else Accept-Language, else Finnish.
[[nodiscard]] Language preferred_language(const Request& request);

/// A way back to a page of ours, else `otherwise`: one leading '/', no "//", no '\', no control bytes.
[[nodiscard]] std::string safe_next(std::string_view target, std::string_view otherwise = "/");

}  // namespace arkki::web
