#pragma once
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// Whether a page has real colour: a stamp, a pen, a logo, as opposed to yellowed paper or a lamp's tint.
///
/// @param small  32 bits a pixel, about 400 pixels long
[[nodiscard]] bool has_colour(Pix* small);

/// The page made small enough for `has_colour`.
[[nodiscard]] PixPtr small_for_colour(Pix* page);

}  // namespace arkki::imaging
