#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace arkki::test {

/// A TCP connection to a loopback port that sends exactly what it is told.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{5, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"cannot connect"};
    }
    RawClient(RawClient&& other) noexcept : socket_{std::exchange(other.socket_, -1)} {}
    RawClient(const RawClient&) = delete;
    ~RawClient() {
        if (socket_ >= 0) ::close(socket_);
    }

    void send(std::string_view data) {
        while (!data.empty()) {
            const auto sent = ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;   // the server has heard enough: its answer is what counts
            data.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// All that comes until the server closes; "<TIMEOUT>" or "<RESET>" at the end if it does not do so properly.
    std::string receive() {
        std::string all;
        char buffer[65536];
        while (true) {
            const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
            if (got == 0) return all;
            if (got < 0) return all + (errno == EAGAIN ? "<TIMEOUT>" : "<RESET>");
            all.append(buffer, static_cast<std::size_t>(got));
        }
    }
    /// What comes until `end` has come, of a connection that stays open.
    std::string receive_until(std::string_view end) {
        std::string all;
        char buffer[65536];
        while (all.find(end) == std::string::npos) {
            const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
            if (got <= 0) return all + (got == 0 ? "<CLOSED>" : "<TIMEOUT>");
            all.append(buffer, static_cast<std::size_t>(got));
        }
        return all;
    }
    std::string talk(std::string_view data, bool half_close = false) {
        send(data);
        if (half_close) ::shutdown(socket_, SHUT_WR);
        return receive();
    }

private:
    int socket_;
};

}  // namespace arkki::test
