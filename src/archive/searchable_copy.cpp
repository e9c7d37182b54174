#include "archive/searchable_copy.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/copy_pages.hpp"

namespace arkki::archive {
namespace {

std::vector<CopyPage> pages_of(db::Read& read, DocumentId document) {
    auto pages = copy_pages(read, document);
    std::erase_if(pages, [](const CopyPage& page) { return page.unread; });
    return pages;
}

struct Facts {
    Language language;
    blobs::WrappedKey key;
};

Facts facts_of(db::Read& read, DocumentId document) {
    const auto found = read.row<std::string, std::string>(
        "SELECT language, document_key FROM document WHERE id = :id", {{"id", document}});
    if (!found) throw Error{Fault::not_found, "document.unknown"};
    const auto& [language, key] = *found;
    return {language.empty() ? Language::fi : language_from(language), blobs::WrappedKey{key}};
}

/// A digest is compared, never read.
void add_number(Sha256& digest, std::int64_t number) { digest.add(std::to_string(number) + ";"); }

}  // namespace

/// A written copy, or why there is none.
struct SearchableCopies::Made {
    std::string input;
    std::optional<blobs::Stored> stored;
    std::string reason;
    int pages = 0, jpegs = 0;
};

std::string copy_input(db::Read& read, DocumentId document) {
    Sha256 digest;
    digest.add(std::string{pdf::searchable_writer} + ";" + std::string{code(facts_of(read, document).language)} + ";");
    for (const auto& page : pages_of(read, document)) {
        for (const int fact : {page.number, page.width, page.height, page.dpi, page.colour ? 1 : 0,
                               page.damaged ? 1 : 0})
            add_number(digest, fact);
        digest.add(page.image + ";" + page.bilevel + ";" + page.words + ";");
    }
    return hex(digest.finish());
}

void order_copy(db::Write& write, DocumentId document, Instant now, int priority) {
    jobs::order(write,
                {std::string{copy_job}, document.value(), 0, copy_input(write, document),
                 std::string{pdf::searchable_writer}, priority},
                now);
}

SearchableCopies::Made SearchableCopies::write_file(DocumentId document, const std::string& input) const {
    Made made{input, {}, {}, 0, 0};
    const auto [facts, pages] = database_.read([&](db::Read& read) {
        return std::pair{facts_of(read, document), pages_of(read, document)};
    });
    try {
        made.stored = shelves_.vault.put_written(facts.key, [&](const pdf::Sink& add) {
            pdf::SearchableFile file{add, {"A-" + std::to_string(document.value()), facts.language},
                                     shelves_.resources};
            for (const auto& row : pages) {
                auto page = without_picture(shelves_, row, true);
                made.jpegs += add_with_picture(file, page, shelves_, row);
                ++made.pages;
            }
            file.finish();
        });
    } catch (const Error& error) {
        // A missing font or a full disk is not the document's fault.
        if (error.fault() == Fault::unavailable) throw;
        made.reason = error.key();
    }
    return made;
}

std::string SearchableCopies::keep(db::Write& write, DocumentId document, const Made& made, Instant now) const {
    const std::string blob = made.stored ? made.stored->id.text : "";
    const auto before = write.row<std::string, std::string>(
        "SELECT input, blob FROM document_copy WHERE document = :id", {{"id", document}});
    if (before && std::get<0>(*before) == made.input) return blob;
    // Of pages the document no longer has nothing is kept; the job for those it has is ordered.
    if (copy_input(write, document) != made.input) return blob;
    write.run("DELETE FROM document_copy WHERE document = :id", {{"id", document}});
    write.run(
        "INSERT INTO document_copy (document, input, writer, blob, sha256, size, pages, pictures, reason, made_at)"
        " VALUES (:id, :input, :writer, :blob, :sha256, :size, :pages, :pictures, :reason, :now)",
        {{"id", document},
         {"input", made.input},
         {"writer", pdf::searchable_writer},
         {"blob", blob},
         {"sha256", made.stored ? made.stored->sha256 : ""},
         {"size", made.stored ? static_cast<std::int64_t>(made.stored->size) : std::int64_t{0}},
         {"pages", made.pages},
         {"pictures", "g4:" + std::to_string(made.pages - made.jpegs) + " jpeg:" + std::to_string(made.jpegs)},
         {"reason", made.reason},
         {"now", now}});
    return before ? std::get<1>(*before) : "";
}

void SearchableCopies::make(const jobs::Lease& lease, Instant now) const {
    const DocumentId document{lease.object};
    look_for_signatures(document);
    const auto [input, there, any] = database_.read([&](db::Read& read) {
        const auto known = read.row<std::string>("SELECT input FROM document_copy WHERE document = :id",
                                                 {{"id", document}});
        auto wanted = copy_input(read, document);
        const bool made_already = known && *known == wanted;
        return std::tuple{std::move(wanted), made_already, !pages_of(read, document).empty()};
    });
    if (there || !any || input != lease.input) {
        database_.write([&](db::Write& write) { jobs::done(write, lease, now); });
        return;
    }
    const Made made = write_file(document, input);
    const std::string unnamed = database_.write([&](db::Write& write) {
        auto left = keep(write, document, made, now);
        jobs::done(write, lease, now);
        return left;
    });
    if (!unnamed.empty()) shelves_.vault.remove(blobs::BlobId{unnamed});
}

Bytes SearchableCopies::of(const access::Grant<access::CopyDocument>& grant, Instant now) const {
    const DocumentId document = grant.object();
    struct Stand {
        std::string input, blob, reason;
        blobs::WrappedKey key;
        bool any;
    };
    const auto stand = [&] {
        return database_.read([&](db::Read& read) {
            Stand found{copy_input(read, document), {}, {}, facts_of(read, document).key,
                        !pages_of(read, document).empty()};
            const auto copy = read.row<std::string, std::string>(
                "SELECT blob, reason FROM document_copy WHERE document = :id AND input = :input",
                {{"id", document}, {"input", found.input}});
            if (copy) std::tie(found.blob, found.reason) = *copy;
            return found;
        });
    };
    Stand found = stand();
    if (!found.any) throw Error{Fault::not_found, "document.no_pages"};
    if (found.blob.empty() && found.reason.empty()) {
        const Made made = write_file(document, found.input);
        const std::string unnamed =
            database_.write([&](db::Write& write) { return keep(write, document, made, now); });
        if (!unnamed.empty()) shelves_.vault.remove(blobs::BlobId{unnamed});
        found = stand();
    }
    if (!found.reason.empty()) throw Error{Fault::invalid, found.reason};
    // Pages that change at this very moment: the next look finds them at rest.
    if (found.blob.empty()) throw Error{Fault::conflict, "document.changed_meanwhile"};
    return shelves_.vault.get(found.key, blobs::BlobId{found.blob});
}

void SearchableCopies::look_for_signatures(DocumentId document) const {
    const auto originals = database_.read([&](db::Read& read) {
        return read.rows<int, std::string, std::string>(
            "SELECT position, original, document_key FROM document_original WHERE document = :id AND media = 'pdf'"
            " AND signatures IS NULL ORDER BY position",
            {{"id", document}});
    });
    for (const auto& [position, original, key] : originals) {
        SignatureCount signatures;
        shelves_.vault.get_pieces(blobs::WrappedKey{key}, blobs::BlobId{original},
                                  [&](ByteView piece) { signatures.add(piece); });
        database_.write([&, at = position](db::Write& write) {
            write.run("UPDATE document_original SET signatures = :count WHERE document = :id AND position = :at",
                      {{"count", signatures.count()}, {"id", document}, {"at", at}});
        });
    }
}

void SignatureCount::add(ByteView piece) {
    constexpr std::string_view mark = "/ByteRange";
    constexpr std::size_t behind = 8;  // blanks and the bracket
    tail_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    std::size_t at = 0;
    while ((at = tail_.find(mark, at)) != std::string::npos) {
        if (at + mark.size() + behind > tail_.size()) break;  // the rest comes with the next piece
        const auto sign = tail_.find_first_not_of(" \t\r\n", at + mark.size());
        count_ += sign != std::string::npos && tail_[sign] == '[';
        at += mark.size();
    }
    const std::size_t kept = at == std::string::npos ? std::min(tail_.size(), mark.size() - 1) : tail_.size() - at;
    tail_.erase(0, tail_.size() - kept);
}

}  // namespace arkki::archive
