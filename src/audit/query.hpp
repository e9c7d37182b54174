#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/event.hpp"
#include "db/database.hpp"
#include "tlog/checkpoint.hpp"

/// Reading the log. Whoever calls logs it first: `log.append(log_read(desk.event("log.read"), filter, count))`.
namespace arkki::audit {

/// What to look for; an empty member means all.
struct Filter {
    std::optional<Instant> from;  ///< at or after
    std::optional<Instant> to;    ///< before
    std::optional<PersonId> actor;
    std::optional<CustomerId> subject;
    std::string object;  ///< "document:812"
    std::string action;  ///< "document.view"
    std::string result;  ///< allowed | denied | error
    std::string case_ref;
    std::optional<int> hour_from;  ///< hour of the office's day, 0-23; both or neither, over midnight if from > to
    std::optional<int> hour_to;    ///< the last hour that counts
    std::optional<int> weekday;    ///< 0 = Monday
};

/// Refuses a filter that holds anything but codes and ids, so that it may stand in the log.
/// @throws Error{Fault::invalid, "audit.bad_filter", field}
void check(const Filter& filter);

/// Newest first, from what follows `before` in that order on (from the newest if nothing), at most `limit`.
[[nodiscard]] std::vector<Entry> entries(db::Read& read, const Filter& filter, std::optional<EventId> before,
                                         int limit);
/// One entry, if there is one.
[[nodiscard]] std::optional<Entry> entry(db::Read& read, EventId seq);
/// Whose data one entry touched. Empty for none and for a pruned entry.
[[nodiscard]] std::vector<CustomerId> subjects_of(db::Read& read, EventId seq);

struct ActionCount {
    std::string action;
    std::int64_t count;
};
/// How many entries of each kind match, most first.
[[nodiscard]] std::vector<ActionCount> counts(db::Read& read, const Filter& filter);

/// How many entries match on each weekday * 24 + hour of the office's clock, Monday = 0.
[[nodiscard]] std::array<std::int64_t, 168> per_hour_and_weekday(db::Read& read, const Filter& filter);

/// Size, root and origin of the log now.
[[nodiscard]] tlog::Checkpoint current(db::Read& read);

/// Fills in an event of the reader's session as "log.read": the filter as args, the data subject if one was asked for.
[[nodiscard]] Event log_read(Event by, const Filter& filter, std::int64_t shown);

}  // namespace arkki::audit
