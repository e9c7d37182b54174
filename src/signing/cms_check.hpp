#pragma once
#include <string>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "signing/signature_places.hpp"

namespace arkki::signing {

/// Checks one CMS strictly against the digest it should be over and against the trusted roots.
///
/// Adds `cms`, `digest`, `signature`, `signing_certificate`, `weak`, `untrusted`, `expired`.
/// @returns the common name of the certificate that claims to have signed, as far as it can be read
[[nodiscard]] PersonalText check_cms(const SignedContent& content, const std::string& roots_pem, Instant now,
                                     Problems& problems);

}  // namespace arkki::signing
