#include "requests/kinds.hpp"

#include <array>
#include <string>

#include "base/error.hpp"

namespace arkki::requests {
namespace {

constexpr std::array<std::string_view, 10> kinds{"access", "rectify", "erase", "anonymise", "restrict",
                                                 "object", "port",    "ban",   "withdraw",  "log_extract"};
constexpr std::array<std::string_view, 14> states{"received",  "identify",  "work",   "clarify", "review",
                                                  "sign",      "granted",   "partly", "refused", "no_data",
                                                  "withdrawn", "follow_up", "closed", "appealed"};
constexpr std::array<std::string_view, 4> outcomes{"granted", "partly", "refused", "no_data"};
constexpr std::array<std::string_view, 6> item_outcomes{"", "corrected", "supplied", "withheld", "not_held", "refused"};

template <class Enum, std::size_t N>
Enum from(const std::array<std::string_view, N>& codes, std::string_view code, const char* key, const char* field) {
    for (std::size_t i = 0; i < N; ++i)
        if (codes[i] == code) return static_cast<Enum>(i);
    throw Error{Fault::invalid, key, {}, field};
}

}  // namespace

std::string_view code(Kind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view code(State state) noexcept { return states[static_cast<std::size_t>(state)]; }
std::string_view code(Outcome outcome) noexcept { return outcomes[static_cast<std::size_t>(outcome)]; }
std::string_view code(ItemOutcome outcome) noexcept { return item_outcomes[static_cast<std::size_t>(outcome)]; }
Kind kind_from(std::string_view code) { return from<Kind>(kinds, code, "request.bad_kind", "kind"); }
State state_from(std::string_view code) { return from<State>(states, code, "request.bad_state", "state"); }
Outcome outcome_from(std::string_view code) { return from<Outcome>(outcomes, code, "request.bad_outcome", "outcome"); }
ItemOutcome item_outcome_from(std::string_view code) {
    return from<ItemOutcome>(item_outcomes, code, "request.bad_outcome", "outcome");
}

bool answered_here(Kind kind) noexcept {
    return kind == Kind::access || kind == Kind::rectify || kind == Kind::log_extract;
}

const std::vector<std::string_view>& reasons_for(Kind kind) noexcept {
    static const std::vector<std::string_view> access{"R2", "R3", "R4", "R5", "R6"};
    static const std::vector<std::string_view> rectify{"R1", "R2", "R3", "R4", "R11", "R12"};
    static const std::vector<std::string_view> none;
    // A log extract is a part of the right of access (C-579/21): the same grounds.
    if (kind == Kind::access || kind == Kind::log_extract) return access;
    return kind == Kind::rectify ? rectify : none;
}

const std::vector<std::string_view>& identity_methods() noexcept {
    static const std::vector<std::string_view> methods{"postal_reply",         "known_contact", "customer_knowledge",
                                                       "signature_comparison", "visit",         "e_identification"};
    return methods;
}

}  // namespace arkki::requests
