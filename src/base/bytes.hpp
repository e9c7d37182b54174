#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace arkki {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
/// A SHA-256 value (FIPS 180-4), raw.
using Digest = std::array<std::uint8_t, 32>;
/// Fills a buffer with random bytes. Handed in, so that a test can repeat a run.
using Randomness = std::function<void(std::span<std::uint8_t>)>;

[[nodiscard]] ByteView view(std::string_view text) noexcept;
[[nodiscard]] std::string text_of(ByteView bytes);
[[nodiscard]] std::string hex(ByteView bytes);
/// @throws Error{Fault::invalid, "bytes.bad_hex"}
[[nodiscard]] Bytes from_hex(std::string_view text);
/// Base64 with padding, no line breaks (RFC 4648 section 4).
[[nodiscard]] std::string base64(ByteView bytes);
/// @throws Error{Fault::invalid, "bytes.bad_base64"}
[[nodiscard]] Bytes from_base64(std::string_view text);

/// SHA-256 of several pieces, one after the other; the algorithm is fetched once per thread (three times as fast).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    Sha256& add(ByteView bytes);
    Sha256& add(std::string_view text) { return add(view(text)); }
    /// The digest; the object starts afresh.
    Digest finish();

private:
    void* context_;
};
[[nodiscard]] Digest sha256(ByteView bytes);

/// The operating system's random numbers (OpenSSL's generator).
[[nodiscard]] Randomness system_randomness();
[[nodiscard]] Bytes random_bytes(const Randomness& randomness, std::size_t count);

}  // namespace arkki
