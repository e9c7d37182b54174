#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "signing/pin.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// A key that stays in a card, a stick or a security module, and the PKCS#11 module (a shared library) that speaks for it.
struct TokenKey {
    std::filesystem::path module;
    std::string token;  ///< label of the token, without the blanks it is padded with
    std::string key;    ///< label of the private key in it
    /// Certificates (DER) for tokens that hold none: the key's own and its issuers, in any order.
    std::vector<Bytes> certificates{};
};

/// A signer whose private key never leaves its token (PKCS#11 2.40, called directly).
///
/// The PIN is tried once and never again, because a card locks itself after a few wrong ones. A wrong, locked or
/// expired PIN, a key that is not there and a certificate that does not fit are said here, before anything is signed.
/// Each signature is made in a session of its own under a login of its own: whoever is logged in, PKCS#11 lets the
/// whole process sign, and no other person's PIN may open this key.
///
/// @throws Error{unavailable, "signing.module"}   the module cannot be loaded or does not answer
/// @throws Error{not_found, "signing.no_token"}   no token of this label is there
/// @throws Error{denied, "signing.wrong_pin" | "signing.pin_locked"}
/// @throws Error{invalid, "signing.no_key" | "signing.key_mismatch" | "signing.weak_key"}
/// The signer's `sign` throws the first three and Error{unavailable, "signing.key_failed"}, as when a card was pulled.
[[nodiscard]] Signer open_pkcs11(const TokenKey& key, const Pin& pin);

}  // namespace arkki::signing
