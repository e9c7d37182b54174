#include "sealer/counter.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "base/error.hpp"

namespace arkki::sealer {
namespace {

using Moment = std::chrono::steady_clock::time_point;
constexpr std::size_t largest_request = 4 * 1024 * 1024;

volatile std::sig_atomic_t asked_to_end = 0;
extern "C" void on_end(int) { asked_to_end = 1; }

/// Keeps the signals that end us for the moments in which we wait.
class Signals {
public:
    Signals() {
        struct sigaction action {};
        action.sa_handler = &on_end;
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int signal : {SIGTERM, SIGINT}) {
            sigaddset(&blocked, signal);
            ::sigaction(signal, &action, nullptr);
        }
        ::sigprocmask(SIG_BLOCK, &blocked, &before_);
        for (const int signal : {SIGTERM, SIGINT}) sigdelset(&before_, signal);
    }
    /// Whether the file became ready; not if a signal came or the time is up.
    [[nodiscard]] bool wait(int file, short event, const timespec* left) const {
        pollfd ready{file, event, 0};
        return asked_to_end == 0 && ::ppoll(&ready, 1, left, &before_) > 0;
    }

private:
    sigset_t before_{};
};

/// One connection.
class Visit {
public:
    Visit(int socket, const Signals& signals, std::chrono::milliseconds patience)
        : socket_{socket}, signals_{signals}, patience_{patience} {}
    ~Visit() { ::close(socket_); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    [[nodiscard]] uid_t visitor() const {
        ucred peer{};
        socklen_t length = sizeof peer;
        if (::getsockopt(socket_, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return static_cast<uid_t>(-1);
        return peer.uid;
    }
    /// What the visitor says until he has said all; nothing if he takes too long or says too much.
    [[nodiscard]] std::optional<std::string> hear() const {
        const Moment deadline = std::chrono::steady_clock::now() + patience_;
        std::string all;
        char buffer[16384];
        while (wait(POLLIN, deadline)) {
            const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
            if (got == 0) return all;
            if (got < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
            if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
            if (all.size() > largest_request) return std::nullopt;
        }
        return std::nullopt;
    }
    void say(std::string_view text) const {
        const Moment deadline = std::chrono::steady_clock::now() + patience_;
        while (!text.empty() && wait(POLLOUT, deadline)) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) return;
            if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

private:
    [[nodiscard]] bool wait(short event, Moment deadline) const {
        const auto left =
            std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        const timespec time{static_cast<time_t>(left.count() / 1'000'000'000),
                            static_cast<long>(left.count() % 1'000'000'000)};
        return signals_.wait(socket_, event, &time);
    }
    int socket_;
    const Signals& signals_;
    std::chrono::milliseconds patience_;
};

tlog::SealAnswer refused(std::string why) {
    tlog::SealAnswer answer;
    answer.why = std::move(why);
    return answer;
}

tlog::SealAnswer answer_to(Sealer& sealer, std::string_view message) {
    const auto end = message.find('\n');
    const auto line = message.substr(0, end == std::string_view::npos ? end : end + 1);
    try {
        const auto request = tlog::seal_request_from(line);
        const auto rest = message.substr(line.size());
        if (request.kind == tlog::SealRequest::Kind::push) return sealer.push(request.from, request.count, rest);
        return rest.empty() ? sealer.leaves(request.from, request.count) : refused("not_a_request");
    } catch (const Error& error) {
        if (error.key() == "seal.bad_request") return refused("not_a_request");
        std::cerr << error.what() << std::endl;
        return refused("cannot_write");
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << std::endl;
        return refused("cannot_write");
    }
}

void receive(Sealer& sealer, uid_t customer, const Visit& visit) {
    if (visit.visitor() != customer) {
        std::cerr << "seal.foreign_user " << visit.visitor() << std::endl;
        return visit.say(tlog::seal_answer_text(refused("foreign_user")));
    }
    const auto message = visit.hear();
    const auto answer = message ? answer_to(sealer, *message) : refused("half_a_message");
    using Kind = tlog::SealAnswer::Kind;
    if (answer.kind == Kind::bad) std::cerr << "seal.halted " << answer.number << ' ' << answer.why << std::endl;
    if (answer.kind == Kind::refused) std::cerr << "seal.refused " << answer.why << std::endl;
    visit.say(tlog::seal_answer_text(answer));
}

}  // namespace

Counter::Counter(std::filesystem::path socket, uid_t customer) : path_{std::move(socket)}, customer_{customer} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // It gets its name only when it listens: whoever sees it is heard. The rename takes a dead sealer's place.
    const std::string unnamed = path_.native() + ".new";
    struct stat old {};
    const bool fits = unnamed.size() < sizeof address.sun_path;
    const bool taken = ::lstat(path_.c_str(), &old) == 0 && !S_ISSOCK(old.st_mode);
    if (fits) std::memcpy(address.sun_path, unnamed.c_str(), unnamed.size());
    ::unlink(unnamed.c_str());
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // Everybody may knock; who is served is decided by the kernel's word about the caller.
    if (taken) errno = EADDRINUSE;
    if (fits && !taken && socket_ >= 0 &&
        ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::chmod(unnamed.c_str(), 0666) == 0 && ::listen(socket_, 8) == 0 &&
        ::rename(unnamed.c_str(), path_.c_str()) == 0)
        return;
    const int fault = errno;
    if (socket_ >= 0) ::close(socket_);
    throw Error{Fault::unavailable, "seal.no_socket", "errno " + std::to_string(fault)};
}

Counter::~Counter() {
    ::close(socket_);
    ::unlink(path_.c_str());
}

void Counter::serve(Sealer& sealer, std::chrono::milliseconds patience) {
    const Signals signals;
    std::cout << "arkki-sealer ready at " << path_.string() << std::endl;
    while (asked_to_end == 0) {
        if (!signals.wait(socket_, POLLIN, nullptr)) continue;
        const int socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) continue;
        receive(sealer, customer_, Visit{socket, signals, patience});
    }
}

}  // namespace arkki::sealer
