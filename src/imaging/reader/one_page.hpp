#pragma once
#include <optional>

#include "imaging/page.hpp"
#include "imaging/reader/engines.hpp"
#include "imaging/reader/frames_out.hpp"
#include "imaging/reader/pix.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {

/// What the service asks of one page.
struct PageRequest {
    int number{};                ///< from 1
    std::optional<int> turn_by;  ///< degrees clockwise, if a person said so
    bool with_codes{};
    ByteView forms;  ///< templates of known forms, packed; empty: no fields are looked for
    std::vector<Box> burn{};  ///< painted black instead of being read; empty: the page is read
};

/// An upright, straightened page with its codes, as the steps after straightening see it.
struct CleanPage {
    Pix* grey;   ///< as scanned
    Pix* clean;  ///< the same with its background made even: what is read
    int dpi;
    const std::vector<Code>& codes;  ///< placed on this page
    Engines& engines;
    ByteView forms;
};

/// Everything that is done to one page, in order.
///
/// @throws Refused
[[nodiscard]] PageRead read_page(ScanFile& file, const PageRequest& request, Engines& engines, FramesOut& out);

}  // namespace arkki::imaging
