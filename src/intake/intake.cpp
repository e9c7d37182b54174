#include "intake/intake.hpp"

#include <sys/stat.h>

#include <utility>

#include "intake/reading.hpp"

namespace arkki::intake {
namespace {

constexpr std::int64_t largest = 512LL << 20;  ///< bytes of an arrival

struct stat facts_of(int file) {
    struct stat facts {};
    if (::fstat(file, &facts) != 0) throw Error{Fault::unavailable, "intake.unreadable"};
    return facts;
}

bool same(const struct stat& a, const struct stat& b) {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

int next_sheet(db::Read& read, BatchId batch) {
    return read.one<int>("SELECT coalesce(max(sheet), 0) + 1 FROM arrival WHERE batch = :batch", {{"batch", batch}});
}

}  // namespace

/// The open batch it belongs to, or one of its own, closed at once.
BatchId Intake::batch_for(db::Write& write, const Source& source) const {
    if (source.batch) {
        const auto state = write.row<std::string>("SELECT state FROM batch WHERE id = :id", {{"id", *source.batch}});
        if (!state) throw Error{Fault::not_found, "batch.unknown"};
        if (*state != "open") throw Error{Fault::conflict, "batch.closed"};
        return *source.batch;
    }
    return write.one<BatchId>(
        "INSERT INTO batch (way, unit, series, state, opened_at, opened_by, closed_at)"
        " VALUES (:way, :unit, :series, 'closed', :now, :person, :now) RETURNING id",
        {{"way", source.way},
         {"unit", source.unit},
         {"series", source.series ? archive::code(*source.series) : ""},
         {"now", desk_.now()},
         {"person", desk_.session().actor}});
}

ArrivalId Intake::add(db::Write& write, BatchId batch, const Source& source, const blobs::WrappedKey& key,
                      const blobs::Stored& original, const std::optional<DocumentId>& same) const {
    return write.one<ArrivalId>(
        "INSERT INTO arrival (batch, sheet, way, name, claim, received_at, received_by, unit, series, sha256, size,"
        " original, document_key, state, same_as) VALUES (:batch, :sheet, :way, :name, :claim, :now, :person, :unit,"
        " :series, :sha256, :size, :original, :key, :state, :same) RETURNING id",
        {{"batch", batch},
         {"sheet", source.sheet > 0 ? source.sheet : next_sheet(write, batch)},
         {"way", source.way},
         {"name", readable_name(source.name.reveal())},
         {"claim", source.claim},
         {"now", desk_.now()},
         {"person", desk_.session().actor},
         {"unit", source.unit},
         {"series", source.series ? archive::code(*source.series) : ""},
         {"sha256", original.sha256},
         {"size", static_cast<std::int64_t>(original.size)},
         {"original", original.id.text},
         {"key", key.text},
         {"state", same ? "duplicate" : "received"},
         {"same", same}});
}

ArrivalId Intake::receive(int file, const Source& source) const {
    return receive(file, source, [](db::Write&, ArrivalId) {});
}

ArrivalId Intake::receive(int file, const Source& source,
                          const std::function<void(db::Write&, ArrivalId)>& also) const {
    desk_.require("arrival.make");
    const auto before = facts_of(file);
    if (!S_ISREG(before.st_mode)) throw Error{Fault::invalid, "intake.no_plain_file", {}, "file"};
    if (before.st_size > largest) throw Error{Fault::invalid, "intake.too_large", {}, "file"};
    const auto key = shelves_.vault.new_key();
    const auto original = shelves_.vault.put_file(key, file);
    if (!same(before, facts_of(file))) {
        shelves_.vault.remove(original.id);
        throw Error{Fault::conflict, "intake.still_written"};
    }
    std::optional<ArrivalId> arrival;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        // A scanned sheet is another sheet, whatever its bytes.
        const auto same = source.way == "scan" ? std::nullopt : archive::same_bytes(write, original.sha256);
        arrival = add(write, batch_for(write, source), source, key, original, same);
        if (!same) jobs::order(write, read_order(*arrival, 1), desk_.now());
        also(write, *arrival);
        auto event = desk_.event("arrival.received");
        event.object = object_of(*arrival);
        event.args = {{"way", source.way}, {"duplicate", same ? "1" : "0"}};
        return appender.append(event);
    });
    return *arrival;
}

}  // namespace arkki::intake
