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

    /// Keeps the bytes of an open file and makes the arrival. Bytes that are known already wait as a duplicate.
    /// @throws Error{Fault::invalid, "intake.too_large"}
    ArrivalId receive(int file, const Source& source) const;

    /// Takes the next arrival that waits to be read, if there is one. Two runners never get the same.
    [[nodiscard]] std::optional<ArrivalId> claim(const std::string& runner) const;
    /// Reads a claimed arrival and files it, or quarantines it with its reason. Called again after a crash it repeats.
    /// @param on_page  told after each page: read so far, and of how many
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
    /// What reading and filing need of an arrival.
    struct Kept {
        ArrivalId id{0};
        blobs::WrappedKey key;
        blobs::Stored original;
        std::optional<UnitId> unit;
        std::string series;
        Instant received_at;
        int attempt;
    };
    [[nodiscard]] Kept kept(ArrivalId arrival) const;
    void file(const Kept& kept, const imaging::Reading& reading, std::vector<archive::StoredPage> pages) const;
    void quarantine(const Kept& kept, const std::string& reason) const;
    void put_back(const Kept& kept) const;
    void progress(ArrivalId arrival, int read, int of, const std::string& runner) const;

    const access::Desk& desk_;
    archive::Shelves shelves_;
    imaging::Reader& reader_;
};

/// Makes what a crashed runner held available again; called at start.
void release_expired(db::Database& database, Instant now);

}  // namespace arkki::intake
