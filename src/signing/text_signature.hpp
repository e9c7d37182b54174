#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// A detached CMS (CAdES-B, DER) over a text's bytes: the same strict form as in our letters, in a file of its own.
[[nodiscard]] Bytes sign_text(std::string_view text, const Signer& signer);

/// What is known of a text's signature.
struct TextVerdict {
    std::vector<std::string> problems;  ///< codes as in `verify`: cms, digest, signature, untrusted, expired, ...
    PersonalText signer;                ///< common name in the certificate
    std::string certificate_sha256;     ///< hex, of the certificate; "" if there is none
};

/// Checks a detached CMS over a text strictly against trusted roots (PEM). Takes any bytes, throws nothing for them.
[[nodiscard]] TextVerdict check_text(std::string_view text, ByteView cms, const std::string& roots_pem, Instant now);

}  // namespace arkki::signing
