#pragma once
#include "base/bytes.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// Grey JPEG of the whole page.
[[nodiscard]] Bytes page_picture(Pix* grey);
/// Grey JPEG, longer side 360 pixels.
[[nodiscard]] Bytes thumbnail(Pix* grey);
/// One strip of G4 data for the searchable PDF, from the page with an even background.
[[nodiscard]] Bytes bilevel(Pix* clean);

}  // namespace arkki::imaging
