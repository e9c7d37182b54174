#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/log.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// CLOCK_BOOTTIME: time since the machine started, its sleep included. Nobody can set it.
[[nodiscard]] audit::Uptime machine_uptime();

/// SHA-256 of policy.properties, hex: which rules the house went by.
[[nodiscard]] std::string policy_sha256(const Settings& settings);

/// What "service.started" says: version, database, policy, boot and uptime of the machine, and `unclean=1` if the
/// service had not stopped before. A "service.started" without it, after a start, is a find of `audit verify`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> start_args(Office& office, std::string_view version);

}  // namespace arkki::service
