#pragma once
#include <optional>
#include <vector>

#include "access/desk.hpp"
#include "blobs/vault.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {

/// A sheet of a stack as far as it has been looked at.
struct ScannedSheet {
    int sheet = 0;
    ArrivalId arrival{0};
    State state = State::received;
    bool pictured = false;  ///< its picture can be shown while no document has it: preview()
    std::optional<DocumentId> document;  ///< that has its first page by now
    int page = 0;                        ///< which of the document's; 0 if it has no picture or a person took it out
    bool confirmed = false;              ///< a person has filed that document
    bool blank = false;
    bool cut_off = false;   ///< it ends in one flat colour, as a picture does that broke off on its way
};
/// The sheets of a batch, in order. Nothing personal.
[[nodiscard]] std::vector<ScannedSheet> scanned_sheets(const access::Desk& desk, BatchId batch);

/// The small picture of a page that is no document's yet, JPEG. Each look is in the log before it is given.
/// @throws Error{Fault::not_found, "page.unknown"}  also once a document has it
[[nodiscard]] Bytes preview(const access::Desk& desk, const blobs::Vault& vault, ArrivalId arrival, int page);

}  // namespace arkki::intake
