#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "web/door.hpp"

namespace arkki::web {

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;            ///< 0: any free one
    std::filesystem::path certificate;    ///< PEM with its chain; empty: plain HTTP, loopback only
    std::filesystem::path key;            ///< PEM
    int threads = 200;                    ///< one a connection; 202 threads were measured at 15.7 MB
    int queue = 64;                       ///< connections above `threads` that wait; more are reset
    std::chrono::seconds keep_alive{2};   ///< an idle connection gives its thread back soon
    std::chrono::seconds timeout{10};     ///< for each read
};

/// The HTTP server around a Door. Listens from construction on.
///
/// Block SIGTERM and SIGINT (pthread_sigmask) before making one, so that no thread of it takes them, and ignore SIGPIPE.
class Server {
public:
    /// @param door  must outlive the server
    /// @throws Error{Fault::unavailable, "web.cannot_listen"}  port taken, address not ours
    /// @throws Error{Fault::invalid, "web.needs_tls"}  not loopback and no certificate
    /// @throws Error{Fault::invalid, "web.bad_certificate"}
    Server(const ServerSettings& settings, const Door& door);
    ~Server();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] int in_flight() const noexcept;
    /// Takes no new connection, lets what is under way finish, closes the rest.
    void stop(std::chrono::milliseconds patience = std::chrono::seconds{10});

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace arkki::web
