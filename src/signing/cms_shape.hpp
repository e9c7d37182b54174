#pragma once
#include "base/bytes.hpp"

namespace arkki::signing {

/// Whether a CMS has, outside of what its signature covers, exactly the fields we write: version 1, SHA-256, one signer
/// named by issuer and serial number, ECDSA or RSA PKCS#1 with SHA-256, nothing unsigned.
///
/// Library parsers let versions and algorithm lists pass that nobody signed; this does not.
[[nodiscard]] bool has_our_shape(ByteView cms);

}  // namespace arkki::signing
