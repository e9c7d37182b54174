#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::access {

/// Time-based one-time codes as authenticator apps make them: HMAC-SHA-1, 30 seconds, 6 digits (RFC 6238, RFC 4226).

/// The half minute a moment lies in, counted from 1970.
[[nodiscard]] std::int64_t totp_step(Instant now) noexcept;

/// The code of one half minute. @param digits  6; 8 for the vectors of the RFC
[[nodiscard]] std::string totp_code(ByteView secret, std::int64_t step, int digits = 6);

/// The half minute a code belongs to: this one, the one before or the one after, and later than `last_step`, so that
/// none is taken twice. Nothing for every other code. Takes the same time whatever is wrong with it.
[[nodiscard]] std::optional<std::int64_t> totp_match(ByteView secret, std::string_view code, Instant now,
                                                     std::int64_t last_step);

/// Base32 without padding (RFC 4648 section 6), as apps and people read secrets.
[[nodiscard]] std::string base32(ByteView bytes);

/// What the QR code of an enrolment says: otpauth://totp/Arkki:clerk?secret=...
/// @param account  a user name: letters, digits, '.', '_' and '-'
[[nodiscard]] std::string otpauth_uri(std::string_view account, ByteView secret);

/// A typed code without the blanks people put in; nothing unless it is six digits.
[[nodiscard]] std::optional<std::string> typed_code(std::string_view text);

}  // namespace arkki::access
