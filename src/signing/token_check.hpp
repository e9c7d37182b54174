#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::signing {

/// When a time stamp token (RFC 3161, DER) says that this SHA-256 value was there.
///
/// Nothing if it is no token of the shape we take, over something else, not signed for this purpose by a strong key, or
/// if its chain does not end in one of `roots_pem` at the time `at`.
[[nodiscard]] std::optional<Instant> stamped_at(ByteView token, const Digest& imprint, const std::string& roots_pem,
                                                Instant at);

/// The same, and by whom.
struct Stamp {
    Instant time;
    std::vector<Bytes> chain;  ///< DER, the authority's own certificate first, its root last
};
[[nodiscard]] std::optional<Stamp> stamp_in(ByteView token, const Digest& imprint, const std::string& roots_pem,
                                            Instant at);

}  // namespace arkki::signing
