#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "service/office.hpp"

namespace arkki::service {

/// Younger blobs may belong to work that is under way: their rows come later.
inline constexpr std::chrono::seconds grown_up = std::chrono::hours{1};

/// What a deep check goes by.
struct CheckDepth {
    bool open_blobs = true;  ///< each is read to its end and must be what its name and its key say
    std::chrono::seconds orphans_from = grown_up;
    std::function<void(std::int64_t done, std::int64_t of)> on_progress;
};

/// Something that does not fit: a message key (templates/messages) and the thing it is about, no personal data.
struct CheckFinding {
    std::string key, what;
};

struct Checked {
    std::int64_t blobs = 0;    ///< that rows name
    std::int64_t stored = 0;   ///< that stand in the vault
    std::int64_t young = 0;    ///< of these, too young to be called orphans and named by no row
    std::int64_t entries = 0;  ///< of the access log
    std::vector<CheckFinding> findings;
};

/// Database, blobs and log against each other: every blob a row names is there and opens, every blob that is there is
/// named, the rows fit together, the log verifies.
[[nodiscard]] Checked deep_check(Office& office, const CheckDepth& depth = {});

/// Removes the blobs that no row names, older than this: what a broken-off transaction or a killed process left. Logged.
/// @returns how many there were
std::int64_t sweep_blobs(Office& office, std::chrono::seconds older_than = grown_up);

}  // namespace arkki::service
