#include "blobs/seal.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

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

class Sealing::State {
public:
    State() = default;
    ~State() { sodium_memzero(&stream, sizeof stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    crypto_secretstream_xchacha20poly1305_state stream{};
};

Sealing::Sealing(const SecretKey& key, Sink sealed)
    : state_{std::make_unique<State>()}, sealed_{std::move(sealed)}, out_(message_size + overhead) {
    std::array<std::uint8_t, header_size> header{};
    crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, header.data(), key.data());
    message_.reserve(message_size);
    sealed_(magic);
    sealed_(header);
}

Sealing::~Sealing() { sodium_memzero(message_.data(), message_.size()); }

// A full message is held back: only when more comes is it known not to be the last.
void Sealing::add(ByteView plain) {
    while (!plain.empty()) {
        if (message_.size() == message_size) push(false);
        const auto size = std::min(plain.size(), message_size - message_.size());
        message_.insert(message_.end(), plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(size));
        plain = plain.subspan(size);
    }
}

void Sealing::finish() { push(true); }

void Sealing::push(bool is_last) {
    crypto_secretstream_xchacha20poly1305_push(&state_->stream, out_.data(), nullptr, message_.data(), message_.size(),
                                               magic.data(), magic.size(), is_last ? last : std::uint8_t{0});
    sealed_(ByteView{out_}.first(message_.size() + overhead));
    sodium_memzero(message_.data(), message_.size());
    message_.clear();
}

void seal(const SecretKey& key, const Source& plain, const Sink& sealed) {
    Sealing sealing{key, sealed};
    Bytes piece(message_size);
    for (std::size_t size = plain(piece); size > 0; size = size == piece.size() ? plain(piece) : 0)
        sealing.add(ByteView{piece}.first(size));
    sealing.finish();
    sodium_memzero(piece.data(), piece.size());
}

Bytes unseal(const SecretKey& key, ByteView sealed) {
    Bytes plain;
    plain.reserve(sealed.size());
    const auto rest = [&](std::span<std::uint8_t> buffer) {
        const std::size_t size = std::min(buffer.size(), sealed.size());
        std::copy_n(sealed.begin(), size, buffer.begin());
        sealed = sealed.subspan(size);
        return size;
    };
    unseal(key, rest, [&](ByteView piece) { plain.insert(plain.end(), piece.begin(), piece.end()); });
    return plain;
}

void unseal(const SecretKey& key, const Source& sealed, const Sink& plain) {
    std::array<std::uint8_t, magic.size() + header_size> head{};
    if (sealed(head) != head.size()) throw damaged("too short");
    if (!std::equal(magic.begin(), magic.end(), head.begin())) throw damaged("not a blob container");
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, head.data() + magic.size(), key.data()) != 0)
        throw damaged("header");
    Bytes message(message_size + overhead), out(message_size);
    for (bool ended = false; !ended;) {
        const std::size_t size = sealed(message);
        if (size < overhead) throw damaged("cut off");
        std::uint8_t tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, out.data(), nullptr, &tag, message.data(), size,
                                                       magic.data(), magic.size()) != 0)
            throw damaged("seal broken");
        plain(ByteView{out}.first(size - overhead));
        ended = tag == last;
        if (ended && (size < message.size() ? 0 : sealed(message)) > 0) throw damaged("bytes after the end");
    }
    sodium_memzero(&state, sizeof state);
    sodium_memzero(out.data(), out.size());
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
