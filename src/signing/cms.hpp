#pragma once
#include <memory>

#include "base/bytes.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// A detached CAdES-B signature over a digest, in the shape PAdES baseline asks for: content-type, message-digest and
/// signing-certificate-v2 are signed, signing-time is not there (EN 319 142-1 clause 6.3, EN 319 122-1).
///
/// The signed attributes depend on the certificate and the digest alone, so a signature that is made elsewhere and
/// comes back later is put into a Cades built anew from the same two.
class Cades {
public:
    /// @param content_digest  SHA-256 of what is signed
    Cades(const CertificateChain& certificates, const Digest& content_digest);
    ~Cades();
    Cades(Cades&&) noexcept;

    [[nodiscard]] const SignedAttributes& attributes() const noexcept { return attributes_; }

    /// The finished CMS (DER, the chain without the root in it).
    /// @throws Error{invalid, "signing.bad_signature"}  if the signature is not the certificate's over attributes()
    [[nodiscard]] Bytes finish(ByteView raw_signature);

private:
    struct Structure;
    std::unique_ptr<Structure> structure_;
    SignedAttributes attributes_;
};

}  // namespace arkki::signing
