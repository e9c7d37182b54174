#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace arkki::test {

/// A clock the test owns: it stands still until it is moved. Copies of `clock()` all follow it.
class TestClock {
public:
    /// Starts on `day` at `hour`:00 UTC.
    explicit TestClock(std::string_view day = "2026-11-23", int hour = 8)
        : now_{std::make_shared<std::atomic<std::int64_t>>()} {
        set(day, hour);
    }
    void set(std::string_view day, int hour = 8) {
        set(Instant{std::chrono::sys_days{day_from_iso(day)} + std::chrono::hours{hour}});
    }
    void set(Instant instant) { *now_ = microseconds(instant); }
    void advance(std::chrono::microseconds by) { *now_ += by.count(); }
    [[nodiscard]] Instant now() const { return instant_from_microseconds(*now_); }
    [[nodiscard]] Clock clock() const {
        return [now = now_] { return instant_from_microseconds(*now); };
    }

private:
    std::shared_ptr<std::atomic<std::int64_t>> now_;
};

/// An office that is always two hours ahead of UTC (Helsinki in winter).
inline WallClock winter_wall_clock() {
    return [](Instant instant) {
        const auto local = instant + std::chrono::hours{2};
        const auto day = std::chrono::floor<std::chrono::days>(local);
        const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(local - day)};
        return LocalTime{Day{day}, static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                         static_cast<int>(time.seconds().count())};
    };
}

/// The same "random" bytes in every run.
inline Randomness repeatable_randomness(std::uint32_t seed = 1) {
    auto source = std::make_shared<std::mt19937>(seed);
    return [source](std::span<std::uint8_t> out) {
        for (auto& byte : out) byte = static_cast<std::uint8_t>((*source)());
    };
}

}  // namespace arkki::test
