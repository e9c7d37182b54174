#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "sealer/sealer.hpp"

namespace arkki::sealer {

/// The Unix socket where one user, the service's, is served: one connection at a time, one request a connection.
class Counter {
public:
    /// Takes the place of a dead sealer's socket.
    /// @throws Error{Fault::unavailable, "seal.no_socket"}
    Counter(std::filesystem::path socket, uid_t customer);
    ~Counter();
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;

    /// Serves until SIGTERM or SIGINT comes. A request that is not whole after `patience` is dropped.
    void serve(Sealer& sealer, std::chrono::milliseconds patience);

private:
    std::filesystem::path path_;
    uid_t customer_;
    int socket_ = -1;
};

}  // namespace arkki::sealer
