#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/row.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {

/// The stored hashes of the tree, for `tlog::inclusion_proof` and `tlog::consistency_proof`. Lives no longer than
/// `read`.
[[nodiscard]] tlog::HashesOf stored_hashes(db::Read& read);

/// What of an entry is shown; the rest is withheld, and the proof holds all the same.
struct Opening {
    std::string groups{group_letters};                ///< letters of the groups that are shown
    std::optional<std::vector<CustomerId>> subjects;  ///< with S: these data subjects alone; nothing: all
};
/// Reads `C,S`.
/// @throws Error{Fault::invalid, "audit.bad_opening"}
[[nodiscard]] std::string groups_from(std::string_view letters);

/// One entry as a JSON object without line end: groups opened, or their commitments when withheld or erased.
/// @throws Error{Fault::corrupt, "audit.damaged"}
///         Error{Fault::not_found, "audit.no_such_subject"}  the opening names somebody the entry is not about
[[nodiscard]] std::string entry_json(const StoredEntry& row, const std::string& origin, const Opening& opening = {});

/// What proves one entry to somebody who has only a checkpoint.
struct Evidence {
    std::string proof;    ///< `.tlog-proof` (c2sp.org/tlog-proof@v1)
    std::string entry;    ///< `.tlog-proof.entry.json`
    bool sealed = false;  ///< the proof ends in a signed checkpoint; else compare it with one that left the machine
};
/// Against the latest signed checkpoint if the entry is in it, else against the log as it is now.
/// @throws Error{Fault::not_found, "audit.no_such_entry"} and what `entry_json` throws
[[nodiscard]] Evidence evidence(db::Read& read, EventId seq, const Opening& opening = {});

/// That the log of `evidence` begins with the log of `old_size`, which somebody has a checkpoint of.
/// @throws Error{Fault::not_found, "audit.no_such_entry"}
[[nodiscard]] std::string consistency(db::Read& read, EventId seq, std::uint64_t old_size);

}  // namespace arkki::audit
