#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arkki::web {

/// Header fields as received, in order, names as written.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// What the framing guard says of a request it knows only by its first line and headers.
struct Verdict {
    int status = 200;          ///< 200: go on; anything else is the answer, and the connection ends
    std::string_view reason;   ///< for the operator, never from the request
    std::uint64_t body = 0;    ///< promised length in bytes
};

/// Judges whether the length of a request is beyond doubt: one request in, at most one out.
///
/// Poco 1.11 believes every framing header, leaves unread body bytes in the connection, where they become the next
/// request, and takes a cut-off chunked body for a whole one (pocoproject/poco #5032). So a length must be stated
/// exactly once and in digits, transfer codings are refused (RFC 9112, 6.3, allows 411), as are header names that a
/// front proxy might read otherwise, control bytes, a second Host, and anything unreasonably long.
///
/// @param limit  bytes of body this method and path may carry
/// @return 400, 411, 413, 414, 431 or 200
[[nodiscard]] Verdict judge(std::string_view method, std::string_view target, const HeaderList& headers,
                            std::uint64_t limit);

}  // namespace arkki::web
