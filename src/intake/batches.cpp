#include "intake/batches.hpp"

#include "jobs/jobs.hpp"

namespace arkki::intake {
namespace {

std::string object_of(BatchId id) { return "batch:" + std::to_string(id.value()); }

/// Counts of the arrivals beside the batch's own columns.
constexpr std::string_view columns =
    "SELECT b.id, b.way, b.device, b.sheets_told, b.unit, b.series, b.state, b.halt, b.opened_at, b.opened_by,"
    " b.closed_at, count(a.id), coalesce(sum(a.pages_total), 0), coalesce(sum(a.pages_read), 0),"
    " coalesce(sum(CASE WHEN a.state = 'separator' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN a.state = 'filed' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN a.state = 'duplicate' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN a.state = 'quarantined' THEN 1 ELSE 0 END), 0),"
    " coalesce(sum(CASE WHEN a.state IN ('received','reading') THEN 1 ELSE 0 END), 0)"
    " FROM batch b LEFT JOIN arrival a ON a.batch = b.id WHERE ";

std::vector<Batch> load(db::Read& read, const std::string& which, const db::Parameters& parameters) {
    std::vector<Batch> batches;
    for (const auto& [id, way, device, told, unit, series, state, halt, opened, by, closed, sheets, pages, pages_read,
                      separators, filed, duplicates, quarantined, waiting] :
         read.rows<BatchId, std::string, std::string, std::optional<int>, std::optional<UnitId>, std::string,
                   std::string, std::string, Instant, PersonId, std::optional<Instant>, int, int, int, int, int, int,
                   int, int>(std::string{columns} + which +
                                 " GROUP BY b.id, b.way, b.device, b.sheets_told, b.unit, b.series, b.state, b.halt,"
                                 " b.opened_at, b.opened_by, b.closed_at ORDER BY b.id",
                             parameters)) {
        const auto known = series.empty() ? std::nullopt : std::optional{archive::series_from(series)};
        batches.push_back({id, way, device, told, sheets, pages, pages_read, separators, filed, duplicates, quarantined,
                           waiting, state == "open", halt, unit, known, opened, by, closed});
    }
    return batches;
}

}  // namespace

BatchId Batches::open(const NewBatch& batch) const {
    desk_.require("arrival.make");
    std::optional<BatchId> id;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        id = write.one<BatchId>(
            "INSERT INTO batch (way, device, sheets_told, unit, series, state, opened_at, opened_by) VALUES (:way,"
            " :device, :told, :unit, :series, 'open', :now, :person) RETURNING id",
            {{"way", batch.way},
             {"device", batch.device},
             {"told", batch.sheets_told},
             {"unit", batch.unit},
             {"series", batch.series ? archive::code(*batch.series) : ""},
             {"now", desk_.now()},
             {"person", desk_.session().actor}});
        auto event = desk_.event("batch.opened");
        event.object = object_of(*id);
        event.args = {{"way", batch.way}};
        if (batch.sheets_told) event.args.emplace_back("sheets", std::to_string(*batch.sheets_told));
        return appender.append(event);
    });
    return *id;
}

void Batches::demand_open(db::Write& write, BatchId batch) const {
    const auto state = write.row<std::string>("SELECT state FROM batch WHERE id = :id", {{"id", batch}});
    if (!state) throw Error{Fault::not_found, "batch.unknown"};
    if (*state != "open") throw Error{Fault::conflict, "batch.closed"};
}

void Batches::halt(BatchId batch, const std::string& reason) const {
    desk_.require("arrival.make", object_of(batch));
    desk_.database().write([&](db::Write& write) {
        demand_open(write, batch);
        write.run("UPDATE batch SET halt = :reason WHERE id = :id", {{"reason", reason}, {"id", batch}});
    });
}

void Batches::go_on(BatchId batch) const { halt(batch, ""); }

void Batches::tell_sheets(BatchId batch, std::optional<int> sheets) const {
    desk_.require("arrival.make", object_of(batch));
    desk_.database().write([&](db::Write& write) {
        demand_open(write, batch);
        write.run("UPDATE batch SET sheets_told = :sheets WHERE id = :id", {{"sheets", sheets}, {"id", batch}});
    });
}

void Batches::close(BatchId batch) const {
    desk_.require("arrival.make", object_of(batch));
    const auto before = show(batch);
    if (!before.open) return;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run("UPDATE batch SET state = 'closed', halt = '', closed_at = :now WHERE id = :id AND state = 'open'",
                  {{"now", desk_.now()}, {"id", batch}});
        assemble_if_complete(write, batch, desk_.now());
        auto event = desk_.event("batch.closed");
        event.object = object_of(batch);
        const auto sheets =
            write.one<std::int64_t>("SELECT count(*) FROM arrival WHERE batch = :id", {{"id", batch}});
        event.args = {{"sheets", std::to_string(sheets)}};
        if (before.sheets_told) event.args.emplace_back("told", std::to_string(*before.sheets_told));
        return appender.append(event);
    });
}

Batch Batches::show(BatchId batch) const {
    desk_.require("arrival.handle", object_of(batch));
    const auto found =
        desk_.database().read([&](db::Read& read) { return load(read, "b.id = :id", {{"id", batch}}); });
    if (found.empty()) throw Error{Fault::not_found, "batch.unknown"};
    return found.front();
}

std::vector<Batch> Batches::open_batches() const {
    desk_.require("arrival.handle");
    return desk_.database().read([&](db::Read& read) { return load(read, "b.state = 'open'", {}); });
}

void assemble_if_complete(db::Write& write, BatchId batch, Instant now) {
    const auto& [closed, to_read, read] = write.one<bool, std::int64_t, std::int64_t>(
        "SELECT CASE b.state WHEN 'closed' THEN 1 ELSE 0 END,"
        " (SELECT count(*) FROM arrival a WHERE a.batch = b.id AND a.state IN ('received','reading')),"
        " (SELECT count(*) FROM arrival a WHERE a.batch = b.id AND a.state = 'read') FROM batch b WHERE b.id = :id",
        {{"id", batch}});
    if (closed && to_read == 0 && read > 0)
        jobs::order_again(write, {"assemble", batch.value(), 0, {}, {}, jobs::priority::soon}, now);
}

Progress progress(db::Read& read) {
    const auto& [arrivals, pages, pages_read] = read.one<int, int, int>(
        "SELECT count(*), coalesce(sum(CASE pages_total WHEN 0 THEN 1 ELSE pages_total END), 0),"
        " coalesce(sum(pages_read), 0) FROM arrival WHERE state IN ('received','reading','read')");
    return {arrivals, pages, pages_read};
}

Progress progress_of(db::Read& read, const std::vector<BatchId>& batches) {
    Progress all;
    for (const auto batch : batches) {
        const auto& [waiting, pages, done] = read.one<int, int, int>(
            "SELECT coalesce(sum(CASE WHEN state IN ('received','reading','read') THEN 1 ELSE 0 END), 0),"
            " coalesce(sum(CASE pages_total WHEN 0 THEN 1 ELSE pages_total END), 0),"
            " coalesce(sum(CASE WHEN state IN ('received','reading') THEN pages_read"
            " WHEN pages_total = 0 THEN 1 ELSE pages_total END), 0) FROM arrival WHERE batch = :batch",
            {{"batch", batch}});
        all = {all.arrivals + waiting, all.pages + pages, all.pages_read + done};
    }
    return all;
}

}  // namespace arkki::intake
