#pragma once
#include "web/lobby.hpp"

namespace arkki::web {

/// One arrival in numbers and states, without the file's name.
[[nodiscard]] Reply arrival_facts(const Lobby& lobby, const Request& request, const access::Desk& desk);
/// Takes in what a program sends: one file as the body, or several of a multipart form as one batch. 201 with what they are
/// now; 200 when the same Idempotency-Key had come before.
[[nodiscard]] Reply arrivals_sent(const Lobby& lobby, const Request& request, const access::Desk& desk);

}  // namespace arkki::web
