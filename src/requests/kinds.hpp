#pragma once
#include <string_view>
#include <vector>

namespace arkki::requests {

/// The rights of a data subject, as requests name them (GDPR art. 15-18, 20, 21).
enum class Kind { access, rectify, erase, anonymise, restrict, object, port, ban, withdraw, log_extract };
/// Where a request stands; the legal transitions are rows of `request_rule`.
enum class State {
    received,
    identify,
    work,
    clarify,
    review,
    sign,
    granted,
    partly,
    refused,
    no_data,
    withdrawn,
    follow_up,
    closed,
    appealed
};
/// What was decided of a whole request.
enum class Outcome { granted, partly, refused, no_data };
/// What was decided of one item.
enum class ItemOutcome { open, corrected, supplied, withheld, not_held, refused };

[[nodiscard]] std::string_view code(Kind kind) noexcept;
[[nodiscard]] std::string_view code(State state) noexcept;
[[nodiscard]] std::string_view code(Outcome outcome) noexcept;
[[nodiscard]] std::string_view code(ItemOutcome outcome) noexcept;  ///< "" while open
/// @throws Error{Fault::invalid, "request.bad_kind" | "request.bad_state" | "request.bad_outcome"}
[[nodiscard]] Kind kind_from(std::string_view code);
[[nodiscard]] State state_from(std::string_view code);
[[nodiscard]] Outcome outcome_from(std::string_view code);
[[nodiscard]] ItemOutcome item_outcome_from(std::string_view code);

/// Kinds that Arkki can answer by a letter today; the others can be registered and their time limit is kept.
[[nodiscard]] bool answered_here(Kind kind) noexcept;

/// The reasons for a refusal that the law allows for a kind. There is none for a missing signature, form or language.
/// @see GDPR art. 12(2), 12(5), 15(4), 16, 17(3); Data Protection Act 1050/2018, 34 §
[[nodiscard]] const std::vector<std::string_view>& reasons_for(Kind kind) noexcept;

/// Ways to be sure who asks, weakest first; a copy of an identity card is none of them.
[[nodiscard]] const std::vector<std::string_view>& identity_methods() noexcept;

}  // namespace arkki::requests
