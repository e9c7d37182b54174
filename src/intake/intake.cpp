#include "intake/intake.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "intake/proposal.hpp"

namespace arkki::intake {
namespace {

using namespace std::chrono_literals;

/// Longer than the reader gives a page, twice: another page may be in its way. Renewed with each page.
constexpr auto lease = 3min;
constexpr int attempts = 3;
constexpr int smallest_page = 32;              ///< pixels of its longer side
constexpr std::int64_t largest = 512LL << 20;  ///< bytes of an arrival

std::string object_of(ArrivalId id) { return "arrival:" + std::to_string(id.value()); }

std::string media_code(imaging::FileKind kind) {
    switch (kind) {
        case imaging::FileKind::pdf:
            return "pdf";
        case imaging::FileKind::tiff:
            return "tiff";
        case imaging::FileKind::png:
            return "png";
        case imaging::FileKind::jpeg:
            return "jpeg";
        case imaging::FileKind::unknown:
            break;
    }
    return "unknown";
}

/// Failures of the worker that another try may mend; all else is said of the file at once.
bool worth_another_try(const std::string& refusal) {
    return refusal == "reader.crashed" || refusal == "reader.timed_out" || refusal == "reader.bad_answer";
}

/// Why a picture that can be shown is still no page of paper: a person decides whether to keep it as it is.
std::string unfit_because(const imaging::PageRead& page) {
    if (!page.failure.empty()) return {};
    if (page.damaged) return "reader.truncated";
    return std::max(page.width, page.height) < smallest_page ? "reader.too_small" : "";
}

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

/// What the row must still say when its runner, or the person who decided, writes.
constexpr std::string_view still_mine =
    " WHERE id = :id AND state = :state AND lease_owner = :runner AND attempt = :attempt";

}  // namespace

BatchId Intake::batch_of_one(db::Write& write, const Source& source) const {
    return write.one<BatchId>(
        "INSERT INTO batch (way, unit, series, state, opened_at, opened_by, closed_at)"
        " VALUES (:way, :unit, :series, 'closed', :now, :person, :now) RETURNING id",
        {{"way", source.way},
         {"unit", source.unit},
         {"series", source.series ? archive::code(*source.series) : ""},
         {"now", desk_.now()},
         {"person", desk_.session().actor}});
}

ArrivalId Intake::receive(int file, const Source& source) const {
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
        const auto same = archive::same_bytes(write, original.sha256);
        const BatchId batch = source.batch ? *source.batch : batch_of_one(write, source);
        const int sheet = source.sheet > 0 ? source.sheet : next_sheet(write, batch);
        arrival = write.one<ArrivalId>(
            "INSERT INTO arrival (batch, sheet, way, name, claim, received_at, received_by, unit, series, sha256, size, original,"
            " document_key, state, same_as) VALUES (:batch, :sheet, :way, :name, :claim, :now, :person, :unit, :series, :sha256, :size,"
            " :original, :key, :state, :same) RETURNING id",
            {{"batch", batch},
             {"sheet", sheet},
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
        auto event = desk_.event("arrival.received");
        event.object = object_of(*arrival);
        event.args = {{"way", source.way}, {"duplicate", same ? "1" : "0"}};
        return appender.append(event);
    });
    return *arrival;
}

std::optional<ArrivalId> Intake::claim(const std::string& runner) const {
    return desk_.database().write([&](db::Write& write) -> std::optional<ArrivalId> {
        const auto waiting = write.row<ArrivalId>(
            "SELECT id FROM arrival WHERE (state = 'received' AND not_before <= :now)"
            " OR (state = 'reading' AND lease_until <= :now) ORDER BY id LIMIT 1",
            {{"now", desk_.now()}});
        if (waiting)
            write.run(
                "UPDATE arrival SET state = 'reading', lease_owner = :runner, lease_until = :until,"
                " attempt = attempt + 1, pages_read = 0 WHERE id = :id",
                {{"runner", runner}, {"until", desk_.now() + lease}, {"id", *waiting}});
        return waiting;
    });
}

Intake::Kept Intake::kept(ArrivalId arrival) const {
    const auto row = desk_.database().read([&](db::Read& read) {
        return read.row<std::string, std::string, std::string, std::int64_t, std::optional<UnitId>, std::string,
                        Instant, std::optional<DocumentId>, std::string, std::string, int>(
            "SELECT document_key, original, sha256, size, unit, series, received_at, same_as, state, lease_owner,"
            " attempt FROM arrival WHERE id = :id",
            {{"id", arrival}});
    });
    if (!row) throw Error{Fault::not_found, "arrival.unknown"};
    const auto& [key, original, sha256, size, unit, series, received_at, same_as, state, runner, attempt] = *row;
    return {arrival,
            blobs::WrappedKey{key},
            {blobs::BlobId{original}, sha256, static_cast<std::uint64_t>(size)},
            unit,
            series,
            received_at,
            same_as,
            state_from(state),
            runner,
            attempt};
}

void Intake::read_and_file(ArrivalId arrival, const std::string& runner,
                           const std::function<void(int, int)>& on_page) const {
    const Kept kept = this->kept(arrival);
    if (kept.state != State::reading || kept.runner != runner) throw Error{Fault::conflict, "arrival.lease_lost"};
    if (kept.attempt > attempts) return quarantine(kept, "intake.gave_up");
    if (const auto same = desk_.database().read([&](db::Read& read) { return known_as(read, kept); })) {
        desk_.log().change(
            [&](db::Write& write, audit::Appender& appender) { return set_aside(write, appender, kept, *same); });
        return;
    }
    std::vector<archive::StoredPage> pages;
    const imaging::Reading reading = read(kept, pages, on_page);
    if (reading.refusal.empty()) return file(kept, reading.kind, std::move(pages));
    if (worth_another_try(reading.refusal) && kept.attempt < attempts) return put_back(kept, true);
    quarantine(kept, reading.refusal);
}

/// Says of a failure that is not the file's that it waits, of any other what it was, before it goes to the caller.
imaging::Reading Intake::read(const Kept& kept, std::vector<archive::StoredPage>& pages,
                              const std::function<void(int, int)>& on_page) const {
    const archive::Archive archive{desk_, shelves_};
    try {
        const Bytes bytes = shelves_.vault.get(kept.key, kept.original.id);
        std::string unfit;
        auto reading = reader_.read(bytes, [&](imaging::PageRead page) {
            if (unfit.empty()) unfit = unfit_because(page);
            pages.push_back(archive.store(kept.key, page));
            progress(kept, page.number, page.of);
            if (on_page) on_page(page.number, page.of);
        });
        if (reading.refusal.empty()) reading.refusal = unfit;
        return reading;
    } catch (const Error& error) {
        if (error.fault() == Fault::unavailable) {
            put_back(kept, false);
        } else if (error.key() != "arrival.lease_lost") {
            quarantine(kept, error.key());
        }
        throw;
    }
}

void Intake::progress(const Kept& kept, int read, int of) const {
    const auto mine = desk_.database().write([&](db::Write& write) {
        return write.run(
            "UPDATE arrival SET pages_read = :read, pages_total = :of, lease_until = :until" + std::string{still_mine},
            {{"read", read},
             {"of", of},
             {"until", desk_.now() + lease},
             {"id", kept.id},
             {"state", code(kept.state)},
             {"runner", kept.runner},
             {"attempt", kept.attempt}});
    });
    if (mine != 1) throw Error{Fault::conflict, "arrival.lease_lost"};
}

std::optional<DocumentId> Intake::known_as(db::Read& read, const Kept& kept) {
    if (kept.same_as || kept.state != State::reading) return std::nullopt;
    return archive::same_bytes(read, kept.original.sha256);
}

/// The last word on an arrival for now; nobody else may have had one since it was loaded.
void Intake::finish(db::Write& write, const Kept& kept, const std::string& what, db::Parameters values) const {
    const db::Parameters mine{{"now", desk_.now()},
                              {"id", kept.id},
                              {"state", code(kept.state)},
                              {"runner", kept.runner},
                              {"attempt", kept.attempt}};
    values.insert(values.end(), mine.begin(), mine.end());
    if (write.run("UPDATE arrival SET " + what + ", finished_at = :now, lease_owner = ''" + std::string{still_mine},
                  values) != 1)
        throw Error{Fault::conflict, kept.state == State::reading ? "arrival.lease_lost" : "arrival.decided_already"};
}

void Intake::file(const Kept& kept, imaging::FileKind kind, std::vector<archive::StoredPage> pages) const {
    const Proposal proposal = propose(desk_, pages);
    archive::NewDocument document{
        .series = kept.series.empty() ? proposal.series : archive::series_from(kept.series),
        .language = proposal.language,
        .proposed_customer = proposal.customer,
        .received_on = desk_.wall_clock()(kept.received_at).day,
        .unit = kept.unit,
        .media = media_code(kind),
        .key = kept.key,
        .original = kept.original,
        .pages = std::move(pages),
    };
    const archive::Archive archive{desk_, shelves_};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        // Equal bytes may have been filed while these were read.
        if (const auto same = known_as(write, kept)) return set_aside(write, appender, kept, *same);
        auto [id, receipt] = archive.file(write, appender, document);
        finish(write, kept,
               "state = 'filed', reason = '', pages_read = :pages, pages_total = :pages, document = :document",
               {{"document", id}, {"pages", document.pages.size()}});
        return receipt;
    });
}

audit::Receipt Intake::set_aside(db::Write& write, audit::Appender& appender, const Kept& kept, DocumentId same) const {
    finish(write, kept, "state = 'duplicate', same_as = :same", {{"same", same}});
    auto event = desk_.event("arrival.duplicate");
    event.object = object_of(kept.id);
    return appender.append(event);
}

void Intake::quarantine(const Kept& kept, const std::string& reason) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        finish(write, kept, "state = 'quarantined', reason = :reason", {{"reason", reason}});
        auto event = desk_.event("arrival.quarantined");
        event.object = object_of(kept.id);
        event.args = {{"why", reason}};
        return appender.append(event);
    });
}

/// @param counts  whether this try was the file's fault
void Intake::put_back(const Kept& kept, bool counts) const {
    const auto pause = counts ? 10s * (1 << (2 * kept.attempt)) : 30s;
    desk_.database().write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'received', lease_owner = '', not_before = :later, attempt = :now_tried" +
                      std::string{still_mine},
                  {{"later", desk_.now() + pause},
                   {"now_tried", kept.attempt - (counts ? 0 : 1)},
                   {"id", kept.id},
                   {"state", code(kept.state)},
                   {"runner", kept.runner},
                   {"attempt", kept.attempt}});
    });
}

void release_of(db::Database& database, const std::string& runner) {
    database.write([&](db::Write& write) {
        write.run(
            "UPDATE arrival SET state = 'received', lease_owner = '' WHERE state = 'reading' AND lease_owner = :runner",
            {{"runner", runner}});
    });
}

}  // namespace arkki::intake
