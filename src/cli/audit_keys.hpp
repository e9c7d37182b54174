#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tlog/policy.hpp"

namespace arkki::cli {

/// The text of a file somebody named in an option.
/// @throws Error{Fault::not_found, "cli.no_file", option}
[[nodiscard]] std::string text_of_file(const std::filesystem::path& file, const std::string& option);

/// Public keys, one vkey a line: the log's first, then its former ones.
/// @throws Error{Fault::invalid, "audit.bad_vkey"}
[[nodiscard]] std::vector<tlog::VerifierKey> keys_from(const std::string& text);

/// Whom to believe, from --policy or else from --vkey.
/// @throws Error{Fault::invalid, "cli.no_vkey"}  when both are empty
[[nodiscard]] tlog::Policy policy_of(const std::string& policy_file, const std::string& vkey_file);

}  // namespace arkki::cli
