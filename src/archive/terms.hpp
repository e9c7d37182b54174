#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/page.hpp"
#include "lang/words.hpp"

namespace arkki::archive {

/// The page's text in reading order: words separated by blanks, lines by line feeds.
[[nodiscard]] std::string joined_text(const std::vector<imaging::Word>& words);

/// All forms of all words, each once, separated by blanks: what both engines index. At most 900,000 bytes, which no
/// sheet of paper holds: PostgreSQL's tsvector ends at a megabyte.
[[nodiscard]] std::string terms_of(lang::Analyser& analyser, std::string_view text);

/// Which words have one of the forms, by their position; found in the same text that was indexed.
[[nodiscard]] std::vector<std::size_t> words_with(lang::Analyser& analyser, const std::vector<imaging::Word>& words,
                                                  const std::set<std::string>& forms);

/// Search keys of neighbouring words of a line, two and three long: where a customer's name may stand.
[[nodiscard]] std::vector<std::string> name_keys(const std::vector<imaging::Word>& words);

/// What is searched for: the first 20 words, whatever was typed (deeper expressions would be an error of the engine).
[[nodiscard]] std::vector<lang::QueryTerm> query_terms(lang::Analyser& analyser, std::string_view typed);
/// The query as the log keeps it: as typed, or if the log cannot keep that, the words that were searched for.
[[nodiscard]] PersonalText loggable(const PersonalText& typed, const std::vector<lang::QueryTerm>& terms);

/// The query in the language of each engine's full-text index, made of quoted forms only.
[[nodiscard]] std::string fts5_query(const std::vector<lang::QueryTerm>& terms);
[[nodiscard]] std::string tsquery(const std::vector<lang::QueryTerm>& terms);
/// Every form that may answer, to find the words to frame.
[[nodiscard]] std::set<std::string> wanted_forms(const std::vector<lang::QueryTerm>& terms);

}  // namespace arkki::archive
