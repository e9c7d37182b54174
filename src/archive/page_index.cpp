#include "archive/page_index.hpp"

#include <optional>

#include "archive/terms.hpp"
#include "archive/vocabulary.hpp"

namespace arkki::archive {
namespace {

constexpr std::string_view merged_pages = "50";  ///< of the index, in one slice

std::optional<IndexedText> stored(db::Read& read, PageId page) {
    const auto row = read.row<std::string, std::string>("SELECT terms, analyser FROM page_text WHERE page = :page",
                                                        {{"page", page}});
    if (!row) return std::nullopt;
    return IndexedText{std::get<0>(*row), std::get<1>(*row)};
}

/// What an older version indexed (analyser '') has no words as written: they never came into the vocabulary.
std::set<std::string> words_of(const IndexedText& text) {
    return text.analyser.empty() ? std::set<std::string>{} : vocabulary_words(text.groups);
}

void insert(db::Write& write, PageId page, const IndexedText& text) {
    if (write.engine() == db::Engine::sqlite) {
        write.run("INSERT INTO page_text (page, terms, analyser) VALUES (:page, :terms, :analyser)",
                  {{"page", page}, {"terms", text.groups}, {"analyser", text.analyser}});
        write.run("INSERT INTO page_index (rowid, terms) VALUES (:page, :terms)",
                  {{"page", page}, {"terms", text.groups}});
    } else {
        write.run(
            "INSERT INTO page_text (page, terms, analyser, vector)"
            " VALUES (:page, :terms, :analyser, CAST(:vector AS tsvector))",
            {{"page", page}, {"terms", text.groups}, {"analyser", text.analyser}, {"vector", tsvector(text.groups)}});
    }
    add_to_vocabulary(write, words_of(text));
}

}  // namespace

void index_page(db::Write& write, PageId page, const IndexedText& text) {
    unindex_page(write, page);
    insert(write, page, text);
}

void unindex_page(db::Write& write, PageId page) {
    const auto before = stored(write, page);
    if (!before) return;
    // FTS5 takes the words of exactly this text out again; with another text the old ones would stay findable.
    if (write.engine() == db::Engine::sqlite)
        write.run("INSERT INTO page_index (page_index, rowid, terms) VALUES ('delete', :page, :terms)",
                  {{"page", page}, {"terms", before->groups}});
    write.run("DELETE FROM page_text WHERE page = :page", {{"page", page}});
    take_from_vocabulary(write, words_of(*before));
}

IndexedText indexed_text(db::Read& read, PageId page) { return stored(read, page).value_or(IndexedText{}); }

bool merge_index(db::Write& write, bool first) {
    if (write.engine() != db::Engine::sqlite) return true;
    // A negative number begins a merge of the whole index; positive ones go on with it.
    const auto changes = [&] { return write.one<std::int64_t>("SELECT total_changes()"); };
    const auto before = changes();
    write.run("INSERT INTO page_index (page_index, rank) VALUES ('merge', " +
              std::string{first ? "-" : ""} + std::string{merged_pages} + ")");
    return changes() - before < 2 && !first;
}

}  // namespace arkki::archive
