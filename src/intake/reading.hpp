#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "imaging/reader.hpp"
#include "imaging/sealed_file.hpp"
#include "intake/arrival_rows.hpp"
#include "jobs/jobs.hpp"

namespace arkki::intake {

/// The originals that are being read, decrypted once into memory that nobody can change and shared by all who read pages
/// of them: a file of 850 pages is not decrypted 850 times. The last few stay until the runners rest.
class OpenOriginals {
public:
    using File = std::shared_ptr<const imaging::SealedFile>;
    /// @throws Error{Fault::corrupt, "vault.missing" | "vault.damaged"}
    [[nodiscard]] File open(const blobs::Vault& vault, const Kept& arrival);
    /// There is nothing to read for now.
    void rest();

private:
    std::mutex mutex_;
    std::deque<std::pair<ArrivalId, File>> files_;  ///< the last opened in front
};

/// What runners do with jobs of kind "read": one page of one arrival. The first page's answer tells how many there are and
/// orders the others; the last one settles what becomes of the arrival. Cheap: built on a desk for one piece of work.
class ReadingRoom {
public:
    ReadingRoom(const access::Desk& desk, const archive::Shelves& shelves, imaging::Reader& reader,
                OpenOriginals& originals)
        : desk_{desk}, shelves_{shelves}, reader_{reader}, originals_{originals} {}

    /// Reads the page and writes, in one transaction with the end of the job, what was found. A page of a filed document
    /// is read anew and takes the old one's place, unless it could not be read.
    /// @throws Error{Fault::conflict, "job.lease_lost"}  another runner has it now; nothing was written
    /// @throws Error{Fault::unavailable, ...}  of reader, vault or database: the file is not at fault and waits
    void read(const jobs::Lease& lease) const;

private:
    struct Found {
        archive::StoredPage page;
        int of = 0;
        std::string media;
        bool of_file = false;  ///< what is wrong is so of the whole file
    };
    void first_reading(const jobs::Lease& lease, const Kept& kept) const;
    void second_reading(const jobs::Lease& lease, const Kept& kept) const;
    [[nodiscard]] std::optional<Found> look(const jobs::Lease& lease, const Kept& kept) const;
    void begin(const jobs::Lease& lease, const Kept& kept) const;
    void keep_page(const jobs::Lease& lease, const Kept& kept, const Found& found) const;
    void settle(db::Write& write, audit::Appender& appender, const Kept& kept) const;
    void refuse(const jobs::Lease& lease, const Kept& kept, const std::string& reason) const;
    void set_aside(const jobs::Lease& lease, const Kept& kept, DocumentId same) const;

    const access::Desk& desk_;
    archive::Shelves shelves_;
    imaging::Reader& reader_;
    OpenOriginals& originals_;
};

/// Puts an arrival among what waits for a person. Part of the caller's transaction.
audit::Receipt quarantine(const access::Desk& desk, db::Write& write, audit::Appender& appender, ArrivalId arrival,
                          const std::string& reason);

/// The job that reads a page of an arrival for the first time.
[[nodiscard]] jobs::Order read_order(ArrivalId arrival, int page);

/// The line that tells an engine, short enough for a job's key.
[[nodiscard]] std::string engine_code(const std::string& engine);

/// Orders that every filed page which another engine has read be read anew, of one document or of all: in the background,
/// behind all that comes in. Pages that were taken out are left alone, and how a person turned a page is kept.
/// @param engine  the present one (`imaging::Reader::engine`)
/// @returns how many pages
int order_rereads(const access::Desk& desk, const std::string& engine, std::optional<DocumentId> document = {});

}  // namespace arkki::intake
