#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/redacted_copy.hpp"
#include "requests/requests.hpp"

namespace arkki::requests {

/// A paper of the person who asks, as the reply gives or withholds it.
struct Annex {
    archive::Line paper;
    archive::RedactedCopy copy;
    std::string withheld = {};  ///< ground of a paper that is not given at all; then there is no copy
};

/// The papers of the person, the newest first: all there are, or none of the reply. Their copies are made if they are
/// not there yet.
/// @throws Error{Fault::conflict, "letter.documents_hidden"}  the list does not let this person read all of them
/// @throws as archive::RedactedCopies::make
[[nodiscard]] std::vector<Annex> annexes_of(const access::Desk& desk, const archive::Shelves& shelves,
                                            const Overview& request);

/// Whose papers the reply to a request brings; nobody's if it brings none.
[[nodiscard]] std::optional<CustomerId> copies_for(db::Read& read, RequestId request);

/// Whether something is taken out or withheld: then the request is granted in part, whatever was decided of its items.
[[nodiscard]] bool withholds(const std::vector<Annex>& annexes);

/// A copy as it leaves with a signed letter.
struct SealedAnnex {
    int number;
    std::string name;
    DocumentId document{0};
    int places;
    blobs::Stored stored;
};
/// Seals the copies that are given under the letter's key; each has its line "document.copy" in the log first.
/// @throws Error{Fault::conflict, "request.changed_meanwhile"}  a copy is no longer the one the letter names
[[nodiscard]] std::vector<SealedAnnex> seal_annexes(const access::Desk& desk, const archive::Shelves& shelves,
                                                    const Overview& request, const std::vector<Annex>& annexes,
                                                    const std::string& letter_number, const blobs::WrappedKey& key);
void keep_annexes(db::Write& write, LetterId letter, const std::vector<SealedAnnex>& annexes);

/// "K-2026-00017-01.pdf"
[[nodiscard]] std::string annex_name(const std::string& letter_number, int annex);

}  // namespace arkki::requests
