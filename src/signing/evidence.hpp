#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::signing {

/// What shows that no certificate of a letter was revoked, as its document security store keeps it (ETSI EN 319 142-1
/// clause 5.4.2): DER each.
struct Evidence {
    std::vector<Bytes> certificates;  ///< of the chains, root and all
    std::vector<Bytes> crls;          ///< RFC 5280
    std::vector<Bytes> ocsps;         ///< whole responses, RFC 6960
};

enum class Standing { good, revoked, unknown };

/// What the evidence says of a chain, its own certificate first, its root last and not asked about.
///
/// A list or answer counts if the issuer or a responder the issuer named signed it with SHA-2, if it was made by `until`
/// and was still the newest at `at`. Nothing is fetched.
/// @param at     when the chain was used, proved by a time stamp
/// @param until  when the evidence was there, proved by a later one, or now
[[nodiscard]] Standing standing_of(const std::vector<Bytes>& chain, const Evidence& evidence, Instant at, Instant until);

/// The same of one certificate.
[[nodiscard]] Standing standing_of(ByteView certificate, ByteView issuer, const Evidence& evidence, Instant at,
                                   Instant until);

}  // namespace arkki::signing
