#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "tlog/checkpoint.hpp"

namespace arkki::audit {

/// One thing that is wrong with the log. Keys, all below "audit.verify.":
///   missing       this entry, and perhaps more after it, is not there
///   entry         what the entry says does not match its hash
///   hour          its local hour was changed
///   clock         it is older than the entry before it, and no "clock.jumped" says so
///   pruned        a part of it was erased, and nothing in the log says so
///   subject_gone, subject_added   the table of who was looked at differs from the entry
///   node          a stored hash of the 256 or more entries from here on does not match them
///   state         the stored tree does not match the entries (no seq), or lacks the entry
///   beginning     entry 0 is not "log.created"
///   shorter       the log ends before the outside checkpoint
///   root          up to this entry the log is not what it was when the outside checkpoint was made
///   origin        the outside checkpoint is of another log
struct Problem {
    std::optional<EventId> seq;  ///< where; nothing: the log as a whole
    std::string key;             ///< message key; its argument is `seq`
};

struct Verification {
    bool ok = false;
    std::uint64_t size = 0;         ///< entries
    std::string root;               ///< base64
    std::vector<Problem> problems;  ///< the first 100, in order of discovery
    std::uint64_t problem_count = 0;
};

struct VerifyOptions {
    std::optional<tlog::Checkpoint> outside;                               ///< a copy that had left the machine
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< called every few thousand entries
};

/// Checks the whole log up to its size at the start: columns to hashes to tree, the table of data subjects both ways,
/// local hours, order of time, and the outside checkpoint. Reads in slices; appending may go on meanwhile.
[[nodiscard]] Verification verify(db::Database& database, const WallClock& wall_clock,
                                  const VerifyOptions& options = {});

}  // namespace arkki::audit
