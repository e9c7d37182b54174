#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// The codes of a page as bytes for one sealed blob (docs/formats.md, "Codes of a page").
[[nodiscard]] Bytes pack_codes(const std::vector<Code>& codes);
/// @throws Error{Fault::corrupt, "codes.bad"}  bytes that `pack_codes` of this or an earlier version did not write
[[nodiscard]] std::vector<Code> unpack_codes(ByteView bytes);

}  // namespace arkki::imaging
