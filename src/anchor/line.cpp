#include "anchor/line.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>

#include <array>
#include <charconv>
#include <mutex>

#include "base/error.hpp"

namespace arkki::anchor {
namespace {

namespace net = Poco::Net;

[[noreturn]] void fail(const char* key) { throw Error{Fault::unavailable, key}; }

/// Runs what talks to the network and puts Poco's faults into our words. Theirs may hold what the other side said.
template <class Work>
auto talking(Work&& work) {
    try {
        return work();
    } catch (const Poco::TimeoutException&) {
        fail("anchor.slow");
    } catch (const net::SSLException&) {
        fail("anchor.untrusted_server");
    } catch (const Poco::Exception&) {
        fail("anchor.unreachable");
    }
}

/// Poco would ask on the console about a certificate it does not like; nobody sits there.
net::Context::Ptr trusting_the_system() {
    static std::once_flag once;
    static net::Context::Ptr context;
    std::call_once(once, [] {
        context = new net::Context{net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_STRICT, 9, true};
        context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
        context->enableExtendedCertificateVerification(true);
        net::SSLManager::instance().initializeClient(nullptr, new net::RejectCertificateHandler{false}, context);
    });
    return context;
}

net::StreamSocket connected(const Server& server, std::chrono::milliseconds patience, bool tls) {
    const Poco::Timespan limit{static_cast<Poco::Timespan::TimeDiff>(patience.count()) * 1'000};
    return talking([&]() -> net::StreamSocket {
        const net::SocketAddress address{server.host, server.port};
        net::StreamSocket plain;
        plain.connect(address, limit);
        plain.setSendTimeout(limit);
        plain.setReceiveTimeout(limit);
        if (!tls) return plain;
        auto secure = net::SecureStreamSocket::attach(plain, server.host, trusting_the_system());
        secure.completeHandshake();
        secure.verifyPeerCertificate(server.host);
        return secure;
    });
}

std::string status_line_and_headers(Line& line, int& status) {
    const std::string first = line.hear_line();
    if (!first.starts_with("HTTP/1.") || first.size() < 12) fail("anchor.garbled");
    const auto [end, fault] = std::from_chars(first.data() + 9, first.data() + 12, status);
    if (fault != std::errc{} || end != first.data() + 12 || (first.size() > 12 && first[12] != ' '))
        fail("anchor.garbled");
    std::string length;
    for (int headers = 0;; ++headers) {
        std::string header = line.hear_line(8'192);
        if (header.empty()) return length;
        if (headers > 100) fail("anchor.garbled");
        for (auto& letter : header)
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        if (header.starts_with("transfer-encoding:")) fail("anchor.garbled");  // we asked as HTTP/1.0
        if (header.starts_with("content-length:")) length = header.substr(header.find_first_not_of(": ", 14));
    }
}

}  // namespace

Server Server::from_text(std::string_view text) {
    const Error bad{Fault::invalid, "anchor.bad_address"};
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) throw bad;
    Server server{std::string{text.substr(0, colon)}, 0};
    const auto digits = text.substr(colon + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
    if (fault != std::errc{} || end != digits.data() + digits.size() || server.port == 0) throw bad;
    if (server.host.starts_with('[') && server.host.ends_with(']'))
        server.host = server.host.substr(1, server.host.size() - 2);
    return server;
}

Line::Line(const Server& server, std::chrono::milliseconds patience, bool tls)
    : socket_{connected(server, patience, tls)}, end_{std::chrono::steady_clock::now() + patience} {}

void Line::limit_next_wait() {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(end_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) fail("anchor.slow");
    socket_.setReceiveTimeout(Poco::Timespan{left.count()});
    socket_.setSendTimeout(Poco::Timespan{left.count()});
}

void Line::say(std::string_view text) {
    while (!text.empty()) {
        limit_next_wait();
        const int sent = talking([&] { return socket_.sendBytes(text.data(), static_cast<int>(text.size())); });
        if (sent <= 0) fail("anchor.unreachable");
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool Line::more() {
    std::array<char, 4'096> buffer;
    limit_next_wait();
    const int got = talking([&] { return socket_.receiveBytes(buffer.data(), static_cast<int>(buffer.size())); });
    if (got > 0) heard_.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::string Line::hear_line(std::size_t longest) {
    for (;;) {
        const auto end = heard_.find('\n');
        if (end == std::string::npos ? heard_.size() > longest : end > longest) fail("anchor.garbled");
        if (end != std::string::npos) {
            std::string line = heard_.substr(0, end);
            heard_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        if (!more()) fail("anchor.garbled");
    }
}

std::string Line::hear_rest(std::size_t most) {
    while (more())
        if (heard_.size() > most) fail("anchor.garbled");
    return std::move(heard_);
}

void Line::end_of_words() {
    talking([&] { socket_.shutdownSend(); });
}

HttpAnswer post(const std::string& url, std::string_view type, std::string_view body,
                std::chrono::milliseconds patience, std::size_t most) {
    Poco::URI uri;
    try {
        uri = url;
    } catch (const Poco::Exception&) {
    }  // left empty
    const bool tls = uri.getScheme() == "https";
    if ((!tls && uri.getScheme() != "http") || uri.getHost().empty() || uri.getPort() == 0)
        throw Error{Fault::invalid, "anchor.bad_address"};
    Line line{{uri.getHost(), uri.getPort()}, patience, tls};
    const std::string path = uri.getPathEtc();
    line.say("POST " + (path.empty() ? "/" : path) + " HTTP/1.0\r\nHost: " + uri.getAuthority() +
             "\r\nContent-Type: " + std::string{type} + "\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\nConnection: close\r\n\r\n");
    line.say(body);
    HttpAnswer answer;
    const std::string length = status_line_and_headers(line, answer.status);
    answer.body = line.hear_rest(most);
    if (!length.empty() && length != std::to_string(answer.body.size())) fail("anchor.garbled");
    return answer;
}

}  // namespace arkki::anchor
