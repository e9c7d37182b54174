#pragma once
#include "base/bytes.hpp"
#include "pdf/letter.hpp"
#include "pdf/pages.hpp"

namespace arkki::pdf {

/// Draws what runs along with the letter (header, footer, repeated table heads, hairlines, QR codes) as an untagged PDF
/// with as many pages. It becomes artifacts: Cairo 1.16 cannot mark them in the letter itself.
[[nodiscard]] Bytes draw_running(const std::vector<PagePlan>& pages, const LetterSheet& sheet, const TypeCase& type);

}  // namespace arkki::pdf
