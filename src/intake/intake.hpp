#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {

/// From bytes to an arrival, and what a person decides of it. What reads it stands in reading.hpp, what files it in
/// assembling.hpp. Cheap: built on a desk for one piece of work.
///
/// Nothing is ever lost: the original bytes are durable before a row names them, and every arrival ends filed, or waits
/// for a person with a reason in plain words.
class Intake {
public:
    Intake(const access::Desk& desk, const archive::Shelves& shelves) : desk_{desk}, shelves_{shelves} {}

    /// Keeps the bytes of an open file, makes the arrival and orders its reading. Bytes that are a document already wait
    /// as a duplicate.
    /// @throws Error{Fault::invalid, "intake.too_large" | "intake.no_plain_file"}  over 512 MiB; no file but a pipe,
    /// folder
    /// @throws Error{Fault::conflict, "intake.still_written"}  the file changed while it was copied; nothing was made
    /// @throws Error{Fault::conflict, "batch.closed"}, Error{Fault::not_found, "batch.unknown"}
    ArrivalId receive(int file, const Source& source) const;
    /// The same, with one act more in the transaction that makes the arrival.
    ArrivalId receive(int file, const Source& source,
                      const std::function<void(db::Write&, ArrivalId)>& also) const;

    /// A person decides about what waits: read it (again), keep it as it is, or put it away for good.
    void retry(ArrivalId arrival) const;
    void keep(ArrivalId arrival) const;
    void discard(ArrivalId arrival, const PersonalText& reason) const;

    [[nodiscard]] Arrival show(ArrivalId arrival) const;
    /// What waits or was filed last, newest first, what needs a person on top.
    [[nodiscard]] std::vector<Arrival> inbox(int limit) const;
    [[nodiscard]] Tally tally() const;

private:
    [[nodiscard]] BatchId batch_for(db::Write& write, const Source& source) const;
    ArrivalId add(db::Write& write, BatchId batch, const Source& source, const blobs::WrappedKey& key,
                  const blobs::Stored& original, const std::optional<DocumentId>& same) const;

    const access::Desk& desk_;
    archive::Shelves shelves_;
};

/// Whether a claimed file of the hot folder is an arrival already: then only its unlinking is left to do.
[[nodiscard]] bool claim_is_known(db::Database& database, const std::string& claim);

}  // namespace arkki::intake
