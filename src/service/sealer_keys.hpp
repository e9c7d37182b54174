#pragma once
#include <string>
#include <vector>

#include "service/settings.hpp"
#include "tlog/note.hpp"

namespace arkki::service {

/// The sealer's pinned keys; after a change of keys there are several, and older notes bear the older ones.
/// @throws Error{Fault::not_found, "seal.no_key"}, Error{Fault::invalid, "audit.bad_vkey"}
[[nodiscard]] std::vector<tlog::VerifierKey> pinned_keys(const Settings& settings);

/// The checkpoint of a note that one of these keys signed.
/// @throws Error{Fault::corrupt, "audit.bad_signature"}, Error{Fault::invalid, "audit.bad_checkpoint"}
[[nodiscard]] tlog::Checkpoint signed_by_one(const std::string& note, const std::vector<tlog::VerifierKey>& keys);

}  // namespace arkki::service
