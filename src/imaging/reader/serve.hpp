#pragma once
#include "imaging/reader/cage.hpp"

namespace arkki::imaging {

/// Makes the engines, then forks one child a page until descriptor 0 is closed. Never looks at input itself.
/// @return the program's exit status
int serve(Landlock landlock);

}  // namespace arkki::imaging
