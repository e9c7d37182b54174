#pragma once
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "signing/pin.hpp"

namespace arkki::signing {

/// A person's signing key under a small certificate authority of its own, for a demonstration office and for tests.
struct DemoIdentity {
    Bytes pkcs12;  ///< the person's key, certificate and the issuing authority's certificate; write it with mode 0600
    std::string root;  ///< root certificate, PEM: what a verifier must trust
};

enum class KeyKind { p256, rsa_2048, rsa_3072 };

/// Makes a root, an issuing authority and a person's certificate. The authorities' keys are thrown away.
///
/// @param name   the person's name as it stands in the certificate
/// @param clock  certificates are valid from a day before now, the person's for two years
[[nodiscard]] DemoIdentity make_demo_identity(const PersonalText& name, const Pin& pin, const Clock& clock,
                                              KeyKind kind = KeyKind::p256);

}  // namespace arkki::signing
