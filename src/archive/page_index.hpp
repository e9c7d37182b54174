#pragma once
#include <string>

#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::archive {

/// What a page is found by: its words in reading order, each a group of forms (terms.hpp).
struct IndexedText {
    std::string groups;    ///< may be empty: a page without words
    std::string analyser;  ///< version of the analyser that made them
    friend bool operator==(const IndexedText&, const IndexedText&) = default;
};

/// Makes a page findable by this text, in place of what stood there: index, vocabulary and stored text together.
void index_page(db::Write& write, PageId page, const IndexedText& text);

/// Takes a page out of the index: a page that was dropped or erased. Its words leave the vocabulary unless another page
/// has them. The row `page_scope` stays with whoever owns the page.
///
/// The words stand in the file until `merge_index`, and in the write-ahead log until it is emptied.
void unindex_page(db::Write& write, PageId page);

/// What the page is found by now; empty for a page that is not in the index.
[[nodiscard]] IndexedText indexed_text(db::Read& read, PageId page);

/// Merges a slice of the index, at most a few milliseconds of the writer's time: without it the words of erased pages
/// stay in the file (SQLite keeps a mark of deletion beside them). Call it until it says true.
///
/// @returns whether nothing is left to merge
/// @see sqlite.org/fts5.html#the_merge_command
[[nodiscard]] bool merge_index(db::Write& write, bool first);

}  // namespace arkki::archive
