#include "base/bytes.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "base/base64.hpp"
#include "base/error.hpp"

namespace arkki {
namespace {

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
}

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr std::string_view letters{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
constexpr std::uint8_t no_letter = 0xFF;

constexpr std::array<std::uint8_t, 256> values_of_letters() {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_letter);
    for (std::size_t i = 0; i < letters.size(); ++i)
        values[static_cast<unsigned char>(letters[i])] = static_cast<std::uint8_t>(i);
    return values;
}
constexpr auto letter_values = values_of_letters();

std::uint32_t value_of(char letter) noexcept { return letter_values[static_cast<unsigned char>(letter)]; }

}  // namespace

ByteView view(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string hex(ByteView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) text += {digits[byte >> 4], digits[byte & 15]};
    return text;
}

Bytes from_hex(std::string_view text) {
    if (text.size() % 2 != 0) throw Error{Fault::invalid, "bytes.bad_hex"};
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) throw Error{Fault::invalid, "bytes.bad_hex"};
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return bytes;
}

void encode_base64(ByteView bytes, char* out) noexcept {
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t three =
            std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 | std::uint32_t{bytes[i + 2]};
        for (int shift = 18; shift >= 0; shift -= 6) *out++ = letters[three >> shift & 63];
    }
    if (i == bytes.size()) return;
    const bool two = i + 2 == bytes.size();
    const std::uint32_t rest = std::uint32_t{bytes[i]} << 16 | (two ? std::uint32_t{bytes[i + 1]} << 8 : 0);
    *out++ = letters[rest >> 18];
    *out++ = letters[rest >> 12 & 63];
    *out++ = two ? letters[rest >> 6 & 63] : '=';
    *out = '=';
}

// One spelling only: no blanks, '=' at the end alone, no left-over bits.
bool decode_base64(std::string_view text, std::span<std::uint8_t> out) noexcept {
    if (text.size() != base64_size(out.size())) return false;
    const std::size_t whole = out.size() / 3;
    const char* from = text.data();
    std::uint8_t* to = out.data();
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < whole; ++i, from += 4, to += 3) {
        const std::uint32_t a = value_of(from[0]), b = value_of(from[1]), c = value_of(from[2]), d = value_of(from[3]);
        seen |= a | b | c | d;
        to[0] = static_cast<std::uint8_t>(a << 2 | b >> 4);
        to[1] = static_cast<std::uint8_t>(b << 4 | c >> 2);
        to[2] = static_cast<std::uint8_t>(c << 6 | d);
    }
    const std::size_t rest = out.size() - whole * 3;
    if (rest == 0) return seen < 64;
    const std::uint32_t a = value_of(from[0]), b = value_of(from[1]), c = rest == 2 ? value_of(from[2]) : 0;
    const bool ended = from[3] == '=' && (rest == 2 || from[2] == '=');
    const bool nothing_left = rest == 2 ? (c & 3) == 0 : (b & 15) == 0;
    to[0] = static_cast<std::uint8_t>(a << 2 | b >> 4);
    if (rest == 2) to[1] = static_cast<std::uint8_t>(b << 4 | c >> 2);
    return (seen | a | b | c) < 64 && ended && nothing_left;
}

std::string base64(ByteView bytes) {
    std::string text(base64_size(bytes.size()), '\0');
    encode_base64(bytes, text.data());
    return text;
}

Bytes from_base64(std::string_view text) {
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    if (text.size() % 4 != 0) throw Error{Fault::invalid, "bytes.bad_base64"};
    Bytes bytes(text.size() / 4 * 3 - padding);
    if (!decode_base64(text, bytes)) throw Error{Fault::invalid, "bytes.bad_base64"};
    return bytes;
}

Sha256::Sha256() : context_{EVP_MD_CTX_new()} { EVP_DigestInit_ex2(context_of(context_), algorithm(), nullptr); }

Sha256::~Sha256() { EVP_MD_CTX_free(context_of(context_)); }

Sha256& Sha256::add(ByteView bytes) {
    EVP_DigestUpdate(context_of(context_), bytes.data(), bytes.size());
    return *this;
}

Digest Sha256::finish() {
    Digest digest{};
    EVP_DigestFinal_ex(context_of(context_), digest.data(), nullptr);
    EVP_DigestInit_ex2(context_of(context_), algorithm(), nullptr);
    return digest;
}

Digest sha256(ByteView bytes) {
    thread_local Sha256 hash;
    return hash.add(bytes).finish();
}

Randomness system_randomness() {
    return [](std::span<std::uint8_t> buffer) {
        if (RAND_bytes(buffer.data(), static_cast<int>(buffer.size())) != 1)
            throw Error{Fault::unavailable, "random.unavailable"};
    };
}

Bytes random_bytes(const Randomness& randomness, std::size_t count) {
    Bytes bytes(count);
    randomness(bytes);
    return bytes;
}

}  // namespace arkki
