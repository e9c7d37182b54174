#pragma once
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "imaging/file_kind.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {

/// What reading and filing need of an arrival's row.
struct Kept {
    ArrivalId id{0};
    BatchId batch{0};
    int sheet;
    std::string way;
    blobs::WrappedKey key;
    blobs::Stored original;
    std::optional<UnitId> unit;
    std::string series;
    Instant received_at;
    std::string media;
    std::optional<DocumentId> same_as;
    State state;

    /// One of a stack: what cannot be read of it keeps its place among the others, as a page with its reason.
    [[nodiscard]] bool of_stack() const { return way == "scan"; }
};
/// @throws Error{Fault::not_found, "arrival.unknown"}
[[nodiscard]] Kept kept(db::Read& read, ArrivalId arrival);
/// The sheets of a batch in order.
[[nodiscard]] std::vector<Kept> sheets_of(db::Read& read, BatchId batch);

/// `arrival:7`, as the log writes it.
[[nodiscard]] std::string object_of(ArrivalId arrival);

/// pdf, tiff, png, jpeg, unknown: as the columns have it.
[[nodiscard]] std::string media_code(imaging::FileKind kind);

/// A page that was read, in place of what stood there. @returns blobs that nothing names any more after the commit
std::vector<std::string> put_page(db::Write& write, ArrivalId arrival, int of, const archive::StoredPage& page);
/// The pages that were read of an arrival, in order, without what only their blobs say (`Archive::recall`).
[[nodiscard]] std::vector<archive::StoredPage> read_pages(db::Read& read, ArrivalId arrival);
/// How many pages of an arrival have a row.
[[nodiscard]] int pages_read(db::Read& read, ArrivalId arrival);
/// The rows go: to `page`, or for good.
void drop_read_pages(db::Write& write, ArrivalId arrival);

/// The document that has these bytes already, unless a person said to take them in once more.
[[nodiscard]] std::optional<DocumentId> known_as(db::Read& read, const Kept& kept);

}  // namespace arkki::intake
