#pragma once
#include "web/lobby.hpp"

namespace arkki::web {

/// What is known of a document, without names: numbers, type, days, place.
[[nodiscard]] Reply document_facts(const Lobby& lobby, const Request& request, const access::Desk& desk);
/// A hundred entries of the access log, the newest first; `?before=` the number of the last one for the next hundred.
[[nodiscard]] Reply log_entries(const Lobby& lobby, const Request& request, const access::Desk& desk);

}  // namespace arkki::web
