#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::jobs {

/// How long what is done, or void, is still known: until then the same order again changes nothing.
inline constexpr std::chrono::days kept_for{30};

/// Rows of the table that one transaction looks at.
inline constexpr int slice_of_prune = 500;

/// Removes the jobs that ended before `before`: done ones, and void ones that were ordered before it. Those that wait,
/// run or have failed stay, however old. Walks the table in slices of a bounded number of rows, a transaction each, so
/// that nobody waits for it; interrupted, it begins anew the next time.
/// @param stop   ends it after the slice at hand
/// @returns how many were removed
std::int64_t prune(db::Database& database, Instant before, int slice = slice_of_prune, const std::atomic<bool>* stop = nullptr);

}  // namespace arkki::jobs
