#include "tlog/seal_client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace arkki::tlog {
namespace {

using Moment = std::chrono::steady_clock::time_point;
constexpr std::size_t largest_answer = max_push * (max_leaf + 2) + 1024;

[[noreturn]] void no_sealer(const char* step) {
    throw Error{Fault::unavailable, "seal.no_sealer", std::string{step} + ", errno " + std::to_string(errno)};
}

class Line {
public:
    Line(const std::filesystem::path& path, Moment deadline)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}, deadline_{deadline} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.native().size() >= sizeof address.sun_path)
            throw Error{Fault::invalid, "seal.no_sealer", "the socket's path is too long"};
        std::memcpy(address.sun_path, path.c_str(), path.native().size());
        if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            const int fault = errno;
            if (socket_ >= 0) ::close(socket_);
            errno = fault;
            no_sealer("connect");
        }
    }
    ~Line() { ::close(socket_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    [[nodiscard]] uid_t peer() const {
        ucred peer{};
        socklen_t length = sizeof peer;
        if (::getsockopt(socket_, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) no_sealer("peer");
        return peer.uid;
    }
    /// A sealer that has heard enough answers before it has all: what cannot be sent any more is left.
    void say(std::string_view text) {
        while (!text.empty()) {
            wait(POLLOUT);
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return;
            if (sent < 0 && errno != EAGAIN && errno != EINTR) no_sealer("send");
            if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
        }
        ::shutdown(socket_, SHUT_WR);
    }
    std::string hear() {
        std::string answer;
        char buffer[16384];
        for (;;) {
            wait(POLLIN);
            const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
            if (got == 0) break;
            if (got < 0 && errno != EAGAIN && errno != EINTR) no_sealer("receive");
            if (got > 0) answer.append(buffer, static_cast<std::size_t>(got));
            if (answer.size() > largest_answer) throw Error{Fault::corrupt, "seal.bad_answer"};
        }
        if (answer.empty()) no_sealer("hung up");
        return answer;
    }

private:
    void wait(short event) const {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
        pollfd ready{socket_, event, 0};
        const int got = left.count() > 0 ? ::poll(&ready, 1, static_cast<int>(left.count())) : 0;
        if (got < 0 && errno == EINTR) return;
        if (got <= 0) no_sealer("no answer in time");
    }
    int socket_;
    Moment deadline_;
};

}  // namespace

SealersWord ask_sealer(const std::filesystem::path& socket, std::string_view request,
                       std::chrono::milliseconds patience) {
    Line line{socket, std::chrono::steady_clock::now() + patience};
    const uid_t uid = line.peer();
    line.say(request);
    return {seal_answer_from(line.hear()), uid};
}

}  // namespace arkki::tlog
