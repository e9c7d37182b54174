#pragma once
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <string>

#include "base/time.hpp"
#include "signing/certificate.hpp"

namespace arkki::signing {

using Store = Owned<X509_STORE, X509_STORE_free>;

/// The roots (PEM, one after the other) that a chain must end in, to be valid at this time, without SHA-1 and short
/// keys anywhere. Null if there is no memory.
[[nodiscard]] Store store_of(const std::string& roots_pem, Instant at);

}  // namespace arkki::signing
