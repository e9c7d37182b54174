#pragma once
#include "base/bytes.hpp"

namespace arkki::imaging {

/// How a camera held the picture, by a JPEG's Exif block: 1 to 8 as in Exif's tag 0x0112; 1 if it does not say.
///
/// 3, 6 and 8 are pictures to be turned by 180, 90 and 270 degrees clockwise; 2, 4, 5 and 7 the same mirrored.
/// @see CIPA DC-008 (Exif 2.32), 4.6.4
[[nodiscard]] int exif_orientation(ByteView jpeg) noexcept;

}  // namespace arkki::imaging
