#include "intake/progress.hpp"

#include <algorithm>

namespace arkki::intake {
namespace {

constexpr const char* columns = "SELECT id, batch, state, pages_read, pages_total FROM arrival ";

bool goes_on(State state) { return state == State::received || state == State::reading || state == State::read; }

void add(db::Read& read, UnderWay& all, const std::string& which, const db::Parameters& values) {
    for (const auto& [id, batch, state, done, of] :
         read.rows<ArrivalId, BatchId, std::string, int, int>(columns + which, values)) {
        const bool there = std::any_of(all.arrivals.begin(), all.arrivals.end(),
                                       [&](const auto& arrival) { return arrival.id == id; });
        if (!there) all.arrivals.push_back({id, batch, state_from(state), done, of});
    }
}

void add_batches(db::Read& read, UnderWay& all, const std::string& which, const db::Parameters& values) {
    for (const auto& [id, state, halt, told, sheets] :
         read.rows<BatchId, std::string, std::string, std::optional<int>, int>(
             "SELECT b.id, b.state, b.halt, b.sheets_told, (SELECT count(*) FROM arrival a WHERE a.batch = b.id)"
             " FROM batch b WHERE " + which, values))
        all.batches.push_back({id, state == "open", halt, sheets, told});
}

}  // namespace

std::map<std::string, std::int64_t> open_by_state(db::Read& read) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& [state, count] : read.rows<std::string, std::int64_t>(
             "SELECT state, count(*) FROM arrival WHERE state IN"
             " ('received','reading','read','quarantined','duplicate') GROUP BY state"))
        counts.emplace(state, count);
    return counts;
}

UnderWay under_way(db::Database& database, const UnderWay& before) {
    return database.read([&](db::Read& read) {
        UnderWay now;
        add(read, now, "WHERE state IN ('received','reading','read') ORDER BY id LIMIT 1000", {});
        for (const auto& arrival : before.arrivals)
            if (goes_on(arrival.state)) add(read, now, "WHERE id = :id", {{"id", arrival.id}});
        now.newest = ArrivalId{read.one<std::int64_t>("SELECT coalesce(max(id), 0) FROM arrival")};
        if (before.newest.value() > 0)
            add(read, now, "WHERE id > :newest ORDER BY id LIMIT 1000", {{"newest", before.newest}});
        add_batches(read, now, "b.state = 'open' ORDER BY b.id", {});
        for (const auto& batch : before.batches)
            if (batch.open) add_batches(read, now, "b.id = :id AND b.state <> 'open'", {{"id", batch.id}});
        for (const auto& [state, count] : open_by_state(read)) {
            auto& sum = state == "quarantined" ? now.quarantined : state == "duplicate" ? now.duplicates : now.waiting;
            sum += count;
        }
        return now;
    });
}

}  // namespace arkki::intake
