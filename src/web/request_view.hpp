#pragma once
#include <string>

#include "requests/requests.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {

/// A desk for the work on one request: its purpose and its case, whatever the visitor chose for the rest of the day.
/// @throws Error{Fault::not_found, "request.unknown"}
[[nodiscard]] access::Desk desk_for(const Lobby& lobby, const access::Desk& desk, RequestId request);

/// "correction request 2026-0042"
[[nodiscard]] std::string request_text(const Words& words, requests::Kind kind, const std::string& number);
/// "customer AS-000031"
[[nodiscard]] std::string subject_text(const Words& words, const access::Desk& desk, CustomerId subject);
/// "12 days left", "the last day is today", "3 days late"
[[nodiscard]] std::string left_text(const Words& words, int days);
/// The case of a request: its other rights, and where was searched; part of add_request_pages.
void add_request_case_page(Table& table);
/// good, bad, warn, wait or "": how a state looks, besides its word.
[[nodiscard]] std::string_view mark_of(requests::State state) noexcept;
[[nodiscard]] std::string_view mark_of(requests::ItemOutcome outcome) noexcept;
[[nodiscard]] std::string outcome_text(const Words& words, requests::ItemOutcome outcome);
/// "PAdES B-B"
[[nodiscard]] std::string level_text(const std::string& level);

}  // namespace arkki::web
