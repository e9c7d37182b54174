#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/page.hpp"
#include "lang/words.hpp"

namespace arkki::archive {

/// The page's text in reading order: words separated by blanks, lines by line feeds.
[[nodiscard]] std::string joined_text(const std::vector<imaging::Word>& words);

/// The page's own words, and what a PDF's text layer says where it was not trusted: that serves search only.
[[nodiscard]] std::string searchable_text(const std::vector<imaging::Word>& words,
                                          const std::vector<imaging::Word>& layer);

/// The words of a text in reading order, separated by blanks; each a group of its forms, the word as written first,
/// separated by db::group_separator: what both engines index. At most 500,000 bytes, which no sheet of paper holds:
/// PostgreSQL's tsvector ends at a megabyte.
[[nodiscard]] std::string terms_of(lang::Analyser& analyser, std::string_view text);

/// The same as PostgreSQL's tsvector: forms with their positions (at most 16,383, its last one).
[[nodiscard]] std::string tsvector(std::string_view groups);

/// The groups one by one, each with its forms; views into `groups`.
[[nodiscard]] std::vector<std::vector<std::string_view>> forms_by_place(std::string_view groups);
std::vector<std::vector<std::string_view>> forms_by_place(std::string&& groups) = delete;  // they would look at nothing

/// Which words of a page stand at these places of its groups: positions in `words`, rising, without duplicates.
[[nodiscard]] std::vector<std::size_t> words_at(const std::vector<imaging::Word>& words,
                                                const std::vector<std::size_t>& places);

/// Search keys of neighbouring words of a line, two and three long: where a customer's name may stand.
[[nodiscard]] std::vector<std::string> name_keys(const std::vector<imaging::Word>& words);

}  // namespace arkki::archive
