#pragma once
#include <string>
#include <vector>

#include "pdf/blocks.hpp"

namespace arkki::pdf {

/// Reads the letters' Markdown (CommonMark with tables). Tables without rows are left out.
///
/// @throws Error{Fault::invalid, "letter.bad_markdown"}  anything but titles, paragraphs, lists, tables, strong text
/// and rules;
///                                                       the detail names the construct and its line
/// @throws Error{Fault::invalid, "letter.bad_character"}
[[nodiscard]] std::vector<Block> blocks_of(const std::string& markdown);

}  // namespace arkki::pdf
