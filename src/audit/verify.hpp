#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/keeping.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "tlog/checkpoint.hpp"
#include "tlog/note.hpp"

namespace arkki::audit {

/// One thing that is wrong with the log. Keys, all below "audit.verify.":
///   missing       this entry, and perhaps more after it, is not there
///   entry         what the entry says does not match its hash
///   hour          its local hour was changed
///   clock         it is older than the entry before it, and no "clock.jumped" says so
///   pruned        a part of it was erased, and nothing in the log says so
///   early         a part of it was erased before its time, by the log's own words or by the least age handed in
///   held          a part of it was erased while somebody held it
///   restart       the service started here, neither stopped before nor said to have died
///   subject_gone, subject_added   the table of who was looked at differs from the entry
///   node          a stored hash of the 256 or more entries from here on does not match them
///   state         the stored tree does not match the entries (no seq), or lacks the entry
///   index         the database's index of the log's own entries hides some
///   beginning     entry 0 is not "log.created"
///   checkpoint    the stored checkpoint that ends with this entry cannot be read or is of another tree
///   signature     it was not signed with the key handed in
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
    std::vector<Problem> problems;  ///< of the first hundred of each slice of the log, the first hundred by place
    std::uint64_t problem_count = 0;
    std::uint64_t checkpoints = 0;  ///< stored ones that were compared
    bool signatures = false;        ///< and whether their signatures were
};

struct VerifyOptions {
    std::optional<tlog::Checkpoint> outside;                               ///< a copy that had left the machine
    std::function<void(std::uint64_t done, std::uint64_t of)> progress{};  ///< called every few thousand entries
    std::vector<tlog::VerifierKey>
        keys{};            ///< pinned: of the log and its former ones; without them nobody's word is checked
    Keeping minimum{};     ///< the least age of what may be erased, by the verifier's own rule
    unsigned threads = 1;  ///< how many slices are checked at the same time
};

/// Checks the whole log up to its size at the start: columns to hashes to tree, stored checkpoints and their
/// signatures, the table of data subjects both ways, local hours, order of time, erased parts, starts of the service,
/// and the outside checkpoint. Reads in slices; appending and pruning may go on meanwhile.
[[nodiscard]] Verification verify(db::Database& database, const WallClock& wall_clock,
                                  const VerifyOptions& options = {});

}  // namespace arkki::audit
