#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::jobs {

/// Work that outlives a process: rows of `job`. A runner takes one up for two minutes at a time and renews that while it
/// works; whoever is not heard of loses it. What a job made is written in the transaction that says it is done, so a
/// runner that wakes up too late changes nothing.
///
/// ready -> running -> done | ready (again later) | failed; failed, done -> ready by `order_again`; any -> void.

inline constexpr std::chrono::minutes lease{2};
inline constexpr std::chrono::seconds renewal{30};
inline constexpr int attempts = 3;  ///< that may end with a fault before a job has failed
inline constexpr int losses = 5;    ///< times nothing was heard of a runner again before a job has failed

/// How soon a job is taken up; 1 is for what somebody stands and waits for, 9 for what may take the night.
namespace priority {
inline constexpr int awaited = 1, soon = 3, first_page = 4, ordinary = 5, later = 6, background = 9;
}

/// What is to be done. Kind, object, page, input and engine together make it recognisable.
struct Order {
    std::string kind;     ///< "read", "assemble", "archival", "reindex"
    std::int64_t object;  ///< id of what it works on; which table follows from the kind
    int page = 0;
    std::string input;   ///< what is done otherwise than usual, such as "turn:90"
    std::string engine;  ///< what does it, if that matters: another one is another job
    int priority = priority::ordinary;
};

/// A job somebody works on now. `attempt` counts how often it was taken up and so names this very lease.
struct Lease {
    std::int64_t id;
    std::string kind;
    std::int64_t object;
    int page;
    std::string input, engine;
    std::string owner;
    int attempt;
    int failures = 0;  ///< faults so far
    int lost = 0;      ///< runners that were not heard of again so far
    int priority = priority::ordinary;
    /// Taken up too often without an end: not to be tried, only to be said.
    [[nodiscard]] bool is_hopeless() const noexcept { return failures >= attempts || lost >= losses; }
};

/// The same order twice is one job: one that is done or failed stays so. A more urgent order makes a waiting one urgent.
void order(db::Write& write, const Order& order, Instant now);
/// The same, but what is done, failed or void begins anew.
void order_again(db::Write& write, const Order& order, Instant now);
/// Somebody waits for what these jobs make.
void hurry(db::Write& write, std::string_view kind, std::int64_t object, int priority = priority::awaited);

/// The most urgent, then oldest job of these kinds whose time has come. Nobody else holds it.
/// @param owner  the runner's name (jobs/runners.hpp)
[[nodiscard]] std::optional<Lease> claim(db::Database& database, const std::string& owner, Instant now,
                                         std::span<const std::string_view> kinds);
/// Another two minutes. @throws Error{Fault::conflict, "job.lease_lost"}  somebody else has it, or nobody shall
void renew(db::Database& database, const Lease& lease, Instant now);
/// Refuses if the lease is lost; else the rest of the transaction may write what the job made.
/// @throws Error{Fault::conflict, "job.lease_lost"}
void demand(db::Read& read, const Lease& lease);
/// In the transaction of the result. @throws Error{Fault::conflict, "job.lease_lost"}  then nothing is written
void done(db::Write& write, const Lease& lease, Instant now);
/// Did not work out: again after ten seconds, then forty; the third fault fails it.
/// @returns whether it will be tried again
/// @throws Error{Fault::conflict, "job.lease_lost"}
bool put_back(db::Write& write, const Lease& lease, const std::string& reason, Instant now);
/// Not the job's fault (a full disk, a reader that does not start): as it was, from `not_before` on.
/// @throws Error{Fault::conflict, "job.lease_lost"}
void postpone(db::Write& write, const Lease& lease, Instant not_before);
/// There is no use in another try. @param reason  message key
/// @throws Error{Fault::conflict, "job.lease_lost"}
void fail(db::Write& write, const Lease& lease, const std::string& reason, Instant now);
/// What it worked on is gone or decided otherwise: whoever works on it now loses the lease.
void void_of(db::Write& write, std::string_view kind, std::int64_t object);

/// What these runners held is ready again at once: they are known to be gone.
/// @returns how many jobs that were
int release_of(db::Database& database, const std::vector<std::string>& owners, Instant now);
/// Who holds something now.
[[nodiscard]] std::vector<std::string> owners(db::Read& read);

/// How many jobs of a kind are how far.
struct Tally {
    std::int64_t waiting = 0, running = 0, failed = 0;
    std::optional<Instant> oldest;  ///< of those that wait or run: when it was ordered
};
[[nodiscard]] Tally tally(db::Read& read, std::string_view kind);
/// The jobs of one thing: 0 waiting and 0 running means that all is done or failed.
[[nodiscard]] Tally tally_of(db::Read& read, std::string_view kind, std::int64_t object);

/// The jobs that do it with this engine.
[[nodiscard]] Tally tally_with(db::Read& read, std::string_view kind, const std::string& engine);

/// Nothing of these kinds is done now, nor by itself soon: what is left was postponed, because something is out of order
/// that is not its fault.
[[nodiscard]] bool at_rest(db::Read& read, std::span<const std::string_view> kinds, Instant now);

}  // namespace arkki::jobs
