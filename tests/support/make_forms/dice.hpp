#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>

namespace arkki::forms {

/// Chance with a seed. The distributions of the standard library differ between libraries, so these are our own: the
/// same seed gives the same form everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}

    /// In [0, 1).
    double share() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * share(); }
    /// Both ends included.
    int pick(int low, int high) { return low + static_cast<int>(share() * (high - low + 1)); }
    bool chance(double probability) { return share() < probability; }
    template <class Container>
    const auto& of(const Container& container) {
        return container[static_cast<std::size_t>(pick(0, static_cast<int>(container.size()) - 1))];
    }
    /// Mean 0, deviation 1 (Box and Muller).
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - share()));
        return radius * std::cos(2 * std::numbers::pi * share());
    }
    std::uint64_t bits() { return engine_(); }

private:
    std::mt19937_64 engine_;
};

}  // namespace arkki::forms
