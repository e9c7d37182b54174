#pragma once
#include <string>

namespace arkki::pdf {

/// Refuses what must never reach a page: PDF/A would print it without complaint.
///
/// @throws Error{Fault::invalid, "letter.bad_character"}  bad UTF-8, C0 and C1 controls but tab and line feed,
/// directional
///         and zero-width characters, U+FEFF, private use
void refuse_bad_characters(const std::string& text);

}  // namespace arkki::pdf
