// What may be seen of a document, each against its Grant.
#include <algorithm>
#include <utility>

#include "access/access_list.hpp"
#include "archive/archive.hpp"
#include "archive/scopes.hpp"
#include "archive/terms.hpp"
#include "custody/around.hpp"
#include "imaging/words.hpp"
#include "pdf/searchable.hpp"
#include "register/barred.hpp"
#include "register/customers.hpp"

namespace arkki::archive {
namespace {

struct Located {
    blobs::WrappedKey key;
    blobs::BlobId blob;
};

Located locate(db::Read& read, DocumentId id, int page, std::string_view column) {
    const auto found = read.row<std::string, std::string>(
        "SELECT d.document_key, p." + std::string{column} +
            " FROM page p JOIN document d ON d.id = p.document WHERE d.id = :id AND p.number = :page",
        {{"id", id}, {"page", page}});
    if (!found) throw Error{Fault::not_found, "page.unknown"};
    const auto& [key, blob] = *found;
    if (blob.empty()) throw Error{Fault::not_found, "page.unread"};
    return {blobs::WrappedKey{key}, blobs::BlobId{blob}};
}

Line line_of(db::Read& read, DocumentId id) {
    const auto found =
        read.row<std::string, std::optional<CustomerId>, Day, std::optional<UnitId>, int, std::optional<Instant>>(
            "SELECT series, customer, received_on, unit, pages, confirmed_at FROM document WHERE id = :id",
            {{"id", id}});
    if (!found) throw Error{Fault::not_found, "document.unknown"};
    const auto& [series, customer, received, unit, pages, confirmed] = *found;
    return {id, series_from(series), customer, received, unit, pages, confirmed.has_value()};
}

}  // namespace

Record Archive::load(DocumentId id) const {
    const auto found = desk_.database().read([&](db::Read& read) {
        return read.row<std::string, std::string, std::optional<CustomerId>, std::optional<CustomerId>, Day, Instant,
                        PersonId, std::optional<Instant>, std::optional<UnitId>, std::string, std::string, int,
                        std::string, std::int64_t, std::int64_t>(
            "SELECT series, language, customer, proposed_customer, received_on, filed_at, filed_by, confirmed_at, unit,"
            " path, media, pages, sha256, size, version FROM document WHERE id = :id",
            {{"id", id}});
    });
    if (!found) throw Error{Fault::not_found, "document.unknown"};
    const auto& [series, language, customer, proposed, received, filed_at, filed_by, confirmed, unit, path, media,
                 pages, sha256, size, version] = *found;
    return {id,        series_from(series),
            language,  customer,
            proposed,  received,
            filed_at,  filed_by,
            confirmed, unit,
            path,      media,
            pages,     sha256,
            size,      version};
}

Record Archive::record(const access::Grant<access::ReadDocument>& grant) const { return load(grant.object()); }

Record Archive::record(const access::Grant<access::FileDocument>& grant) const { return load(grant.object()); }

std::vector<PageFacts> Archive::pages(const access::Grant<access::ReadDocument>& grant) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<PageFacts> pages;
        for (const auto& [number, width, height, dpi, blank, damaged, embedded, confidence, failure] :
             read.rows<int, int, int, int, bool, bool, bool, double, std::string>(
                 "SELECT number, width, height, dpi, blank, damaged, embedded, confidence, failure FROM page"
                 " WHERE document = :id ORDER BY number",
                 {{"id", grant.object()}}))
            pages.push_back({number, width, height, dpi, blank, damaged, embedded, confidence, failure});
        return pages;
    });
}

std::vector<imaging::Word> words_for(const Shelves& shelves, db::Read& read, DocumentId id, int page) {
    const auto [key, blob] = locate(read, id, page, "words_blob");
    return imaging::unpack_words(shelves.vault.get(key, blob));
}

std::vector<imaging::Word> Archive::words_of(DocumentId id, int page) const {
    return desk_.database().read([&](db::Read& read) { return words_for(shelves_, read, id, page); });
}

Bytes Archive::blob(DocumentId id, int page, std::string_view column) const {
    const auto [key, name] = desk_.database().read([&](db::Read& read) { return locate(read, id, page, column); });
    return shelves_.vault.get(key, name);
}

std::vector<imaging::Word> Archive::words(const access::Grant<access::ReadDocument>& grant, int page) const {
    return words_of(grant.object(), page);
}

PersonalText Archive::text(const access::Grant<access::ReadDocument>& grant) const {
    std::string text;
    for (const auto& page : pages(grant)) {
        if (page.number > 1) text += '\f';
        if (page.failure.empty()) text += joined_text(words_of(grant.object(), page.number));
    }
    return PersonalText{text};
}

Bytes Archive::page_image(const access::Grant<access::PreviewDocument>& grant, int page) const {
    return blob(grant.object(), page, "image_blob");
}

Bytes Archive::thumbnail(const access::Grant<access::PreviewDocument>& grant, int page) const {
    return blob(grant.object(), page, "thumbnail_blob");
}

Bytes Archive::original(const access::Grant<access::CopyDocument>& grant) const {
    const auto found = desk_.database().read([&](db::Read& read) {
        return read.one<std::string, std::string>("SELECT document_key, original FROM document WHERE id = :id",
                                                  {{"id", grant.object()}});
    });
    return shelves_.vault.get(blobs::WrappedKey{std::get<0>(found)}, blobs::BlobId{std::get<1>(found)});
}

Bytes Archive::searchable_pdf(const access::Grant<access::CopyDocument>& grant) const {
    const DocumentId id = grant.object();
    const auto rows = desk_.database().read([&](db::Read& read) {
        return read.rows<int, int, int, int>(
            "SELECT number, width, height, dpi FROM page WHERE document = :id AND failure = '' ORDER BY number",
            {{"id", id}});
    });
    if (rows.empty()) throw Error{Fault::not_found, "document.no_pages"};
    std::vector<pdf::SearchablePage> pages;
    for (const auto& [number, width, height, dpi] : rows) {
        pdf::SearchablePage page;
        page.width = width;
        page.height = height;
        page.dpi = dpi;
        page.picture = blob(id, number, "bilevel_blob");
        for (const auto& word : words_of(id, number))
            page.words.push_back({word.text, word.box.x, word.box.y, word.box.width, word.box.height, word.line,
                                  word.block, word.baseline});
        pages.push_back(std::move(page));
    }
    const auto language = load(id).language;
    const pdf::SearchableMeta meta{"A-" + std::to_string(id.value()),
                                   language.empty() ? Language::fi : language_from(language)};
    return pdf::searchable(pages, meta, shelves_.resources);
}

std::vector<DocumentId> Archive::waiting(std::int64_t after, int limit) const {
    return desk_.database().read([&](db::Read& read) {
        const auto mine = readable(read, desk_, "id", "scope");
        if (mine.empty()) return std::vector<DocumentId>{};
        return read.rows<DocumentId>("SELECT id FROM document WHERE confirmed_at IS NULL AND id > :after AND " + mine +
                                         " ORDER BY id LIMIT :limit",
                                     {{"after", after}, {"limit", std::clamp(limit, 1, 500)}});
    });
}

std::vector<DocumentId> Archive::of_customer(CustomerId customer) const {
    return desk_.database().read([&](db::Read& read) {
        if (customers::is_barred(read, desk_, customer)) return std::vector<DocumentId>{};
        const auto mine = permitted(read, desk_, "id", "scope");
        if (mine.empty()) return std::vector<DocumentId>{};
        return read.rows<DocumentId>(
            "SELECT id FROM document WHERE customer = :customer AND " + mine + " ORDER BY id DESC LIMIT 500",
            {{"customer", customer}});
    });
}

std::vector<Line> Archive::lines(const access::Shown<DocumentId>& shown) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<Line> lines;
        for (const auto id : shown.objects()) lines.push_back(line_of(read, id));
        return lines;
    });
}

access::Facts facts(db::Read& read, DocumentId id) {
    const auto found = read.row<std::string, std::string, std::optional<CustomerId>, std::int64_t, std::int64_t,
                                std::optional<UnitId>, bool>(
        "SELECT path, series, customer, version, pages, unit, CASE WHEN confirmed_at IS NULL THEN 1 ELSE 0 END"
        " FROM document WHERE id = :id",
        {{"id", id}});
    access::Facts facts;
    if (!found) return facts;
    std::optional<CustomerId> customer;
    std::optional<UnitId> unit;
    facts.exists = true;
    std::tie(facts.path, facts.series, customer, facts.version, facts.count, unit, facts.unconfirmed) = *found;
    if (unit) facts.units = custody::around(read, *unit);
    if (customer) {
        facts.subjects.push_back(*customer);
        facts.restricted = customers::facts(read, *customer).restricted;
    }
    return facts;
}

std::int64_t count_of_customer(db::Read& read, CustomerId customer) {
    // A paper that only waits for a person to say whose it is may be his as well: a reply must not pass it over.
    return read.one<std::int64_t>(
        "SELECT count(*) FROM document WHERE customer = :customer OR (confirmed_at IS NULL AND proposed_customer = "
        ":customer)",
        {{"customer", customer}});
}

std::optional<DocumentId> same_bytes(db::Read& read, const std::string& sha256) {
    return read.row<DocumentId>("SELECT id FROM document WHERE sha256 = :sha256 ORDER BY id LIMIT 1",
                                {{"sha256", sha256}});
}

}  // namespace arkki::archive
