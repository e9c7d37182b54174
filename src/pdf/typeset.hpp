#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "pdf/pages.hpp"

namespace arkki::pdf {

/// Draws the pages' text as a tagged PDF.
[[nodiscard]] Bytes typeset(const std::vector<PagePlan>& pages, Day date);

}  // namespace arkki::pdf
