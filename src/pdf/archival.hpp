#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "pdf/letter.hpp"
#include "pdf/pages.hpp"

namespace arkki::pdf {

/// Makes the drawn letter fit for the archive (PDF/A-3a, PDF/UA-1) and ready to be signed.
///
/// @param body     the tagged letter, as `typeset` draws it
/// @param running  the artifacts of its pages, as `draw_running` draws them
[[nodiscard]] Bytes make_archival(ByteView body, ByteView running, const LetterSheet& sheet,
                                  const std::vector<SignatureArea>& signatures, const Resources& resources);

}  // namespace arkki::pdf
