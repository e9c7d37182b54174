#pragma once
#include <leptonica/allheaders.h>

#include <cstdint>
#include <memory>

#include "base/bytes.hpp"

namespace arkki::imaging {

struct PixDestroy {
    void operator()(Pix* pix) const noexcept { pixDestroy(&pix); }
};
/// An image of Leptonica's; empty means that a call failed.
using PixPtr = std::unique_ptr<Pix, PixDestroy>;

[[nodiscard]] inline PixPtr own(Pix* pix) noexcept { return PixPtr{pix}; }

/// Bytes that a pixWrite*Mem call allocated.
[[nodiscard]] inline Bytes take_written(l_uint8* data, std::size_t size) {
    Bytes bytes(data, data + size);
    lept_free(data);
    return bytes;
}

/// Bytes of one row, left to right; Leptonica keeps them in big-endian words.
[[nodiscard]] inline std::uint8_t grey_at(const std::uint32_t* row, int x) noexcept {
    return static_cast<std::uint8_t>(row[x / 4] >> (24 - 8 * (x % 4)));
}

}  // namespace arkki::imaging
