#include "archive/redacted_copy.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/copy_pages.hpp"

namespace arkki::archive {
namespace {

/// The version of what is written below.
constexpr std::string_view writer = "redacted-1";
/// What a box takes with it on each side: a letter's edge may stand a little outside of its word's box.
constexpr int margin = 2;

struct Page {
    CopyPage row;
    std::vector<imaging::Box> boxes;
};

struct Paper {
    Language language;
    blobs::WrappedKey key;
    std::vector<Page> pages;
    std::vector<std::string> grounds;
};

imaging::Box with_margin(const imaging::Box& box, const CopyPage& page) {
    const int left = std::max(0, box.x - margin), top = std::max(0, box.y - margin);
    return {left, top, std::min(page.width, box.x + box.width + margin) - left,
            std::min(page.height, box.y + box.height + margin) - top};
}

/// Everything the copy is made from; what must not leave is refused here.
Paper paper_of(db::Read& read, DocumentId document, RequestId request) {
    const auto found = read.row<std::string, std::string>(
        "SELECT language, document_key FROM document WHERE id = :id", {{"id", document}});
    if (!found) throw Error{Fault::not_found, "document.unknown"};
    const auto& [language, key] = *found;
    Paper paper{language.empty() ? Language::fi : language_from(language), blobs::WrappedKey{key}, {}, {}};
    for (auto& row : copy_pages(read, document)) paper.pages.push_back({std::move(row), {}});
    for (const auto& redaction : standing(read, request, document)) {
        if (redaction.page == 0) throw Error{Fault::conflict, "redaction.withheld"};
        if (redaction.stale) throw Error{Fault::conflict, "redaction.page_changed"};
        for (auto& page : paper.pages)
            if (page.row.number == redaction.page) page.boxes.push_back(with_margin(redaction.box, page.row));
        paper.grounds.push_back(redaction.ground);
    }
    if (paper.pages.empty()) throw Error{Fault::not_found, "document.no_pages"};
    return paper;
}

std::string input_of(const Paper& paper) {
    Sha256 digest;
    digest.add(std::string{writer} + ";" + std::string{pdf::searchable_writer} + ";" +
               std::string{code(paper.language)} + ";");
    for (const auto& [row, boxes] : paper.pages) {
        digest.add(std::to_string(row.number) + ";" + std::to_string(row.dpi) + ";" + row.image + ";" + row.bilevel + ";" +
                   row.words + ";" + (row.colour || row.damaged ? "jpeg;" : ";"));
        for (const auto& box : boxes)
            for (const int side : {box.x, box.y, box.width, box.height}) digest.add(std::to_string(side) + ",");
        digest.add(";");
    }
    return hex(digest.finish());
}

/// The picture of a page with its boxes burnt in; of a page without any the one the archive has.
Bytes burnt(const Shelves& shelves, const Burn& burn, const Page& page) {
    auto picture = shelves.vault.get(page.row.key, blobs::BlobId{page.row.image});
    if (page.boxes.empty()) return picture;
    if (!burn) throw Error{Fault::conflict, "redaction.copy_not_made"};
    return burn(picture, page.row.width, page.row.height, page.boxes);
}

/// Where something is taken out, no page keeps its words: what was read may say again what a box covers.
void add_page(pdf::SearchableFile& file, const Shelves& shelves, const Burn& burn, const Page& page, bool with_words) {
    if (page.row.unread) throw Error{Fault::conflict, "redaction.page_unread"};
    auto sheet = without_picture(shelves, page.row, with_words);
    if (page.boxes.empty()) {
        add_with_picture(file, sheet, shelves, page.row);
        return;
    }
    sheet.kind = pdf::SearchablePage::Picture::jpeg;
    sheet.picture = burnt(shelves, burn, page);
    file.add(sheet);
}

}  // namespace

/// What is stored of a copy.
struct RedactedCopies::Kept {
    RedactedCopy copy;
    blobs::WrappedKey key;
    blobs::BlobId blob;
};

blobs::Stored RedactedCopies::write_file(DocumentId document, RequestId request) const {
    const auto paper = database_.read([&](db::Read& read) { return paper_of(read, document, request); });
    return shelves_.vault.put_written(paper.key, [&](const pdf::Sink& add) {
        pdf::SearchableFile file{add, {"A-" + std::to_string(document.value()), paper.language}, shelves_.resources};
        for (const auto& page : paper.pages) add_page(file, shelves_, burn_, page, paper.grounds.empty());
        file.finish();
    });
}

RedactedCopies::Kept RedactedCopies::kept(DocumentId document, RequestId request, Instant now) const {
    const db::Parameters of{{"request", request}, {"document", document}};
    const auto look = [&](db::Read& read, const Paper& paper) -> std::optional<Kept> {
        const auto row = read.row<std::string, std::string, std::string, std::int64_t, int>(
            "SELECT input, blob, sha256, size, pages FROM redacted_copy WHERE request = :request AND document = :document",
            of);
        if (!row || std::get<0>(*row) != input_of(paper)) return std::nullopt;
        const auto& [input, blob, digest, size, pages] = *row;
        return Kept{{digest, size, pages, paper.grounds}, paper.key, blobs::BlobId{blob}};
    };
    const auto [paper, there] = database_.read([&](db::Read& read) {
        auto now_there = paper_of(read, document, request);
        auto known = look(read, now_there);
        return std::pair{std::move(now_there), std::move(known)};
    });
    if (there) return *there;
    const auto stored = write_file(document, request);
    const auto old = database_.write([&](db::Write& write) {
        // Somebody who drew a box meanwhile must not get a copy without it.
        if (input_of(paper_of(write, document, request)) != input_of(paper))
            throw Error{Fault::conflict, "document.changed_meanwhile"};
        const auto before = write.row<std::string>(
            "SELECT blob FROM redacted_copy WHERE request = :request AND document = :document", of);
        write.run("DELETE FROM redacted_copy WHERE request = :request AND document = :document", of);
        write.run(
            "INSERT INTO redacted_copy (request, document, input, blob, sha256, size, pages, made_at)"
            " VALUES (:request, :document, :input, :blob, :sha256, :size, :pages, :now)",
            {{"request", request},
             {"document", document},
             {"input", input_of(paper)},
             {"blob", stored.id.text},
             {"sha256", stored.sha256},
             {"size", static_cast<std::int64_t>(stored.size)},
             {"pages", static_cast<int>(paper.pages.size())},
             {"now", now}});
        return before.value_or("");
    });
    if (!old.empty() && old != stored.id.text) shelves_.vault.remove(blobs::BlobId{old});
    return {{stored.sha256, static_cast<std::int64_t>(stored.size), static_cast<int>(paper.pages.size()), paper.grounds},
            paper.key,
            stored.id};
}

RedactedCopy RedactedCopies::make(const access::Grant<access::CopyDocument>& grant, RequestId request,
                                  Instant now) const {
    return kept(grant.object(), request, now).copy;
}

RedactedCopy RedactedCopies::make(const access::Shown<DocumentId>& papers, std::size_t which, RequestId request,
                                  Instant now) const {
    return kept(papers.objects().at(which), request, now).copy;
}

void RedactedCopies::pieces(const access::Grant<access::CopyDocument>& grant, RequestId request, Instant now,
                            const std::function<void(ByteView)>& take) const {
    const auto there = kept(grant.object(), request, now);
    shelves_.vault.get_pieces(there.key, there.blob, take);
}

Bytes RedactedCopies::page(const access::Grant<access::PreviewDocument>& grant, RequestId request, int number) const {
    const auto paper = database_.read([&](db::Read& read) { return paper_of(read, grant.object(), request); });
    for (const auto& page : paper.pages)
        if (page.row.number == number && !page.row.unread) return burnt(shelves_, burn_, page);
    throw Error{Fault::not_found, "page.unknown"};
}

}  // namespace arkki::archive
