#pragma once
#include <array>
#include <functional>
#include <memory>

#include "base/bytes.hpp"

namespace arkki::blobs {

/// 32 bytes that are wiped when they go out of use.
class SecretKey {
public:
    SecretKey() = default;
    ~SecretKey();
    SecretKey(const SecretKey&) = delete;
    SecretKey& operator=(const SecretKey&) = delete;
    [[nodiscard]] std::uint8_t* data() noexcept { return bytes_.data(); }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.data(); }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return 32; }
    [[nodiscard]] std::span<std::uint8_t> span() noexcept { return bytes_; }

private:
    std::array<std::uint8_t, 32> bytes_{};
};

/// Fills the buffer as far as there is something left; fewer bytes than asked only at the end.
using Source = std::function<std::size_t(std::span<std::uint8_t>)>;
using Sink = std::function<void(ByteView)>;

/// Seals what it is given, piece by piece, into `sealed` as a blob container.
class Sealing {
public:
    Sealing(const SecretKey& key, Sink sealed);
    ~Sealing();
    Sealing(const Sealing&) = delete;
    Sealing& operator=(const Sealing&) = delete;
    void add(ByteView plain);
    /// Without it the container is one that was cut off.
    void finish();

private:
    void push(bool is_last);

    class State;
    std::unique_ptr<State> state_;
    Sink sealed_;
    Bytes message_, out_;
};

/// Seals everything from `plain` into `sealed` as a blob container.
void seal(const SecretKey& key, const Source& plain, const Sink& sealed);

/// The plain bytes of a container.
/// @throws Error{Fault::corrupt, "vault.damaged"}  cut off, reordered, changed, or sealed with another key
[[nodiscard]] Bytes unseal(const SecretKey& key, ByteView sealed);
/// The same in pieces; what was handed out before the damage was found is not to be used.
/// @throws as the other
void unseal(const SecretKey& key, const Source& sealed, const Sink& plain);

/// A document key under the master key, and back.
[[nodiscard]] std::string wrap(const SecretKey& master, const SecretKey& key, const Randomness& randomness);
/// @throws Error{Fault::corrupt, "vault.wrong_key"}
void unwrap(const SecretKey& master, const std::string& wrapped, SecretKey& key);

}  // namespace arkki::blobs
