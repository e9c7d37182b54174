#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace arkki::pdf {

/// What keeps a letter of ours from being PDF/A-3a and PDF/UA-1, one line each; empty means it may be signed.
///
/// Only for files that `compose` made: the bytes are checked first, but then PoDoFo reads them. The lines name objects
/// and clauses, never text of the letter.
/// @see design of letters, list 4.5; ISO 19005-3, ISO 14289-1
[[nodiscard]] std::vector<std::string> conformance_problems(ByteView letter);

/// What keeps a searchable file of ours from being PDF/A-2u: the same list without its lines on tags and form fields.
[[nodiscard]] std::vector<std::string> searchable_problems(ByteView file);

/// The text of a letter of ours in reading order, soft hyphens removed, white space collapsed.
[[nodiscard]] PersonalText text_of_letter(ByteView letter);

}  // namespace arkki::pdf
