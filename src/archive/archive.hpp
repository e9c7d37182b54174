#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/guard.hpp"
#include "archive/asked.hpp"
#include "archive/document.hpp"
#include "blobs/vault.hpp"
#include "imaging/page.hpp"
#include "lang/analysers.hpp"
#include "pdf/resources.hpp"

namespace arkki::archive {

class FormShelf;

/// What the archive works with besides a desk; made once, handed in.
struct Shelves {
    blobs::Vault& vault;
    pdf::Resources resources;  ///< font and colour profile of the searchable PDF
    std::shared_ptr<lang::Analysers> analysers = std::make_shared<lang::Analysers>();
    std::shared_ptr<const FieldWords> field_words = std::make_shared<FieldWords>();  ///< what people type for fields
    std::shared_ptr<const FormShelf> forms = {};  ///< the forms Arkki knows; none: no fields are looked for
};

/// Documents and their pages. Cheap: built on a desk for one piece of work.
class Archive {
public:
    Archive(const access::Desk& desk, const Shelves& shelves) : desk_{desk}, shelves_{shelves} {}

    /// Makes a page's blobs durable; the row comes later. If it fails half-way nothing is left behind.
    [[nodiscard]] StoredPage store(const blobs::WrappedKey& key, const imaging::PageRead& page) const;
    /// Reads again from its blobs what the row of a stored page does not say: terms, codes, name keys.
    void recall(const blobs::WrappedKey& key, StoredPage& page) const;
    /// Removes the blobs of a page whose row was not written, and will not be.
    void forget(const StoredPage& page) const noexcept;

    /// Puts a new reading in the place of the old: pictures, words and index of the filed page that came from there; what
    /// people said of its document stays. One part of the caller's transaction.
    /// @returns the receipt of its "document.reread" line, and the blobs that nothing names after the commit; nothing if
    /// no document has this page
    struct Replaced {
        audit::Receipt receipt;
        std::vector<std::string> blobs;
    };
    [[nodiscard]] std::optional<Replaced> replace(db::Write& write, audit::Appender& appender, ArrivalId arrival,
                                                  const StoredPage& page) const;

    /// Writes record, pages, index and the line in the log: one part of the caller's transaction.
    /// @returns the new document and the receipt of its "document.filed" line
    std::pair<DocumentId, audit::Receipt> file(db::Write& write, audit::Appender& appender,
                                               const NewDocument& document) const;

    /// A person says what a document is: type, customer, place, language. Counts up its version.
    struct Confirmation {
        Series series;
        std::string language;
        std::optional<CustomerId> customer;
        std::optional<UnitId> unit;
        std::optional<std::int64_t> version = {};  ///< the one the person looked at, if the form says
    };
    /// @throws Error{Fault::conflict, "document.changed_meanwhile"}  somebody else changed it since
    /// @throws Error{Fault::denied, "access.denied.not-on-list"}  the list does not let this person keep such paper there
    /// @throws Error{Fault::not_found, "customer.unknown" | "unit.unknown"}, Error{Fault::invalid, "language.unknown"}
    void confirm(const access::Grant<access::FileDocument>& grant, const Confirmation& confirmation) const;

    [[nodiscard]] Record record(const access::Grant<access::ReadDocument>& grant) const;
    /// For the filing form, which shows the proposal beside the page.
    [[nodiscard]] Record record(const access::Grant<access::FileDocument>& grant) const;
    [[nodiscard]] std::vector<PageFacts> pages(const access::Grant<access::ReadDocument>& grant) const;
    /// Those a person took out as well, after the others.
    [[nodiscard]] std::vector<PageFacts> all_pages(const access::Grant<access::ReadDocument>& grant) const;
    [[nodiscard]] std::vector<imaging::Word> words(const access::Grant<access::ReadDocument>& grant, int page) const;
    /// The text of all pages, pages separated by a form feed.
    [[nodiscard]] PersonalText text(const access::Grant<access::ReadDocument>& grant) const;
    [[nodiscard]] Bytes page_image(const access::Grant<access::PreviewDocument>& grant, int page) const;  ///< JPEG
    [[nodiscard]] Bytes thumbnail(const access::Grant<access::PreviewDocument>& grant, int page) const;   ///< JPEG
    /// The files the document rests on, in order.
    [[nodiscard]] std::vector<OriginalFacts> originals(const access::Grant<access::ReadDocument>& grant) const;
    /// One of them: the bytes that came in, never rewritten. What else stands in the file is given out with it, so whoever
    /// gets it must have the right to a copy of every document in it; each of them has its line in the log.
    /// @throws Error{Fault::not_found, "original.unknown"}
    /// @throws Error{Fault::denied, "original.shared"}  another document in this file is not his to copy
    [[nodiscard]] OriginalFile original_file(const access::Grant<access::CopyDocument>& grant, int position) const;
    /// The first of them.
    [[nodiscard]] Bytes original(const access::Grant<access::CopyDocument>& grant) const {
        return original_file(grant, 1).bytes;
    }
    /// Labels, form marks and foreign codes seen on a page, as text: nothing is done because of them here.
    [[nodiscard]] std::vector<imaging::Code> codes(const access::Grant<access::ReadDocument>& grant, int page) const;
    /// Searchable PDF/A-2u of the page images with their words: written once and kept (searchable_copy.hpp).
    [[nodiscard]] Bytes searchable_pdf(const access::Grant<access::CopyDocument>& grant) const;

    /// Documents this session may read that no person has confirmed yet, newest last; at most `limit` after `after`.
    [[nodiscard]] std::vector<DocumentId> waiting(std::int64_t after, int limit) const;
    /// Documents of a customer this session may read, newest first; at most 500.
    [[nodiscard]] std::vector<DocumentId> of_customer(CustomerId customer) const;
    [[nodiscard]] std::vector<Line> lines(const access::Shown<DocumentId>& shown) const;

private:
    [[nodiscard]] Record load(DocumentId id) const;
    [[nodiscard]] Bytes blob(DocumentId id, int page, std::string_view column) const;
    [[nodiscard]] std::vector<imaging::Word> words_of(DocumentId id, int page) const;

    const access::Desk& desk_;
    Shelves shelves_;
};

/// The words of a page for an answer whose ids were logged (a snippet of a search).
[[nodiscard]] std::vector<imaging::Word> words_for(const Shelves& shelves, db::Read& read, DocumentId id, int page);

/// The documents of a unit, and of the units inside it, follow it to where it stands now: path and scope. Part of the
/// transaction that moved it.
void follow_unit(db::Write& write, UnitId unit);

/// How many documents a customer has, whoever may read them.
[[nodiscard]] std::int64_t count_of_customer(db::Read& read, CustomerId customer);

/// What the Guard must know of a document. Handed to it by `service`.
[[nodiscard]] access::Facts facts(db::Read& read, DocumentId id);

/// The first document with these original bytes, if any (docs: duplicates are said, never dropped).
[[nodiscard]] std::optional<DocumentId> same_bytes(db::Read& read, const std::string& sha256);

}  // namespace arkki::archive
