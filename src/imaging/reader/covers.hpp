#pragma once
#include "imaging/page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// Turns over what is printed white on dark bars, in place: the engine reads dark on light.
///
/// @param clean  an upright page, grey, its background made even
void turn_over_dark_bars(Pix* clean, int dpi);

/// Paints over what is known to be no text: codes, and of a form of ours its corner squares, check boxes and signature.
/// Otherwise the engine reads letters into them, slowly and with all its languages.
void cover_what_is_no_text(Pix* clean, const PageRead& page);

}  // namespace arkki::imaging
