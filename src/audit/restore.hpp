#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "audit/log.hpp"
#include "base/time.hpp"
#include "tlog/checkpoint.hpp"

namespace arkki::audit {

struct Restored {
    std::int64_t from = 0, to = 0;  ///< entries, both included
    EventId event{0};               ///< "log.restored"
};

/// Brings back the leaves that a restored backup lacks, as entries of which only hashes and times are left: their
/// contents are lost, and every proof made before the loss holds again. Appends "log.restored" and lets the log be
/// written again. All or nothing.
/// @param by      who does it: its action and args are filled in
/// @param leaves  leaf texts from the log's present size on, from the sealer's export; more than are needed do no harm
/// @param sealed  the newest checkpoint that was sealed; whoever calls has checked its signature
/// @throws Error{Fault::conflict, "audit.nothing_to_restore"}  the log is as long as what was sealed
/// @throws Error{Fault::corrupt, "audit.bad_bundle"}  a leaf text is none, or of another entry; its number as detail
/// @throws Error{Fault::conflict, "audit.restore_mismatch"}  they do not continue this log to the sealed root: after
/// the
///         backup was restored something else was written, or the checkpoint is of another log
Restored restore(Log& log, Event by, const std::vector<std::string>& leaves, const tlog::Checkpoint& sealed,
                 const WallClock& wall_clock);

}  // namespace arkki::audit
