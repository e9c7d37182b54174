// What may be seen of a document, each against its Grant.
#include <algorithm>
#include <utility>

#include "access/access_list.hpp"
#include "archive/archive.hpp"
#include "archive/scopes.hpp"
#include "archive/terms.hpp"
#include "custody/around.hpp"
#include "imaging/words.hpp"
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
        "SELECT CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END, p." + std::string{column} +
            " FROM page p JOIN document d ON d.id = p.document WHERE d.id = :id AND p.number = :page"
            " AND (p.dropped = 0 OR d.confirmed_at IS NULL)",
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

/// Every page, also those that were taken out.
std::vector<PageFacts> facts_of_pages(db::Read& read, DocumentId id) {
    std::vector<PageFacts> pages;
    for (const auto& [number, width, height, dpi, blank, damaged, embedded, confidence, failure, turn, dropped] :
         read.rows<int, int, int, int, bool, bool, bool, double, std::string, int, bool>(
             "SELECT number, width, height, dpi, blank, damaged, embedded, confidence, failure,"
             " (coalesce(turn_wanted, turned) - turned + 360) % 360, dropped FROM page WHERE document = :id"
             " ORDER BY number",
             {{"id", id}}))
        pages.push_back({number, width, height, dpi, blank, damaged, embedded, confidence, failure, turn, dropped});
    return pages;
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
        for (auto& page : facts_of_pages(read, grant.object()))
            if (!page.dropped) pages.push_back(std::move(page));
        return pages;
    });
}

std::vector<PageFacts> Archive::all_pages(const access::Grant<access::ReadDocument>& grant) const {
    return desk_.database().read([&](db::Read& read) { return facts_of_pages(read, grant.object()); });
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

std::vector<DocumentId> Archive::waiting(std::int64_t after, int limit) const {
    return desk_.database().read([&](db::Read& read) {
        const auto mine = readable(read, desk_, "id", "scope");
        if (mine.empty()) return std::vector<DocumentId>{};
        return read.rows<DocumentId>(
            "SELECT id FROM document WHERE confirmed_at IS NULL AND merged_into IS NULL AND id > :after"
            " AND " +
                mine + " ORDER BY id LIMIT :limit",
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
        "SELECT count(*) FROM document WHERE customer = :customer OR (confirmed_at IS NULL AND merged_into IS NULL"
        " AND proposed_customer = :customer)",
        {{"customer", customer}});
}

std::optional<DocumentId> same_bytes(db::Read& read, const std::string& sha256) {
    return read.row<DocumentId>(
        "SELECT document FROM document_original WHERE sha256 = :sha256 ORDER BY document LIMIT 1",
        {{"sha256", sha256}});
}

}  // namespace arkki::archive
