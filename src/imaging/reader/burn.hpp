#pragma once
#include "imaging/reader/one_page.hpp"

namespace arkki::imaging {

/// The page as it lies in the file with the boxes painted black: no pixel beneath them is left, and nothing is read.
///
/// @throws Refused  also if a box is not inside the page
[[nodiscard]] PageRead burn_page(ScanFile& file, const PageRequest& request, FramesOut& out);

}  // namespace arkki::imaging
