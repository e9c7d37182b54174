#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "signing/evidence.hpp"
#include "signing/time_stamp.hpp"

namespace arkki::signing {

/// Where is asked whether a certificate was revoked.
struct RevocationSources {
    std::vector<Bytes> crls;  ///< lists at hand, DER
    Exchange exchange;        ///< to the OCSP responders that certificates name
};

/// Lists and answers for all of the chain but its root, each checked as the verifier will check it.
///
/// @param chain  DER, own certificate first, root last
/// @param at     when the chain was used
/// @throws Error{Fault::denied, "signing.revoked"}                  one of them was revoked then
/// @throws Error{Fault::invalid, "signing.no_revocation_source"}    a certificate names nobody to ask, and no list is here
/// @throws Error{Fault::unavailable, "signing.revocation_unknown"}  nobody gave an answer that can be believed
[[nodiscard]] Evidence evidence_for(const std::vector<Bytes>& chain, const RevocationSources& sources, Instant at,
                                    Instant now);

/// A letter with a document security store behind it: PAdES B-LT when the evidence covers the chains of signature and
/// time stamp (ETSI EN 319 142-1 clause 5.4.2).
/// @throws Error{Fault::corrupt, "signing.letter_unreadable"}
[[nodiscard]] Bytes with_evidence(ByteView letter, const Evidence& evidence, Instant when);

/// A letter with a document time stamp behind all of it: PAdES B-LTA.
/// @throws as `time_stamp` and `with_evidence`
[[nodiscard]] Bytes with_document_stamp(ByteView letter, const StampingAuthority& authority, Instant when);

/// A B-T letter lifted to B-LTA: evidence for the chains of its signature and its time stamp, then a document time
/// stamp. Nothing is made of it before our own verifier says B-LTA.
/// @param roots  PEM: of signers
/// @throws as the three above; Error{Fault::corrupt, "signing.not_lifted"}  with the verifier's words as detail
[[nodiscard]] Bytes lifted_to_archive(ByteView letter, const std::string& roots, const StampingAuthority& authority,
                                      const RevocationSources& sources, Instant now);

}  // namespace arkki::signing
