#include "access/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>

#include "base/error.hpp"

namespace arkki::access {

namespace {

constexpr std::chrono::seconds step_length{30};
constexpr std::size_t code_length = 6;

std::array<std::uint8_t, 8> big_endian(std::int64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = bytes.size(); i-- > 0; number >>= 8) bytes[i] = static_cast<std::uint8_t>(number & 0xff);
    return bytes;
}

}  // namespace

std::int64_t totp_step(Instant now) noexcept {
    return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / step_length;
}

std::string totp_code(ByteView secret, std::int64_t step, int digits) {
    const auto counter = big_endian(step);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(),
             &size) == nullptr ||
        size != 20)
        throw Error{Fault::unavailable, "factor.no_hmac"};
    const std::size_t at = mac[19] & 0x0f;  // RFC 4226, 5.3: dynamic truncation
    std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7f) << 24) |
                           (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                           (static_cast<std::uint32_t>(mac[at + 2]) << 8) | mac[at + 3];
    std::string code(static_cast<std::size_t>(digits), '0');
    for (std::size_t i = code.size(); i-- > 0; number /= 10) code[i] = static_cast<char>('0' + number % 10);
    return code;
}

std::optional<std::int64_t> totp_match(ByteView secret, std::string_view code, Instant now, std::int64_t last_step) {
    if (code.size() != code_length) return std::nullopt;
    const std::int64_t present = totp_step(now);
    std::optional<std::int64_t> found;
    for (std::int64_t step = present - 1; step <= present + 1; ++step) {
        const std::string right = totp_code(secret, step);
        if (CRYPTO_memcmp(right.data(), code.data(), code_length) == 0 && step > last_step && !found) found = step;
    }
    return found;
}

std::string base32(ByteView bytes) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        held = (held << 8) | byte;
        for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
    }
    if (bits > 0) text += letters[(held << (5 - bits)) & 31];
    return text;
}

std::string otpauth_uri(std::string_view account, ByteView secret) {
    return "otpauth://totp/Arkki:" + std::string{account} + "?secret=" + base32(secret) +
           "&issuer=Arkki&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::string> typed_code(std::string_view text) {
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '\t') continue;
        if (c < '0' || c > '9' || code.size() == code_length) return std::nullopt;
        code += c;
    }
    if (code.size() != code_length) return std::nullopt;
    return code;
}

}  // namespace arkki::access
