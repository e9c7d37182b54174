#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.hpp"

namespace arkki::audit {

/// Tells whether two sets of pairs are the same without sorting or keeping them: each pair becomes a number x, and the
/// set the product of (r - x) modulo the prime 2^61 - 1, twice, with an r drawn afresh for each check. Two different
/// sets of n pairs have the same products with a chance of about (n / 2^61)^2 (Schwartz and Zippel), and nobody who
/// wrote the pairs knew r.
class SetProduct {
public:
    struct Secret {
        std::array<std::uint64_t, 2> point{}, factor{};
    };
    [[nodiscard]] static Secret draw(const Randomness& randomness) {
        Secret secret;
        for (auto* const numbers : {&secret.point, &secret.factor})
            for (auto& number : *numbers) {
                std::array<std::uint8_t, 8> bytes{};
                randomness(bytes);
                for (const auto byte : bytes) number = number << 8 | byte;
                number %= prime;
            }
        return secret;
    }

    void add(std::int64_t first, std::int64_t second, const Secret& secret) {
        for (std::size_t i = 0; i < products_.size(); ++i) {
            std::uint64_t x = 0;
            for (const auto part : {high(first), low(first), high(second), low(second)})
                x = sum(times(x, secret.factor[i]), part);
            products_[i] = times(products_[i], sum(secret.point[i], prime - x));
        }
    }
    friend bool operator==(const SetProduct&, const SetProduct&) = default;

private:
    __extension__ using Wide = unsigned __int128;
    static constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;

    static std::uint64_t high(std::int64_t number) { return static_cast<std::uint64_t>(number) >> 32; }
    static std::uint64_t low(std::int64_t number) { return static_cast<std::uint64_t>(number) & 0xFFFFFFFF; }
    static std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
        const std::uint64_t both = a + b;
        return both >= prime ? both - prime : both;
    }
    static std::uint64_t times(std::uint64_t a, std::uint64_t b) {
        const Wide both = Wide{a} * b;
        return sum(static_cast<std::uint64_t>(both) & prime, static_cast<std::uint64_t>(both >> 61));
    }
    std::array<std::uint64_t, 2> products_{1, 1};
};

}  // namespace arkki::audit
