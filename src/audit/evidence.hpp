#pragma once
#include <string>

#include "audit/row.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {

/// The stored hashes of the tree, for `tlog::inclusion_proof` and `tlog::consistency_proof`. Lives no longer than
/// `read`.
[[nodiscard]] tlog::HashesOf stored_hashes(db::Read& read);

/// One entry as a JSON object without line end: every group opened, or its commitment once pruned.
/// @throws Error{Fault::corrupt, "audit.damaged"}
[[nodiscard]] std::string entry_json(const StoredEntry& row, const std::string& origin);

/// What proves one entry to somebody who has only a checkpoint.
struct Evidence {
    std::string proof;  ///< `.tlog-proof` (c2sp.org/tlog-proof@v1) against the log as it is now
    std::string entry;  ///< `.tlog-proof.entry.json`
};
/// The checkpoint in the proof is not signed yet: it must be compared with one that has left the machine.
/// @throws Error{Fault::not_found, "audit.no_such_entry"}
[[nodiscard]] Evidence evidence(db::Read& read, EventId seq);

}  // namespace arkki::audit
