#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"

/// The outbox: which checkpoints are still to leave the machine by which channel, and which have arrived.
namespace arkki::audit {

/// One checkpoint on one channel, while it waits.
struct Anchor {
    std::int64_t id = 0;
    std::uint64_t size = 0;
    std::string channel;
    int attempts = 0;
};

/// Puts a checkpoint into the outbox of a channel, once.
void hand_over(db::Write& write, std::uint64_t size, std::string_view channel, Instant now);
/// The newest that waits for its time, newest first: the largest checkpoint says most.
[[nodiscard]] std::optional<Anchor> next_anchor(db::Read& read, std::string_view channel, Instant now);
/// Tried without success; tried again after `next`. `code` is the message key of the fault.
void put_off(db::Write& write, const Anchor& anchor, const std::string& code, Instant now, Instant next);
/// Arrived. @returns whether it still waited: a receipt counts once
bool acknowledge(db::Write& write, const Anchor& anchor, const std::string& receipt_sha256, Instant now);
/// What is smaller need not be sent any more on this channel.
void cover_smaller(db::Write& write, const Anchor& anchor);
/// A person says that the printed page of this checkpoint is in the binder.
/// @throws Error{Fault::not_found, "seal.no_checkpoint"}, Error{Fault::conflict, "seal.filed_already"}
void filed_on_paper(db::Write& write, std::uint64_t size, const std::string& receipt_sha256, Instant now);

/// How one channel stands.
struct ChannelRecord {
    std::optional<std::uint64_t> acknowledged_size;  ///< the largest
    std::optional<Instant> acknowledged_at;          ///< the latest
    std::int64_t waiting = 0;
    std::optional<Instant> waiting_since;  ///< when the oldest that waits was put there
    std::string code;                      ///< the last fault of what waits, "" if there was none
};
[[nodiscard]] ChannelRecord record_of(db::Read& read, std::string_view channel);
/// When a checkpoint was last put into this channel's outbox.
[[nodiscard]] std::optional<Instant> last_handed_over(db::Read& read, std::string_view channel);

}  // namespace arkki::audit
