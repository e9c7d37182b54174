#pragma once
#include <functional>
#include <vector>

#include "base/bytes.hpp"

namespace arkki::signing {

/// What a signing key signs: the signed attributes of a CMS as a DER SET OF (RFC 5652 section 5.4).
struct SignedAttributes {
    Bytes der;
};

/// The one seam to whatever holds the key: PKCS#12 today; a card, an HSM or a remote provider later.
///
/// Gives the signature in CMS form: PKCS#1 v1.5 with SHA-256 for RSA, a DER SEQUENCE of r and s for ECDSA.
using RawSign = std::function<Bytes(const SignedAttributes&)>;

/// The signer's certificate (DER) and the certificates between it and the root, the root not among them.
struct CertificateChain {
    Bytes own;
    std::vector<Bytes> issuers;
};

/// Who signs, and how.
struct Signer {
    CertificateChain certificates;
    RawSign sign;
};

}  // namespace arkki::signing
