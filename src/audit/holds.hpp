#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "audit/log.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::audit {

/// A stretch of the log whose contents must stay for now, because of a breach or a case of misuse.
struct Hold {
    std::int64_t id = 0;
    std::int64_t from = 0, to = 0;  ///< entries, both included
    PersonalText reason;
    Day review_on{};  ///< when somebody asks whether it is still needed
    EventId held{0};
    std::optional<EventId> released{};
};

/// Nothing of these entries is erased until `release`. Logged as "log.held" by whoever `by` is.
/// @throws Error{Fault::invalid, "audit.hold_reason" | "audit.bad_range" | "audit.bad_review_day"}
std::int64_t hold(Log& log, Event by, const Hold& wanted, Day today);
/// @throws Error{Fault::not_found, "audit.no_such_hold"}
void release(Log& log, Event by, std::int64_t id);
/// Those in force, the oldest first; with `all` the released ones too.
[[nodiscard]] std::vector<Hold> holds(db::Read& read, bool all = false);

}  // namespace arkki::audit
