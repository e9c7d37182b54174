#pragma once
#include <string>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::access {

/// Delays after failed sign-ins: 1, 2, 4 ... 60 seconds, never for ever, kept in the database for all doors alike.
///
/// A key is "account:17", "unknown:1f" (a bucket of unknown names) or "address:10.0.0.4".
[[nodiscard]] bool must_wait(db::Read& read, const std::vector<std::string>& keys, Instant now);

/// Counts a failure for each key. @returns the failures so far of the first key
std::int64_t count_failure(db::Write& write, const std::vector<std::string>& keys, Instant now);

/// Forgets the failures of a key, after it signed in.
void forget_failures(db::Write& write, const std::string& key);

/// The seconds to wait after so many failures in a row.
[[nodiscard]] std::int64_t delay_after(std::int64_t failures) noexcept;

}  // namespace arkki::access
