#pragma once
#include "imaging/reader/cage.hpp"

namespace arkki::imaging {

/// Shuts this process in and tries everything a taken-over reader would try, one line each: `refused NAME` or
/// `ALLOWED NAME`; what must go on working comes as `works NAME` or `BROKEN NAME`.
/// @return the program's exit status: 0 if everything is as it should be
int probe(Landlock landlock);

}  // namespace arkki::imaging
