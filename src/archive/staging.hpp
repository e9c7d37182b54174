#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "access/desk.hpp"
#include "access/guard.hpp"

namespace arkki::archive {

/// What was done last to a document in the tray, for the button that takes it back.
struct StagingAct {
    std::string kind;  ///< split | merge | move | turn | drop | take_back
    int page;          ///< as it was numbered before the act; 0: the whole document
    bool mine;         ///< done by whoever asks: nobody takes back what somebody else did
};

/// What a person does in the tray to papers nobody has confirmed: cuts a stack into documents, joins them, puts pages
/// in order. Cheap: built on a desk for one piece of work.
///
/// Each act is one transaction with its lines in the log, and can be taken back by whoever did it, the last first, as
/// long as no document it touched was touched again or confirmed. `seen` is the version of the document the person
/// looked at. Pages are numbered from 1; those taken out come after the others.
///
/// All throw Error{Fault::conflict}: "staging.confirmed", "staging.merged" (its pages are another document's now),
/// "document.changed_meanwhile"; and Error{Fault::not_found, "page.unknown"}.
class Staging {
public:
    using Filing = access::Grant<access::FileDocument>;

    explicit Staging(const access::Desk& desk) : desk_{desk} {}

    /// Page `before` and what follows become a document of their own.
    /// @throws Error{Fault::invalid, "staging.nothing_before"}  at the first page
    DocumentId split(const Filing& document, std::int64_t seen, int before) const;
    /// The pages of `other` follow those of `into`; of `other` only the number is left.
    /// @throws Error{Fault::invalid, "staging.same_document"}, Error{Fault::conflict, "staging.no_pages"}
    void merge(const Filing& into, std::int64_t seen, const Filing& other) const;
    /// Page `page` becomes page `to`.
    void move(const Filing& document, std::int64_t seen, int page, int to) const;
    /// Turns a page clockwise and orders that it be read again so.
    /// @throws Error{Fault::invalid, "staging.bad_turn"}  other than 90, 180, 270
    /// @throws Error{Fault::conflict, "page.unread"}
    void turn(const Filing& document, std::int64_t seen, int page, int degrees) const;
    /// Takes a page out: it is kept, and no longer shown or searched.
    /// @throws Error{Fault::conflict, "staging.last_page"}
    void drop(const Filing& document, std::int64_t seen, int page) const;
    /// Puts a page that was taken out where it stood on the paper.
    void take_back(const Filing& document, std::int64_t seen, int page) const;
    /// Takes back the last act on this document.
    /// @throws Error{Fault::conflict, "staging.nothing_to_undo" | "staging.act_of_another"}
    /// @throws Error{Fault::denied, "access.denied.not-on-list"}  of a document it touched as well
    void undo(const Filing& document, std::int64_t seen) const;

    /// The act that `undo` would take back.
    [[nodiscard]] std::optional<StagingAct> last(const access::Grant<access::ReadDocument>& document) const;

private:
    const access::Desk& desk_;
};

/// The document that has the pages of this one now: itself unless it was joined to another.
[[nodiscard]] DocumentId joined_to(db::Read& read, DocumentId document);

}  // namespace arkki::archive
