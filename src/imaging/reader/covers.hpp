#pragma once
#include "imaging/page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// What the engine sees of a page, made in place before it reads.
///
/// Dark bars with white letters are turned over: the engine reads dark on light. What is known to be no text is painted
/// over: codes, and of a form of ours its corner squares, check boxes and signature; else the engine reads letters into
/// them, slowly and with all its languages. Our own forms get a white point.
///
/// @param clean  an upright page, grey, its background made even
void make_ready_for_reading(Pix* clean, const PageRead& page);

}  // namespace arkki::imaging
