#include "intake/intake.hpp"

#include <array>
#include <utility>

#include "intake/proposal.hpp"

namespace arkki::intake {
namespace {

using namespace std::chrono_literals;

constexpr auto lease = 2min;
constexpr int attempts = 3;
constexpr std::array<std::string_view, 6> states{"received", "reading", "filed", "duplicate", "quarantined", "discarded"};

std::string object_of(ArrivalId id) { return "arrival:" + std::to_string(id.value()); }

std::string media_code(imaging::FileKind kind) {
    switch (kind) {
        case imaging::FileKind::pdf: return "pdf";
        case imaging::FileKind::tiff: return "tiff";
        case imaging::FileKind::png: return "png";
        case imaging::FileKind::jpeg: return "jpeg";
        case imaging::FileKind::unknown: break;
    }
    return "unknown";
}

/// Failures of the worker that another try may mend; all else is said of the file at once.
bool worth_another_try(const std::string& refusal) {
    return refusal == "reader.crashed" || refusal == "reader.timed_out" || refusal == "reader.bad_answer";
}

}  // namespace

std::string_view code(State state) noexcept { return states[static_cast<std::size_t>(state)]; }

State state_from(std::string_view code) {
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i] == code) return static_cast<State>(i);
    throw Error{Fault::corrupt, "arrival.bad_state"};
}

ArrivalId Intake::receive(int file, const Source& source) const {
    desk_.require("arrival.make");
    const auto key = shelves_.vault.new_key();
    const auto original = shelves_.vault.put_file(key, file);
    std::optional<ArrivalId> arrival;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto same = archive::same_bytes(write, original.sha256);
        arrival = write.one<ArrivalId>(
            "INSERT INTO arrival (way, name, claim, received_at, received_by, unit, series, sha256, size, original,"
            " document_key, state, same_as) VALUES (:way, :name, :claim, :now, :person, :unit, :series, :sha256, :size,"
            " :original, :key, :state, :same) RETURNING id",
            {{"way", source.way}, {"name", source.name}, {"claim", source.claim}, {"now", desk_.now()},
             {"person", desk_.session().actor}, {"unit", source.unit},
             {"series", source.series ? archive::code(*source.series) : ""}, {"sha256", original.sha256},
             {"size", static_cast<std::int64_t>(original.size)}, {"original", original.id.text}, {"key", key.text},
             {"state", same ? "duplicate" : "received"}, {"same", same}});
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
            "SELECT id FROM arrival WHERE state = 'received' AND not_before <= :now ORDER BY id LIMIT 1",
            {{"now", desk_.now()}});
        if (!waiting) return std::nullopt;
        const auto taken = write.run(
            "UPDATE arrival SET state = 'reading', lease_owner = :runner, lease_until = :until, attempt = attempt + 1,"
            " pages_read = 0 WHERE id = :id AND state = 'received'",
            {{"runner", runner}, {"until", desk_.now() + lease}, {"id", *waiting}});
        return taken == 1 ? waiting : std::nullopt;
    });
}

Intake::Kept Intake::kept(ArrivalId arrival) const {
    const auto row = desk_.database().read([&](db::Read& read) {
        return read.row<std::string, std::string, std::string, std::int64_t, std::optional<UnitId>, std::string, Instant, int>(
            "SELECT document_key, original, sha256, size, unit, series, received_at, attempt FROM arrival WHERE id = :id",
            {{"id", arrival}});
    });
    if (!row) throw Error{Fault::not_found, "arrival.unknown"};
    const auto& [key, original, sha256, size, unit, series, received_at, attempt] = *row;
    return {arrival, blobs::WrappedKey{key}, {blobs::BlobId{original}, sha256, static_cast<std::uint64_t>(size)},
            unit, series, received_at, attempt};
}

void Intake::read_and_file(ArrivalId arrival, const std::string& runner,
                           const std::function<void(int, int)>& on_page) const {
    const Kept kept = this->kept(arrival);
    const archive::Archive archive{desk_, shelves_};
    std::vector<archive::StoredPage> pages;
    imaging::Reading reading;
    try {
        const Bytes bytes = shelves_.vault.get(kept.key, kept.original.id);
        reading = reader_.read(bytes, [&](imaging::PageRead page) {
            pages.push_back(archive.store(kept.key, page));
            progress(arrival, page.number, page.of, runner);
            if (on_page) on_page(page.number, page.of);
        });
    } catch (const Error& error) {
        if (error.fault() == Fault::conflict || kept.attempt >= attempts) {
            if (error.fault() != Fault::conflict) quarantine(kept, error.key());
            throw;
        }
        put_back(kept);
        throw;
    }
    if (reading.refusal.empty()) return file(kept, reading, std::move(pages));
    if (worth_another_try(reading.refusal) && kept.attempt < attempts) return put_back(kept);
    quarantine(kept, reading.refusal);
}

void Intake::progress(ArrivalId arrival, int read, int of, const std::string& runner) const {
    const auto mine = desk_.database().write([&](db::Write& write) {
        return write.run("UPDATE arrival SET pages_read = :read, pages_total = :of, lease_until = :until"
                         " WHERE id = :id AND state = 'reading' AND lease_owner = :runner",
                         {{"read", read}, {"of", of}, {"until", desk_.now() + lease}, {"id", arrival}, {"runner", runner}});
    });
    if (mine != 1) throw Error{Fault::conflict, "arrival.lease_lost"};
}

void Intake::file(const Kept& kept, const imaging::Reading& reading, std::vector<archive::StoredPage> pages) const {
    const Proposal proposal = propose(desk_, pages);
    archive::NewDocument document{
        .series = kept.series.empty() ? proposal.series : archive::series_from(kept.series),
        .language = proposal.language,
        .proposed_customer = proposal.customer,
        .received_on = desk_.wall_clock()(kept.received_at).day,
        .unit = kept.unit,
        .media = media_code(reading.kind),
        .key = kept.key,
        .original = kept.original,
        .pages = std::move(pages),
    };
    const archive::Archive archive{desk_, shelves_};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        auto [id, receipt] = archive.file(write, appender, document);
        write.run("UPDATE arrival SET state = 'filed', document = :document, pages_read = :pages, pages_total = :pages,"
                  " finished_at = :now, lease_owner = '', reason = '' WHERE id = :id",
                  {{"document", id}, {"pages", document.pages.size()}, {"now", desk_.now()}, {"id", kept.id}});
        return receipt;
    });
}

void Intake::quarantine(const Kept& kept, const std::string& reason) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run("UPDATE arrival SET state = 'quarantined', reason = :reason, finished_at = :now, lease_owner = ''"
                  " WHERE id = :id", {{"reason", reason}, {"now", desk_.now()}, {"id", kept.id}});
        auto event = desk_.event("arrival.quarantined");
        event.object = object_of(kept.id);
        event.args = {{"why", reason}};
        return appender.append(event);
    });
}

void Intake::put_back(const Kept& kept) const {
    const auto pause = 10s * (1 << (2 * kept.attempt));
    desk_.database().write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'received', lease_owner = '', not_before = :later WHERE id = :id AND state = 'reading'",
                  {{"later", desk_.now() + pause}, {"id", kept.id}});
    });
}

void release_expired(db::Database& database, Instant now) {
    database.write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'received', lease_owner = '' WHERE state = 'reading' AND lease_until <= :now",
                  {{"now", now}});
    });
}

}  // namespace arkki::intake
