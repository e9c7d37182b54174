#pragma once
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace arkki::imaging {

/// The bytes do not say what they should. Never leaves this room.
struct BadBytes : std::runtime_error {
    BadBytes() : std::runtime_error{"bad bytes"} {}
};

/// Writes numbers (little-endian) and texts (length in four bytes, then UTF-8) one after the other.
class WireWriter {
public:
    WireWriter& u8(std::uint8_t value);
    WireWriter& u32(std::uint32_t value);
    WireWriter& i32(std::int32_t value) { return u32(static_cast<std::uint32_t>(value)); }
    WireWriter& f32(float value);
    WireWriter& text(std::string_view value);
    WireWriter& raw(ByteView value);
    [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }
    [[nodiscard]] Bytes take() noexcept { return std::move(bytes_); }

private:
    Bytes bytes_;
};

/// Reads what a WireWriter wrote; never beyond the end.
class WireReader {
public:
    explicit WireReader(ByteView bytes) noexcept : rest_{bytes} {}
    /// @throws BadBytes  (all of these) at the end of the bytes
    std::uint8_t u8();
    std::uint32_t u32();
    std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
    /// @throws BadBytes  also for NaN and infinities
    float f32();
    /// @throws BadBytes  also for more than `longest` bytes, NUL or bad UTF-8
    std::string text(std::size_t longest);
    /// A byte that must be 0 or 1.
    bool flag();
    /// A byte that must be at most `last`.
    template <class Enum>
    Enum choice(Enum last) {
        const auto value = u8();
        if (value > static_cast<std::uint8_t>(last)) throw BadBytes{};
        return static_cast<Enum>(value);
    }
    /// All that is left.
    ByteView rest() noexcept;
    /// @throws BadBytes  if anything is left
    void finish() const;

private:
    ByteView take(std::size_t count);
    ByteView rest_;
};

}  // namespace arkki::imaging
