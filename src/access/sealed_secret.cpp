#include "access/sealed_secret.hpp"

#include <sodium.h>

#include "base/error.hpp"

namespace arkki::access {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void check(ByteView key) {
    if (key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES || sodium_init() < 0)
        throw Error{Fault::unavailable, "factor.no_key"};
}

}  // namespace

std::string sealed(ByteView key, ByteView plain, std::string_view owner, const Randomness& randomness) {
    check(key);
    Bytes out(nonce_size + plain.size() + tag_size);
    randomness(std::span{out}.first(nonce_size));
    const ByteView about = view(owner);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_size, nullptr, plain.data(), plain.size(),
                                               about.data(), about.size(), nullptr, out.data(), key.data());
    return base64(out);
}

Bytes unsealed(ByteView key, const std::string& text, std::string_view owner) {
    check(key);
    Bytes box;
    try {
        box = from_base64(text);
    } catch (const Error&) {
        throw Error{Fault::corrupt, "factor.damaged"};
    }
    if (box.size() < nonce_size + tag_size) throw Error{Fault::corrupt, "factor.damaged"};
    Bytes plain(box.size() - nonce_size - tag_size);
    const ByteView about = view(owner);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, box.data() + nonce_size,
                                                   box.size() - nonce_size, about.data(), about.size(), box.data(),
                                                   key.data()) != 0)
        throw Error{Fault::corrupt, "factor.damaged"};
    return plain;
}

std::string keyed_hash(ByteView key, std::string_view text) {
    check(key);
    const ByteView bytes = view(text);
    Digest digest;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
    crypto_auth_hmacsha256_final(&state, digest.data());
    return hex(digest);
}

}  // namespace arkki::access
