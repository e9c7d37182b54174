#pragma once
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace arkki::anchor {

/// Where a server is.
struct Server {
    std::string host;
    std::uint16_t port = 0;
    /// "host:port", "[::1]:514"
    /// @throws Error{Fault::invalid, "anchor.bad_address"}
    [[nodiscard]] static Server from_text(std::string_view text);
};

/// A conversation over TCP that is over when its time is up, however slowly the other side drips: time limits of
/// sockets are per read.
///
/// @throws Error{Fault::unavailable, ...} from everything: "anchor.unreachable", "anchor.slow", "anchor.garbled" for
///         more than may come or less than must
class Line {
public:
    Line(const Server& server, std::chrono::milliseconds patience, bool tls = false);

    void say(std::string_view text);
    /// A line without its end, CR LF or LF.
    [[nodiscard]] std::string hear_line(std::size_t longest = 1'000);
    /// Everything up to the other side's hanging up.
    [[nodiscard]] std::string hear_rest(std::size_t most);
    /// Says that nothing follows.
    void end_of_words();

private:
    [[nodiscard]] bool more();
    void limit_next_wait();

    Poco::Net::StreamSocket socket_;
    std::chrono::steady_clock::time_point end_;
    std::string heard_;
};

/// An answer over HTTP.
struct HttpAnswer {
    int status = 0;
    std::string body;
};
/// POST, one request a connection. https only with a certificate that the system's authorities vouch for.
/// @param url  http://host[:port]/path or https://...
/// @throws Error{Fault::invalid, "anchor.bad_address"} and as `Line`
[[nodiscard]] HttpAnswer post(const std::string& url, std::string_view type, std::string_view body,
                              std::chrono::milliseconds patience, std::size_t most = 65'536);

}  // namespace arkki::anchor
