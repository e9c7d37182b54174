#include "blobs/seal.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"

namespace arkki::blobs {
namespace {

constexpr std::array<std::uint8_t, 8> magic{'A', 'R', 'K', 'K', 'I', 'B', '0', '1'};
constexpr std::size_t message_size = 64 * 1024;
constexpr std::size_t header_size = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::uint8_t last = crypto_secretstream_xchacha20poly1305_TAG_FINAL;

constexpr std::uint8_t wrapping = 1;  // version byte
constexpr std::size_t name_size = 8;
constexpr std::size_t nonce_size = crypto_secretbox_NONCEBYTES;
constexpr std::size_t box_size = SecretKey::size() + crypto_secretbox_MACBYTES;
constexpr std::size_t wrapped_size = 1 + name_size + nonce_size + box_size;

static_assert(SecretKey::size() == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(SecretKey::size() == crypto_secretbox_KEYBYTES);

Error damaged(const char* how) { return Error{Fault::corrupt, "vault.damaged", how}; }

/// Names a master key without giving anything of it away: tells "another key" from "damaged".
std::array<std::uint8_t, name_size> name_of(const SecretKey& master) {
    static constexpr std::string_view purpose = "arkki master key";
    std::array<std::uint8_t, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), view(purpose).data(), purpose.size(), master.data(), master.size());
    std::array<std::uint8_t, name_size> name{};
    std::copy_n(hash.begin(), name_size, name.begin());
    return name;
}

Bytes wrapped_bytes(const std::string& wrapped) {
    try {
        return from_base64(wrapped);
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

void seal(const SecretKey& key, const Source& plain, const Sink& sealed) {
    crypto_secretstream_xchacha20poly1305_state state;
    std::array<std::uint8_t, header_size> header{};
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key.data());
    sealed(magic);
    sealed(header);
    // One message is read ahead: only then is it known whether the one before was the last.
    Bytes message(message_size), ahead(message_size), out(message_size + overhead);
    std::size_t size = plain(message);
    for (bool more = true; more;) {
        const std::size_t next = size == message_size ? plain(ahead) : 0;
        more = next > 0;
        crypto_secretstream_xchacha20poly1305_push(&state, out.data(), nullptr, message.data(), size, magic.data(),
                                                   magic.size(), more ? std::uint8_t{0} : last);
        sealed(ByteView{out}.first(size + overhead));
        message.swap(ahead);
        size = next;
    }
    sodium_memzero(&state, sizeof state);
    sodium_memzero(message.data(), message.size());
    sodium_memzero(ahead.data(), ahead.size());
}

Bytes unseal(const SecretKey& key, ByteView sealed) {
    if (sealed.size() < magic.size() + header_size + overhead) throw damaged("too short");
    if (!std::equal(magic.begin(), magic.end(), sealed.begin())) throw damaged("not a blob container");
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, sealed.data() + magic.size(), key.data()) != 0)
        throw damaged("header");
    Bytes plain;
    plain.reserve(sealed.size());
    bool ended = false;
    for (auto rest = sealed.subspan(magic.size() + header_size); !rest.empty();) {
        if (ended) throw damaged("bytes after the end");
        const std::size_t size = std::min(rest.size(), message_size + overhead);
        if (size < overhead) throw damaged("cut off");
        const std::size_t at = plain.size();
        plain.resize(at + size - overhead);
        std::uint8_t tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, plain.data() + at, nullptr, &tag, rest.data(), size,
                                                       magic.data(), magic.size()) != 0)
            throw damaged("seal broken");
        ended = tag == last;
        rest = rest.subspan(size);
    }
    if (!ended) throw damaged("cut off");
    return plain;
}

std::string wrap(const SecretKey& master, const SecretKey& key, const Randomness& randomness) {
    Bytes wrapped(wrapped_size);
    wrapped[0] = wrapping;
    const auto name = name_of(master);
    std::copy(name.begin(), name.end(), wrapped.begin() + 1);
    std::uint8_t* nonce = wrapped.data() + 1 + name_size;
    randomness({nonce, nonce_size});
    crypto_secretbox_easy(nonce + nonce_size, key.data(), key.size(), nonce, master.data());
    return base64(wrapped);
}

void unwrap(const SecretKey& master, const std::string& wrapped, SecretKey& key) {
    const Bytes bytes = wrapped_bytes(wrapped);
    if (bytes.size() != wrapped_size || bytes[0] != wrapping)
        throw Error{Fault::corrupt, "vault.wrong_key", "not a wrapped key"};
    const auto name = name_of(master);
    if (!std::equal(name.begin(), name.end(), bytes.begin() + 1))
        throw Error{Fault::corrupt, "vault.wrong_key", "wrapped by another master key"};
    const std::uint8_t* nonce = bytes.data() + 1 + name_size;
    if (crypto_secretbox_open_easy(key.data(), nonce + nonce_size, box_size, nonce, master.data()) != 0)
        throw Error{Fault::corrupt, "vault.wrong_key", "wrapped key damaged"};
}

}  // namespace arkki::blobs
