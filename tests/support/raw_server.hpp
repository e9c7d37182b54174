#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace arkki::test {

/// One accepted connection, as a server sees it.
class Caller {
public:
    explicit Caller(int socket) : socket_{socket} {
        const timeval patience{5, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Caller() { ::close(socket_); }
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    void say(std::string_view text) const {
        while (!text.empty()) {
            const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// Up to and with `end`; what is there if the other side hung up.
    std::string hear(std::string_view end = "\n") {
        for (;;) {
            const auto at = heard_.find(end);
            if (at != std::string::npos) {
                std::string text = heard_.substr(0, at + end.size());
                heard_.erase(0, at + end.size());
                return text;
            }
            if (!more()) return std::exchange(heard_, {});
        }
    }
    std::string hear(std::size_t bytes) {
        while (heard_.size() < bytes && more()) {
        }
        std::string text = heard_.substr(0, bytes);
        heard_.erase(0, bytes);
        return text;
    }
    std::string hear_all() {
        while (more()) {
        }
        return std::exchange(heard_, {});
    }

private:
    bool more() {
        char buffer[4096];
        const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got > 0) heard_.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }
    int socket_;
    std::string heard_;
};

/// A server on a free port of the loopback that treats one caller after the other as the test says.
class RawServer {
public:
    using Treat = std::function<void(Caller&)>;

    explicit RawServer(Treat treat)
        : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}, treat_{std::move(treat)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(socket_, 16) != 0 || ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
            throw std::runtime_error{"cannot listen"};
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~RawServer() { stop(); }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    void stop() {
        if (!thread_.joinable()) return;
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] int callers() const noexcept { return callers_; }

private:
    void serve() {
        for (int caller; (caller = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            ++callers_;
            Caller talk{caller};
            treat_(talk);
        }
    }
    int socket_;
    std::uint16_t port_ = 0;
    Treat treat_;
    std::atomic<int> callers_ = 0;
    std::thread thread_;
};

/// The body of a POST, after its headers.
inline std::string posted_body(Caller& caller) {
    const std::string head = caller.hear("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? "" : caller.hear(static_cast<std::size_t>(std::stoul(head.substr(at + 16))));
}
inline void answer_http(const Caller& caller, const std::string& status, std::string_view body) {
    caller.say("HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string{body});
}

/// A mail server that keeps what it was given. What it says can be changed.
struct MailSink {
    std::vector<std::string> letters;
    std::string greeting = "220 sink\r\n", after_data = "250 2.0.0 queued as 4711\r\n";
    RawServer server{[this](Caller& caller) { treat(caller); }};

    void treat(Caller& caller) {
        caller.say(greeting);
        for (std::string line; !(line = caller.hear()).empty();) {
            if (line.starts_with("QUIT")) return caller.say("221 bye\r\n");
            if (!line.starts_with("DATA")) {
                caller.say(line.starts_with("EHLO") ? "250-sink\r\n250 8BITMIME\r\n" : "250 fine\r\n");
                continue;
            }
            caller.say("354 go on\r\n");
            const std::string letter = caller.hear("\r\n.\r\n");
            if (!letter.ends_with("\r\n.\r\n")) return;
            if (after_data.starts_with("250")) letters.push_back(letter);
            caller.say(after_data);
        }
    }
};

}  // namespace arkki::test
