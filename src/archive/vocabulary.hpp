#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"

namespace arkki::archive {

/// The words of a page's groups that the vocabulary keeps: as written, four letters or more, not all digits. Each once.
[[nodiscard]] std::set<std::string> vocabulary_words(std::string_view groups);

/// Counts a page's words in and out of the vocabulary; a word that no page has any more goes, with its letters.
void add_to_vocabulary(db::Write& write, const std::set<std::string>& words);
void take_from_vocabulary(db::Write& write, const std::set<std::string>& words);

/// Words of the vocabulary that hold at least seven tenths of the word's letters in threes, the closest first: the word
/// misread, or a longer word with it inside. None for a word of fewer than five letters. Never for showing: they may
/// stand on pages the person may not see.
/// @param most  at most this many
[[nodiscard]] std::vector<std::string> similar_words(db::Read& read, const std::string& word, std::size_t most);

}  // namespace arkki::archive
