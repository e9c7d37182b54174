#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "signing/signature_places.hpp"

namespace arkki::signing {

/// What a signature rests on.
struct Trust {
    std::string roots;        ///< of signers, PEM
    std::string stamp_roots;  ///< of time stamp authorities, PEM
    Instant now;
};

/// What is known of one signature.
struct CheckedCms {
    PersonalText signer;  ///< common name of the certificate that claims to have signed, as far as it can be read
    std::optional<Instant> stamped;  ///< when its time stamp proves it was there; nothing without one that holds
    std::vector<Bytes> chain;        ///< DER, the signer's own certificate first, its root last; empty if untrusted
    std::vector<Bytes> stamp_chain;  ///< that of the time stamp
};

/// Checks one CMS strictly against the digest it should be over and against the trusted roots: at the time its time
/// stamp proves, and now without one.
///
/// Adds `cms`, `digest`, `signature`, `signing_certificate`, `weak`, `untrusted`, `expired`, `time_stamp`.
[[nodiscard]] CheckedCms check_cms(const SignedContent& content, const Trust& trust, Problems& problems);

}  // namespace arkki::signing
