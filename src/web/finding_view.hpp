#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "audit/findings.hpp"
#include "lang/value.hpp"
#include "web/lobby.hpp"
#include "web/log_view.hpp"

/// How findings and verdicts are told.
namespace arkki::web {

/// Who says what a finding was: never the person it concerns, so more than one must be able to.
inline const Roles judges{access::Role::auditor, access::Role::responsible};

[[nodiscard]] std::string rule_text(const Words& words, std::string_view rule);
/// justified, misuse, unclear, each with what it means.
[[nodiscard]] std::vector<Option> verdict_options(const Words& words);
/// Open findings from before this moment are overdue.
[[nodiscard]] Instant overdue_before(const Lobby& lobby, const access::Desk& desk);
/// What was found, whom and whose data it concerns, and its state.
[[nodiscard]] lang::Value finding_row(const Lobby& lobby, const Words& words, const access::Desk& desk, Teller& teller,
                                      const audit::Finding& finding);
/// A state as a mark: its shape and colour, and its words.
[[nodiscard]] std::string_view look_of(audit::Judgement state);

}  // namespace arkki::web
