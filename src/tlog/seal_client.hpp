#pragma once
#include <chrono>
#include <filesystem>
#include <string_view>

#include <sys/types.h>

#include "tlog/seal_protocol.hpp"

namespace arkki::tlog {

/// An answer of the sealer, and under which user it runs.
struct SealersWord {
    SealAnswer answer;
    uid_t uid = 0;
};

/// Sends one request (`push_text` or `seal_request_line`) to the sealer's socket and waits for its answer.
/// @throws Error{Fault::unavailable, "seal.no_sealer"}  nobody listens, it does not answer in time, or it hung up
///         Error{Fault::corrupt, "seal.bad_answer"}
[[nodiscard]] SealersWord ask_sealer(const std::filesystem::path& socket, std::string_view request,
                                     std::chrono::milliseconds patience);

}  // namespace arkki::tlog
