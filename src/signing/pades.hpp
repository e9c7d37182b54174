#pragma once
#include <cstddef>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// A letter with an empty place for its signature: what is signed is fixed, only the signature is missing.
///
/// All that a signature made elsewhere (a card, a provider) needs to be put in later: bytes, gap, digest, certificates.
struct Prepared {
    Bytes file;
    std::size_t gap_begin;  ///< offset of the `<` of /Contents
    std::size_t gap_end;    ///< offset behind its `>`
    Digest digest;          ///< SHA-256 of the file without the gap
    CertificateChain certificates;
};

/// Prepares the letter's first empty signature field for a certifying signature (DocMDP P=1: no change allowed).
///
/// The old bytes stay as they are and the new ones follow; the field keeps its appearance. Only letters that Arkki
/// itself rendered come here: the PDF library is not meant for hostile files.
///
/// @param when  shown as the time of signing (/M); it proves nothing
/// @throws Error{invalid, "signing.no_field"}             no empty signature field
/// @throws Error{denied, "signing.certificate_expired"}   certificate not valid at `when`
/// @throws Error{denied, "signing.certificate_usage"}     certificate not meant for signatures
/// @throws Error{corrupt, "signing.letter_unreadable"}    not a letter of ours
/// @param token_room  bytes to leave for a time stamp token; without, there is room for a small one
[[nodiscard]] Prepared prepare(ByteView letter, const CertificateChain& certificates, Instant when,
                               std::size_t token_room = 0);

/// Puts the raw signature in. The rest of the gap is zeros, room for a time stamp token.
/// @throws Error{invalid, "signing.bad_signature"}
[[nodiscard]] Bytes finish(const Prepared& prepared, ByteView raw_signature);

/// The letter signed at PAdES B-B: prepare, sign, finish.
[[nodiscard]] Bytes sign(ByteView letter, const Signer& signer, Instant when, std::size_t token_room = 0);

/// Where the value of a letter's newest signature lies, brackets with it.
struct Gap {
    std::size_t begin;
    std::size_t end;
};
/// @throws Error{Fault::corrupt, "signing.letter_unreadable"}  no letter of ours, or nobody has signed it
[[nodiscard]] Gap signature_gap(ByteView letter);

}  // namespace arkki::signing
