#pragma once
#include "base/bytes.hpp"

namespace arkki::signing {

/// Whether a CMS has, outside of what its signature covers, exactly the fields we write: version 1, SHA-256, one signer
/// named by issuer and serial number, ECDSA or RSA PKCS#1 with SHA-256, nothing unsigned but one time stamp token.
///
/// Library parsers let versions and algorithm lists pass that nobody signed; this does not.
[[nodiscard]] bool has_our_shape(ByteView cms);

/// The time stamp token in a CMS of our shape, as it lies there; empty if there is none.
[[nodiscard]] ByteView token_in(ByteView cms);

/// Whether a time stamp token has, outside of what its signature covers, only fields that say something: version 3, a
/// digest of the SHA-2 family, one signer with an algorithm that goes with it, certificates, nothing unsigned.
[[nodiscard]] bool has_token_shape(ByteView token);

}  // namespace arkki::signing
