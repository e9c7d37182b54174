#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"
#include "tlog/checkpoint.hpp"

/// Signed checkpoints beside the log they are of, and whether the log is the one they speak of.
namespace arkki::audit {

struct StoredCheckpoint {
    std::uint64_t size = 0;
    Instant at;                ///< when it came from the sealer
    std::string note;          ///< as the sealer signed it; the time stamp is over these bytes
    std::string cosignatures;  ///< lines of witnesses
    std::string time_stamp;    ///< base64 of the reply (RFC 3161), "" if there is none
};

/// Keeps a note whose signature was checked. The same note again changes nothing.
/// @throws Error{Fault::corrupt, "seal.two_notes"}  another note of this size or a larger one is there
void keep_checkpoint(db::Write& write, const std::string& note, Instant at);
void add_cosignatures(db::Write& write, std::uint64_t size, const std::string& lines);
/// The first one stays.
void add_time_stamp(db::Write& write, std::uint64_t size, const std::string& base64);

[[nodiscard]] std::optional<StoredCheckpoint> latest_checkpoint(db::Read& read);
[[nodiscard]] std::optional<StoredCheckpoint> checkpoint_at(db::Read& read, std::uint64_t size);
/// Those larger than `after`, smallest first.
[[nodiscard]] std::vector<StoredCheckpoint> checkpoints(db::Read& read, std::uint64_t after, int limit);

/// Whether the log, as it stands in the tree now, begins with what this checkpoint says: origin, size and root.
[[nodiscard]] bool is_of_this_log(db::Read& read, const tlog::Checkpoint& checkpoint);

/// The texts of the leaves `from` up to `to`, built from the rows.
/// @throws Error{Fault::corrupt, "seal.row_changed"}  a row no longer matches its hash: `detail` is its number
[[nodiscard]] std::vector<std::string> leaf_texts(db::Read& read, std::uint64_t from, std::uint64_t to);

/// How many entries from `from` on are worth a seal: those about the seal itself are not, or an idle log would seal
/// itself for ever.
[[nodiscard]] std::uint64_t worth_sealing(db::Read& read, std::uint64_t from);
/// When the first of those was written.
[[nodiscard]] std::optional<Instant> oldest_unsealed(db::Read& read, std::uint64_t from);

/// From now on nothing is appended, so nothing can be read that must be logged; `why` is a code: "behind", "forked".
void close_log(db::Write& write, const std::string& why);
void reopen_log(db::Write& write);
/// The code, or "".
[[nodiscard]] std::string why_closed(db::Read& read);

}  // namespace arkki::audit
