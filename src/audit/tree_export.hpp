#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audit/evidence.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "tlog/checkpoint.hpp"

namespace arkki::audit {

/// What goes into an export beside the tree, which holds no personal data.
struct ExportOptions {
    std::string vkey;                                                      ///< the log's, for convenience; "" for none
    std::string policy;                                                    ///< text of the policy file; "" for none
    std::vector<EventId> evidence{};                                       ///< entries to prove, opened as below
    Opening opening{};                                                     ///< what of them is shown
    bool entries = false;                                                  ///< everything the log says: personal data
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< tiles
};

struct Exported {
    tlog::Checkpoint checkpoint;  ///< what the export ends with
    bool sealed = false;          ///< it is signed
    std::size_t files = 0;        ///< written now; the others stood there already
};

/// Writes the log into a folder as in docs/formats.md: checkpoints, time stamps, tiles, bundles, what else is asked
/// for. It ends with the latest signed checkpoint; in a log that was never sealed, with the log as it is. A second
/// export into the same folder writes only what is new, and never over what is there, but for `checkpoint` and
/// entries.*.
/// @throws Error{Fault::conflict, "audit.other_log"}  the folder's checkpoint is not of this log
///         Error{Fault::unavailable, "cli.cannot_write"}, Error{Fault::corrupt, "seal.row_changed"}
Exported export_tree(db::Database& database, const std::filesystem::path& folder, const WallClock& wall_clock,
                     const ExportOptions& options);

}  // namespace arkki::audit
