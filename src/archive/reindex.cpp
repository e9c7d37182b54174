#include "archive/reindex.hpp"

#include "archive/page_index.hpp"
#include "archive/terms.hpp"
#include "imaging/words.hpp"
#include "lang/words.hpp"

namespace arkki::archive {
namespace {

/// What a page's text is made from: another reading has other blobs.
struct Source {
    std::string key, words;
    bool readable;
    friend bool operator==(const Source&, const Source&) = default;
};

std::optional<Source> source_of(db::Read& read, PageId page) {
    const auto found = read.row<std::string, std::string, std::string>(
        "SELECT CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END, p.words_blob, p.failure"
        " FROM page p JOIN document d ON d.id = p.document JOIN page_text t ON t.page = p.id"
        " WHERE p.id = :page AND t.analyser <> :now",
        {{"page", page}, {"now", lang::analyser_version()}});
    if (!found) return std::nullopt;
    const auto& [key, words, failure] = *found;
    return Source{key, words, failure.empty() && !words.empty()};
}

}  // namespace

int Reindexing::order(Instant now) const {
    const auto slices = database_.read([](db::Read& read) {
        return read.rows<std::int64_t>(
            "SELECT DISTINCT page / " + std::to_string(pages_of_a_job) + " AS slice FROM page_text"
            " WHERE analyser < :now OR analyser > :now ORDER BY slice",  // two ranges of the narrow index
            {{"now", lang::analyser_version()}});
    });
    for (const auto slice : slices)
        database_.write([&](db::Write& write) {
            jobs::order_again(write,
                              {.kind = std::string{reindex_job},
                               .object = slice,
                              .input = {},
                               .engine = lang::analyser_version(),
                               .priority = jobs::priority::background},
                              now);
        });
    return static_cast<int>(slices.size());
}

void Reindexing::make(const jobs::Lease& lease, Instant now) const {
    const auto from = lease.object * pages_of_a_job;
    while (index_some(from, from + pages_of_a_job, 10) > 0)
        database_.read([&](db::Read& read) { jobs::demand(read, lease); });
    database_.write([&](db::Write& write) { jobs::done(write, lease, now); });
}

int Reindexing::index_some(std::int64_t from, std::int64_t behind, int most) const {
    const auto pages = database_.read([&](db::Read& read) {
        return read.rows<PageId>("SELECT page FROM page_text WHERE page >= :from AND page < :behind AND"
                                 " analyser <> :now ORDER BY page LIMIT " + std::to_string(most),
                                 {{"from", from}, {"behind", behind}, {"now", lang::analyser_version()}});
    });
    for (const auto page : pages) index(page);
    return static_cast<int>(pages.size());
}

void Reindexing::index(PageId page) const {
    const auto source = database_.read([&](db::Read& read) { return source_of(read, page); });
    if (!source) return;  // somebody else was faster, or the page is gone
    IndexedText text{{}, lang::analyser_version()};
    if (source->readable) {
        const Bytes packed = shelves_.vault.get(blobs::WrappedKey{source->key}, blobs::BlobId{source->words});
        text.groups = terms_of(*shelves_.analysers->lend(),
                               searchable_text(imaging::unpack_words(packed), imaging::unpack_layer(packed)));
    }
    database_.write([&](db::Write& write) {
        if (source_of(write, page) == source) index_page(write, page, text);
    });
}

}  // namespace arkki::archive
