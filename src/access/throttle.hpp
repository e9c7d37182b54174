#pragma once
#include <string>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::access {

/// Delays after failed sign-ins: 1, 2, 4 ... 60 seconds, never for ever, kept in the database for all doors alike.
///
/// A key is "account:17", "unknown:1f" (a bucket of unknown names) or "address:10.0.0.4"; "unknown" counts all unknown
/// names for the log and delays nobody. There are never more than about 10,000 rows besides one an account.
[[nodiscard]] bool must_wait(db::Read& read, const std::vector<std::string>& keys, Instant now);

/// Whom failures are counted for.
struct DelayKeys {
    std::vector<std::string> delays;  ///< the account's key first
    std::string told;                 ///< whose failures decide what the log is told
};

/// What the log should tell of now: five slips one by one, then that there are too many, then what comes together in
/// ten minutes, or an outsider could grow the log at will.
struct Told {
    std::int64_t failures = 0;  ///< 0: nothing now
    bool locked = false;
};

/// Counts a failure for each key.
[[nodiscard]] Told count_failure(db::Write& write, const DelayKeys& keys, Instant now);

/// Forgets the failures of an account, after it signed in. @returns how many of them the log was not told of
[[nodiscard]] std::int64_t forget_failures(db::Write& write, const DelayKeys& keys);

/// The seconds to wait after so many failures in a row.
[[nodiscard]] std::int64_t delay_after(std::int64_t failures) noexcept;

/// "address:10.0.0.4"; an IPv6 caller counts as its network of 64 bits, of which he has all addresses.
[[nodiscard]] std::string address_key(const std::string& address);

}  // namespace arkki::access
