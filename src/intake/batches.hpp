#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/document.hpp"
#include "base/ids.hpp"

namespace arkki::intake {

/// What came in together, as a person sees it: how many sheets were told, how many are safe.
struct Batch {
    BatchId id{0};
    std::string way;     ///< folder | upload | command | scan | mail | api
    std::string device;  ///< the scanner's name, "" without one
    std::optional<int> sheets_told;
    int sheets = 0;      ///< that are in; each is safe
    int pages = 0;       ///< that were counted so far
    int pages_read = 0;
    int separators = 0;  ///< sheets of ours that told where documents begin or stand: counted, not filed
    int filed = 0, duplicates = 0, quarantined = 0, waiting = 0;  ///< sheets; waiting: not read yet
    bool open = false;
    std::string halt;  ///< message key: why an open batch stands still
    std::optional<UnitId> unit;
    std::optional<archive::Series> series;
    Instant opened_at;
    PersonId opened_by{0};
    std::optional<Instant> closed_at;
    /// What was told and what came differ: a person must look.
    [[nodiscard]] bool differs() const noexcept { return sheets_told && *sheets_told != sheets; }
};

/// How a batch is to begin.
struct NewBatch {
    std::string way;
    std::string device;
    std::optional<int> sheets_told;
    std::optional<UnitId> unit;
    std::optional<archive::Series> series;
};

/// Batches of arrivals. Cheap: built on a desk for one piece of work. A batch stays open while sheets may follow; when
/// it is closed and all its sheets are read, it is put together into documents.
class Batches {
public:
    explicit Batches(const access::Desk& desk) : desk_{desk} {}

    BatchId open(const NewBatch& batch) const;
    /// It stands still for this reason (message key), and stays open.
    /// @throws Error{Fault::conflict, "batch.closed"}  (also `go_on`)
    void halt(BatchId batch, const std::string& reason) const;
    void go_on(BatchId batch) const;
    /// How many sheets there should be, said after it was opened. @throws Error{Fault::conflict, "batch.closed"}
    void tell_sheets(BatchId batch, std::optional<int> sheets) const;
    /// No sheet follows. Closing it twice is no error.
    void close(BatchId batch) const;

    /// @throws Error{Fault::not_found, "batch.unknown"}
    [[nodiscard]] Batch show(BatchId batch) const;
    [[nodiscard]] std::vector<Batch> open_batches() const;

private:
    void demand_open(db::Write& write, BatchId batch) const;
    const access::Desk& desk_;
};

/// Orders that a batch be put together, if it is closed and nothing of it has still to be read: called in the transaction
/// of whatever may have been the last step before.
void assemble_if_complete(db::Write& write, BatchId batch, Instant now);

/// How far all that waits is: for a bar.
struct Progress {
    int arrivals = 0;    ///< not filed and not with a person yet
    int pages = 0;       ///< that are known of; a file nobody looked into counts as one
    int pages_read = 0;  ///< of these
};
[[nodiscard]] Progress progress(db::Read& read);
/// Of what came in with these batches, filed or not.
[[nodiscard]] Progress progress_of(db::Read& read, const std::vector<BatchId>& batches);

}  // namespace arkki::intake
