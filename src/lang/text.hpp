#pragma once
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace arkki::lang {

/// A text as it may stand in a letter: NFC, one line, single spaces, without control, bidirectional, zero-width and
/// private-use characters.
/// @throws Error{Fault::invalid, "text.not_utf8"}  if it is no UTF-8 or holds NUL
/// @throws Error{Fault::invalid, "text.too_long"}  over 20,000 bytes
[[nodiscard]] std::string clean_text(std::string_view text);
/// The same for a text of several lines: each line cleaned, empty ones left out, joined by line feeds.
[[nodiscard]] std::string clean_lines(std::string_view text);

/// Whether a Finnish personal identity code stands in the text (with any of its century signs).
[[nodiscard]] bool holds_identity_code(std::string_view text);

/// Whether a letter stands in the text that is read from right to left (Arabic, Hebrew and others).
/// @param text  UTF-8, as `clean_text` gives it
[[nodiscard]] bool runs_to_the_left(std::string_view text);

/// Puts a backslash before every ASCII punctuation character; U+2028 becomes a Markdown line break.
[[nodiscard]] std::string markdown_escape(std::string_view text);
/// Escapes `& < > " '`; U+2028 becomes `<br>`.
[[nodiscard]] std::string html_escape(std::string_view text);

/// A name made comparable for searching: lower case, without accents (ä, å to a; ö to o), single spaces.
[[nodiscard]] std::string search_key(std::string_view text);

/// Order of names as a Finn expects it (å, ä, ö last; v and w apart), as hexadecimal digits: compares as plain text.
/// Changes with the ICU version: recompute stored keys when `sort_key_version()` is another.
[[nodiscard]] std::string sort_key(std::string_view text, Language language = Language::fi);
[[nodiscard]] std::string sort_key_version();

}  // namespace arkki::lang
