#pragma once
#include <vector>

#include "base/bytes.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// The words of a page as bytes for one sealed blob (docs/formats.md, "Words of a page").
/// @param layer  what the file's own text says where it was not trusted (PageRead::layer)
[[nodiscard]] Bytes pack(const std::vector<Word>& words, const std::vector<Word>& layer = {});
/// @throws Error{Fault::corrupt, "words.bad"}  bytes that `pack` of this or an earlier version did not write
[[nodiscard]] std::vector<Word> unpack_words(ByteView bytes);
/// For search only, never to be shown as what the page says.
/// @throws as `unpack_words`
[[nodiscard]] std::vector<Word> unpack_layer(ByteView bytes);

}  // namespace arkki::imaging
