#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "audit/keeping.hpp"
#include "audit/log.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

/// Erasing what the log must no longer keep. Hashes, numbers and times stay, so every proof made before still holds.
namespace arkki::audit {

/// By which rule.
struct PrunePolicy {
    Keeping keeping;
    std::string sha256;  ///< hex, of policy.properties
};

/// One stretch of the log, both ends included, of which groups are erased.
struct PruneRange {
    std::string groups;  ///< "F" or "ASC"
    std::int64_t from = 0, to = 0;
    Instant before;  ///< what is younger stays, wherever it stands
};

struct Pruned {
    std::vector<PruneRange> ranges;
    std::int64_t entries = 0;    ///< of which something was erased now
    bool gone_from_disk = true;  ///< false: a reader kept SQLite's write-ahead log from being emptied
};

/// What `prune` would begin now. Entry 0 stays for good; so do the circumstances of "log.…", and what is on hold.
[[nodiscard]] std::vector<PruneRange> to_prune(db::Read& read, const Keeping& keeping, Instant now);

/// Announces each stretch as "log.pruned", then erases it in short transactions between which others write, and empties
/// the write-ahead log. What a run that died had announced is done first. A hold that comes meanwhile ends its stretch.
/// @param by    who does it: its action and args are filled in
/// @param stop  ends it between two transactions; the next run goes on
Pruned prune(Log& log, const Event& by, const PrunePolicy& policy, Instant now,
             const std::atomic<bool>* stop = nullptr);

}  // namespace arkki::audit
