#pragma once
#include <filesystem>

#include "base/bytes.hpp"
#include "signing/pin.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::signing {

/// A signer whose private key lies in a PKCS#12 file (RFC 7292). The key lives as long as the signer.
///
/// @throws Error{denied, "signing.wrong_pin"}
/// @throws Error{invalid, "signing.not_pkcs12"}    not a PKCS#12 file at all, or over 1 MB
/// @throws Error{invalid, "signing.no_key"}        no private key in it
/// @throws Error{invalid, "signing.key_mismatch"}  no certificate in it belongs to the key
/// @throws Error{invalid, "signing.weak_key"}      neither P-256, P-384 nor RSA of 2048 bits or more
[[nodiscard]] Signer open_pkcs12(ByteView bytes, const Pin& pin);

/// The same from a file that nobody but its owner may read.
///
/// @throws Error{denied, "signing.key_file_mode"}     group or others have a right to the file, or it is not a plain
/// file
/// @throws Error{not_found, "signing.key_file"}       there is no such file
[[nodiscard]] Signer open_pkcs12(const std::filesystem::path& file, const Pin& pin);

}  // namespace arkki::signing
