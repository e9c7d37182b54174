// Blob containers and wrapped keys: only what was sealed comes out, and nothing at all of what was changed.
#include <sodium.h>

#include "blobs/seal.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

struct Keys {
    blobs::SecretKey master, document;
    std::string wrapped;
    Keys() {
        demand(sodium_init() >= 0, "libsodium");
        std::fill_n(master.data(), master.size(), std::uint8_t{7});
        std::fill_n(document.data(), document.size(), std::uint8_t{9});
        const auto nonce = [](std::span<std::uint8_t> buffer) {
            std::fill(buffer.begin(), buffer.end(), std::uint8_t{1});
        };
        wrapped = blobs::wrap(master, document, nonce);
    }
};

Bytes sealed(const blobs::SecretKey& key, ByteView plain) {
    Bytes container;
    blobs::seal(
        key,
        [&](std::span<std::uint8_t> buffer) {
            const auto piece = plain.first(std::min(buffer.size(), plain.size()));
            std::copy(piece.begin(), piece.end(), buffer.begin());
            plain = plain.subspan(piece.size());
            return piece.size();
        },
        [&](ByteView bytes) { container.insert(container.end(), bytes.begin(), bytes.end()); });
    return container;
}

/// First byte: length of the text in 1000 bytes (up to several messages); then the forger's changes.
void forge_container(const Keys& keys, Dealer& dealer) {
    Bytes plain(dealer.byte() * std::size_t{1000});
    for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::uint8_t>(i * 31 >> 3);
    const auto container = sealed(keys.document, plain);
    const auto changed = edited(container, dealer);
    Bytes read;
    const bool damaged = refused({"vault.damaged"}, [&] { read = blobs::unseal(keys.document, changed); });
    demand(damaged == (changed != container), "a container is read exactly if it is as it was sealed");
    demand(damaged || read == plain, "what was sealed comes out");
}

void forge_key(const Keys& keys, Dealer& dealer) {
    const auto changed = edited(view(keys.wrapped), dealer);
    blobs::SecretKey key;
    const bool wrong = refused({"vault.wrong_key"}, [&] { blobs::unwrap(keys.master, text_of(changed), key); });
    demand(wrong == (text_of(changed) != keys.wrapped), "a key is unwrapped exactly if it is as it was wrapped");
    demand(wrong || std::equal(key.data(), key.data() + key.size(), keys.document.data()), "the key comes back");
}

void read_raw(const Keys& keys, ByteView bytes) {
    demand(refused({"vault.damaged"}, [&] { static_cast<void>(blobs::unseal(keys.document, bytes)); }),
           "no forged container");
    blobs::SecretKey key;
    demand(refused({"vault.wrong_key"}, [&] { blobs::unwrap(keys.master, text_of(bytes), key); }), "no forged key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Keys keys;
    Dealer dealer{{data, size}};
    switch (dealer.byte() % 3) {
        case 0:
            forge_container(keys, dealer);
            break;
        case 1:
            forge_key(keys, dealer);
            break;
        default:
            read_raw(keys, dealer.all());
            break;
    }
    return 0;
}
