#pragma once
#include "imaging/reader/cage.hpp"
#include "imaging/reader/engines.hpp"

namespace arkki::imaging {

/// What a child is handed for its page.
struct PageDescriptors {
    int socket;  ///< where the request comes from and the answer goes
    int file;    ///< the sealed file
    int forms;   ///< templates of known forms, sealed; -1: none
};

/// What a forked child does with its life: shuts itself in, reads one request, answers it, ends.
[[noreturn]] void live_for_one_page(const PageDescriptors& descriptors, Engines& engines, Landlock landlock) noexcept;

}  // namespace arkki::imaging
