// How a page becomes durable, and how a new reading takes the place of an old one.
#include "archive/page_rows.hpp"

#include "archive/archive.hpp"
#include "archive/page_index.hpp"
#include "archive/searchable_copy.hpp"
#include "archive/terms.hpp"
#include "imaging/code_list.hpp"
#include "imaging/words.hpp"
#include "lang/words.hpp"

namespace arkki::archive {
namespace {

double mean_confidence(const std::vector<imaging::Word>& words) {
    double sum = 0;
    for (const auto& word : words) sum += static_cast<double>(word.confidence);
    return words.empty() ? 0 : sum / static_cast<double>(words.size());
}

/// What a reading says of a page, as the columns of both tables have it.
db::Parameters reading_of(const StoredPage& page) {
    return {{"width", page.width},
            {"height", page.height},
            {"dpi", page.dpi},
            {"turned", page.turned},
            {"blank", page.blank},
            {"damaged", page.damaged || page.constant_tail},
            {"tail", page.constant_tail},
            {"colour", page.colour},
            {"embedded", page.embedded},
            {"confidence", page.confidence},
            {"words", page.word_count},
            {"failure", page.failure},
            {"image", page.image},
            {"thumbnail", page.thumbnail},
            {"bilevel", page.bilevel},
            {"word_blob", page.words},
            {"codes", page.codes_blob},
            {"fields", page.fields_blob},
            {"engine", page.engine}};
}

void copy_facts(StoredPage& stored, const imaging::PageRead& page) {
    stored.width = page.width;
    stored.height = page.height;
    stored.dpi = page.dpi;
    stored.turned = page.turned;
    stored.skew = page.skew;
    stored.blank = page.blank;
    stored.damaged = page.damaged;
    stored.constant_tail = page.constant_tail;
    stored.colour = page.colour;
    stored.embedded = page.source == imaging::Source::embedded;
    stored.words_missing = page.words_missing;
    stored.retried = page.retried;
    stored.retry_won = page.retry_won;
    stored.confidence = mean_confidence(page.words);
    stored.word_count = page.words.size();
    stored.codes = page.codes;
}

}  // namespace

std::vector<std::string> blobs_of(const StoredPage& page) {
    std::vector<std::string> names;
    for (const auto* name :
         {&page.image, &page.thumbnail, &page.bilevel, &page.words, &page.codes_blob, &page.fields_blob})
        if (!name->empty()) names.push_back(*name);
    return names;
}

std::vector<PageSource> read_otherwise(db::Read& read, const std::string& engine, std::optional<DocumentId> document,
                                       PageId after, int limit) {
    std::vector<PageSource> pages;
    for (const auto& [page, arrival, number] : read.rows<PageId, ArrivalId, int>(
             "SELECT id, arrival, source_page FROM page WHERE id > :after AND engine <> :engine AND dropped = 0"
             " AND arrival IS NOT NULL AND document = coalesce(:document, document) ORDER BY id LIMIT :limit",
             {{"after", after}, {"engine", engine}, {"document", document}, {"limit", limit}}))
        pages.push_back({page, arrival, number});
    return pages;
}

std::optional<int> turn_wanted(db::Read& read, ArrivalId arrival, int number) {
    for (const auto& turn : read.rows<std::optional<int>>(
             "SELECT turn_wanted FROM page WHERE arrival = :arrival AND source_page = :number",
             {{"arrival", arrival}, {"number", number}}))
        if (turn) return turn;
    return std::nullopt;
}

PageId add_page(db::Write& write, DocumentId document, std::int64_t scope, const StoredPage& page) {
    auto values = reading_of(page);
    const db::Parameters own{{"document", document},
                             {"number", page.number},
                             {"arrival", page.arrival},
                             {"source", page.source_page},
                             {"sealed", page.sealed_by}};
    values.insert(values.end(), own.begin(), own.end());
    const auto id = write.one<PageId>(
        "INSERT INTO page (document, number, width, height, dpi, turned, blank, damaged, constant_tail, colour, embedded,"
        " confidence, words, failure, image_blob, thumbnail_blob, bilevel_blob, words_blob, codes_blob, fields_blob,"
        " engine, arrival, source_page, sealed_by)"
        " VALUES (:document, :number, :width, :height, :dpi, :turned, :blank, :damaged, :tail, :colour, :embedded,"
        " :confidence, :words, :failure, :image, :thumbnail, :bilevel, :word_blob, :codes, :fields, :engine,"
        " :arrival, :source, :sealed) RETURNING id",
        values);
    index_page(write, id, {page.terms, lang::analyser_version()});
    write.run("INSERT INTO page_scope (page, document, scope) VALUES (:page, :document, :scope)",
              {{"page", id}, {"document", document}, {"scope", scope}});
    return id;
}

StoredPage Archive::store(const blobs::WrappedKey& key, const imaging::PageRead& page) const {
    StoredPage stored;
    stored.number = stored.source_page = page.number;
    stored.failure = page.failure;
    stored.damaged = !page.failure.empty();
    if (!page.failure.empty()) return stored;
    copy_facts(stored, page);
    try {
        stored.image = shelves_.vault.put(key, page.image).id.text;
        stored.thumbnail = shelves_.vault.put(key, page.thumbnail).id.text;
        stored.bilevel = shelves_.vault.put(key, page.bilevel).id.text;
        stored.words = shelves_.vault.put(key, imaging::pack(page.words, page.layer)).id.text;
        if (!page.codes.empty()) stored.codes_blob = shelves_.vault.put(key, imaging::pack_codes(page.codes)).id.text;
        if (!page.fields.empty()) stored.fields_blob = shelves_.vault.put(key, page.fields).id.text;
    } catch (...) {
        forget(stored);
        throw;
    }
    stored.terms = terms_of(*shelves_.analysers->lend(), searchable_text(page.words, page.layer));
    stored.name_keys = name_keys(page.words);
    return stored;
}

void Archive::recall(const blobs::WrappedKey& key, StoredPage& page) const {
    if (page.words.empty()) return;
    const Bytes packed = shelves_.vault.get(key, blobs::BlobId{page.words});
    const auto words = imaging::unpack_words(packed);
    page.terms = terms_of(*shelves_.analysers->lend(), searchable_text(words, imaging::unpack_layer(packed)));
    page.name_keys = name_keys(words);
    if (!page.codes_blob.empty())
        page.codes = imaging::unpack_codes(shelves_.vault.get(key, blobs::BlobId{page.codes_blob}));
}

void Archive::forget(const StoredPage& page) const noexcept {
    for (const auto& name : blobs_of(page)) try {
            shelves_.vault.remove(blobs::BlobId{name});
        } catch (const std::exception&) {  // the sweeper takes what stays
        }
}

std::optional<Archive::Replaced> Archive::replace(db::Write& write, audit::Appender& appender, ArrivalId arrival,
                                                  const StoredPage& page) const {
    std::optional<Replaced> replaced;
    std::vector<std::string> before;
    for (const auto& [id, document, image, thumbnail, bilevel, words, codes, fields] :
         write.rows<PageId, DocumentId, std::string, std::string, std::string, std::string, std::string, std::string>(
             "SELECT id, document, image_blob, thumbnail_blob, bilevel_blob, words_blob, codes_blob,"
             " fields_blob FROM page WHERE arrival = :arrival AND source_page = :page",
             {{"arrival", arrival}, {"page", page.source_page}})) {
        auto values = reading_of(page);
        values.emplace_back("id", id);
        write.run(
            "UPDATE page SET width = :width, height = :height, dpi = :dpi, turned = :turned, blank = :blank,"
            " damaged = :damaged, constant_tail = :tail, colour = :colour, embedded = :embedded, confidence = :confidence, words = :words,"
            " failure = :failure, image_blob = :image, thumbnail_blob = :thumbnail, bilevel_blob = :bilevel,"
            " words_blob = :word_blob, codes_blob = :codes, fields_blob = :fields, engine = :engine WHERE id = :id",
            values);
        // A page taken out as well: it is found no more for want of its row in page_scope, and may be taken back.
        index_page(write, id, {page.terms, lang::analyser_version()});
        auto event = desk_.event("document.reread");
        event.object = "document:" + std::to_string(document.value());
        event.args = {{"page", std::to_string(page.source_page)}};
        order_copy(write, document, desk_.now());
        replaced = {appender.append(event), {}};
        for (const auto& blob : {image, thumbnail, bilevel, words, codes, fields})
            if (!blob.empty()) before.push_back(blob);
    }
    if (replaced) replaced->blobs = std::move(before);
    return replaced;
}

}  // namespace arkki::archive
