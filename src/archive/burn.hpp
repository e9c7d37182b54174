#pragma once
#include <functional>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/page.hpp"

namespace arkki::archive {

/// Paints boxes black on a page's picture: JPEG, width, height, boxes; gives the new JPEG. The decoding is done in the
/// cage of the reader, so it is handed in (imaging::burn). Empty where no reader is at hand: then only copies that need
/// nothing painted can be made.
using Burn = std::function<Bytes(ByteView picture, int width, int height, const std::vector<imaging::Box>& boxes)>;

}  // namespace arkki::archive
