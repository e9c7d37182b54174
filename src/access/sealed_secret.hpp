#pragma once
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace arkki::access {

/// Seals a few bytes for a column: XChaCha20-Poly1305 under a key that is not in the database, base64. What it belongs
/// to ("factor:17") is sealed in, so that nobody can move it to another row.
/// @throws Error{Fault::unavailable, "factor.no_key"}  without a key of 32 bytes
[[nodiscard]] std::string sealed(ByteView key, ByteView plain, std::string_view owner, const Randomness& randomness);
/// @throws Error{Fault::corrupt, "factor.damaged"}  sealed under another key, for another owner, or changed
[[nodiscard]] Bytes unsealed(ByteView key, const std::string& text, std::string_view owner);

/// HMAC-SHA-256 as 64 hex digits: a hash of something short that nobody can guess without the key.
[[nodiscard]] std::string keyed_hash(ByteView key, std::string_view text);

}  // namespace arkki::access
