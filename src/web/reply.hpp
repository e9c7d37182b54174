#pragma once
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "web/framing.hpp"
#include "web/open_line.hpp"

namespace arkki::web {

/// An answer. The headers that every answer carries (security, no-store) are added when it is sent.
struct Reply {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    HeaderList headers;
    std::string body;
    /// Instead of a body: writes what is too long to be made in memory, while it is sent. What it needs outlives the
    /// request. If it throws, the connection breaks, so that half an answer is not taken for a whole one.
    std::function<void(std::ostream&)> stream = {};
    /// Takes the connection over when the head has been sent; then there is no body.
    std::function<void(std::unique_ptr<OpenLine>)> keep_open = {};

    Reply& with(std::string name, std::string value) & {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    Reply&& with(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
    /// "" if the header is not there.
    [[nodiscard]] std::string header(std::string_view name) const;
};

[[nodiscard]] Reply page(std::string html, int status = 200);
[[nodiscard]] Reply json(std::string text, int status = 200);
/// 303: see there, by GET.
[[nodiscard]] Reply see_other(std::string path);

/// Bytes of a record: a type of our own list, shown in the page and never run as a page of ours.
/// @param type  image/jpeg, image/png, application/pdf, text/csv; charset=utf-8, ...
[[nodiscard]] Reply shown(ByteView bytes, std::string type);
/// The same, to be saved under a name (RFC 6266 with UTF-8). The name must not hold personal data.
[[nodiscard]] Reply saved(ByteView bytes, std::string type, std::string_view file_name);
/// The same, written while it is sent.
[[nodiscard]] Reply saved(std::function<void(std::ostream&)> stream, std::string type, std::string_view file_name);
/// The body, or what the stream writes.
[[nodiscard]] std::string whole_body(const Reply& reply);

/// Headers of every answer: what the browser may load (only from here), no sniffing, no framing, nothing kept.
/// @param secure  the service is reached by TLS alone: say so for a year
[[nodiscard]] HeaderList standing_headers(const Reply& reply, bool secure);

}  // namespace arkki::web
