#pragma once
#include "imaging/reader/cage.hpp"
#include "imaging/reader/engines.hpp"

namespace arkki::imaging {

/// What a forked child does with its life: shuts itself in, reads one request, answers it, ends.
///
/// @param socket  where the request comes from and the answer goes
/// @param file    the sealed file
[[noreturn]] void live_for_one_page(int socket, int file, Engines& engines, Landlock landlock) noexcept;

}  // namespace arkki::imaging
