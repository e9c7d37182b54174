#pragma once
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

class Reader;

/// Boxes painted black on a page at most.
inline constexpr std::size_t most_burnt = 4'000;

/// The same picture with the boxes painted black: what was beneath is gone from the pixels. Decoded in the cage like any
/// other file, neither straightened nor read.
///
/// @param picture  JPEG of this width and height, as `PageRead::image`
/// @returns JPEG of the same size
/// @throws Error{Fault::invalid, "redaction.bad_picture"}  it cannot be decoded, has another size, a box lies outside of
///         it, or there are none or more than `most_burnt`
/// @throws as `Reader::read`
[[nodiscard]] Bytes burn(Reader& reader, ByteView picture, int width, int height, const std::vector<Box>& boxes);

/// Boxes as they go to the reader in place of templates of forms (docs/formats.md, "Reader protocol").
[[nodiscard]] Bytes pack_boxes(const std::vector<Box>& boxes);
/// @returns nothing if the bytes are templates
/// @throws BadBytes  boxes that `pack_boxes` did not write
[[nodiscard]] std::optional<std::vector<Box>> boxes_in(ByteView bytes);

}  // namespace arkki::imaging
