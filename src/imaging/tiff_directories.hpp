#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace arkki::imaging {

/// How many images a TIFF holds, without decoding any (TIFF 6.0 section 2).
///
/// Only the chain of directories is walked. Nothing if it leaves the file or runs in a circle; stops at `most + 1`.
[[nodiscard]] std::optional<int> tiff_pages(ByteView file, int most);

/// Where the only strip of a one-strip TIFF stands, and how to read it.
struct TiffStrip {
    ByteView data;
    bool white_is_zero{};  ///< PhotometricInterpretation 0, as fax machines have it
};
/// Nothing if the file is not a TIFF with exactly one strip.
[[nodiscard]] std::optional<TiffStrip> only_strip(ByteView file);

}  // namespace arkki::imaging
