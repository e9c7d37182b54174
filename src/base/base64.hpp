#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"

/// Base64 (RFC 4648 section 4, with padding) into memory that is there already, for whoever does it a million times.
namespace arkki {

[[nodiscard]] constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Writes exactly `base64_size(bytes.size())` letters.
void encode_base64(ByteView bytes, char* out) noexcept;
/// Whether `text` is the one spelling of exactly as many bytes as `out` has; they stand there then.
[[nodiscard]] bool decode_base64(std::string_view text, std::span<std::uint8_t> out) noexcept;

}  // namespace arkki
