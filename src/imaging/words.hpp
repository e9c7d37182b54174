#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// The words of a page as bytes for one sealed blob (docs/formats.md, "Words of a page").
[[nodiscard]] Bytes pack(const std::vector<Word>& words);
/// @throws Error{Fault::corrupt, "words.bad"}  bytes that `pack` of this or an earlier version did not write
[[nodiscard]] std::vector<Word> unpack_words(ByteView bytes);

}  // namespace arkki::imaging
