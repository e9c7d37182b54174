#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "imaging/reader.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {

/// From bytes to a filed document. Cheap: built on a desk for one piece of work.
///
/// Nothing is ever lost: the original bytes are durable before a row names them, and every arrival ends filed, or waits
/// for a person with a reason in plain words.
class Intake {
public:
    Intake(const access::Desk& desk, const archive::Shelves& shelves, imaging::Reader& reader)
        : desk_{desk}, shelves_{shelves}, reader_{reader} {}

    /// Keeps the bytes of an open file and makes the arrival. Bytes that are a document already wait as a duplicate.
    /// @throws Error{Fault::invalid, "intake.too_large" | "intake.no_plain_file"}  over 512 MiB; no file but a pipe,
    /// folder
    /// @throws Error{Fault::conflict, "intake.still_written"}  the file changed while it was copied; nothing was made
    ArrivalId receive(int file, const Source& source) const;

    /// Takes the next arrival that waits to be read, or whose runner has not been heard of for the time of a lease. Two
    /// runners never hold the same.
    [[nodiscard]] std::optional<ArrivalId> claim(const std::string& runner) const;
    /// Reads a claimed arrival and files it, or quarantines it with its reason, or says that its bytes are known. What
    /// a crash broke off is repeated by the next claim; a file that breaks off three times is quarantined.
    /// @param on_page  told after each page: read so far, and of how many
    /// @throws Error{Fault::conflict, "arrival.lease_lost"}  another runner has it now; nothing was written
    /// @throws Error{Fault::unavailable, ...}  of reader, vault or database: the file is not at fault and waits
    void read_and_file(ArrivalId arrival, const std::string& runner,
                       const std::function<void(int, int)>& on_page = {}) const;

    /// A person decides about what waits: read it (again), keep it without text, or put it away for good.
    void retry(ArrivalId arrival) const;
    void keep(ArrivalId arrival) const;
    void discard(ArrivalId arrival, const PersonalText& reason) const;

    [[nodiscard]] Arrival show(ArrivalId arrival) const;
    /// What waits or was filed last, newest first, what needs a person on top.
    [[nodiscard]] std::vector<Arrival> inbox(int limit) const;
    [[nodiscard]] Tally tally() const;

private:
    /// What reading and filing need of an arrival, and what must still be so when they write.
    struct Kept {
        ArrivalId id{0};
        blobs::WrappedKey key;
        blobs::Stored original;
        std::optional<UnitId> unit;
        std::string series;
        Instant received_at;
        std::optional<DocumentId> same_as;
        State state;
        std::string runner;
        int attempt;
    };
    [[nodiscard]] BatchId batch_of_one(db::Write& write, const Source& source) const;
    [[nodiscard]] Kept kept(ArrivalId arrival) const;
    [[nodiscard]] imaging::Reading read(const Kept& kept, std::vector<archive::StoredPage>& pages,
                                        const std::function<void(int, int)>& on_page) const;
    void file(const Kept& kept, imaging::FileKind kind, std::vector<archive::StoredPage> pages) const;
    /// The document these bytes are already, unless a person said to keep them once more.
    [[nodiscard]] static std::optional<DocumentId> known_as(db::Read& read, const Kept& kept);
    audit::Receipt set_aside(db::Write& write, audit::Appender& appender, const Kept& kept, DocumentId same) const;
    void finish(db::Write& write, const Kept& kept, const std::string& what, db::Parameters values) const;
    void quarantine(const Kept& kept, const std::string& reason) const;
    void put_back(const Kept& kept, bool counts) const;
    void progress(const Kept& kept, int read, int of) const;

    const access::Desk& desk_;
    archive::Shelves shelves_;
    imaging::Reader& reader_;
};

/// Whether a claimed file of the hot folder is an arrival already: then only its unlinking is left to do.
[[nodiscard]] bool claim_is_known(db::Database& database, const std::string& claim);

/// Makes what a runner held available again at once, when it is known to have gone: a service that starts anew under the
/// same name. Of other runners `claim` takes what was not heard of for a lease.
void release_of(db::Database& database, const std::string& runner);

}  // namespace arkki::intake
