#include "base/bytes.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

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

/// OpenSSL skips blanks, takes '=' anywhere and drops left-over bits; here the same bytes have one spelling only.
bool is_strict_base64(std::string_view text, std::size_t padding) {
    static constexpr std::string_view letters{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
    const auto body = text.substr(0, text.size() - padding);
    if (text.size() % 4 != 0 || body.find_first_not_of(letters) != std::string_view::npos) return false;
    const std::size_t left_over = padding == 2 ? 15 : padding == 1 ? 3 : 0;
    return body.empty() || (letters.find(body.back()) & left_over) == 0;
}

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

std::string base64(ByteView bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

Bytes from_base64(std::string_view text) {
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    if (!is_strict_base64(text, padding)) throw Error{Fault::invalid, "bytes.bad_base64"};
    Bytes bytes(text.size() / 4 * 3);
    const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    if (length < static_cast<int>(padding)) throw Error{Fault::invalid, "bytes.bad_base64"};
    bytes.resize(static_cast<std::size_t>(length) - padding);
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
