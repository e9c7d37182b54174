#include "audit/prune.hpp"

#include <algorithm>
#include <utility>

#include "audit/holds.hpp"
#include "audit/row.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

constexpr std::int64_t entries_a_job = 100;  ///< a few milliseconds: others wait no longer

/// Entries from first to second, both included.
using Span = std::pair<std::int64_t, std::int64_t>;

/// What of `whole` none of `taken` holds.
std::vector<Span> without(Span whole, std::vector<Span> taken) {
    std::sort(taken.begin(), taken.end());
    std::vector<Span> left;
    for (const auto& [from, to] : taken) {
        if (to < whole.first) continue;
        if (from > whole.second) break;
        if (from > whole.first) left.emplace_back(whole.first, from - 1);
        whole.first = std::max(whole.first, to + 1);
    }
    if (whole.first <= whole.second) left.push_back(whole);
    return left;
}

std::vector<Span> done_or_held(db::Read& read, const std::string& groups) {
    std::vector<Span> spans;
    for (const auto& [from, to] : read.rows<std::int64_t, std::int64_t>(
             "SELECT from_seq, to_seq FROM audit_pruning WHERE groups = :groups AND to_seq >= from_seq "
             "UNION ALL SELECT from_seq, to_seq FROM audit_hold WHERE released IS NULL",
             {{"groups", groups}}))
        spans.emplace_back(from, to);
    return spans;
}

/// Entries of a stretch that are younger although they stand there, because the clock was set: their turn comes later.
std::vector<Span> too_young(db::Read& read, Span whole, Instant before) {
    std::vector<Span> spans;
    for (const auto seq : read.rows<std::int64_t>(
             "SELECT seq FROM audit_entry WHERE seq >= :from AND seq <= :to AND ts >= :before ORDER BY seq",
             {{"from", whole.first}, {"to", whole.second}, {"before", before}})) {
        if (!spans.empty() && spans.back().second == seq - 1)
            spans.back().second = seq;
        else
            spans.emplace_back(seq, seq);
    }
    return spans;
}

/// A pruning that was announced and is not done.
struct Begun {
    EventId event{0};
    PruneRange range;
    std::int64_t next = 0;
};

std::vector<Begun> begun_prunings(db::Read& read) {
    std::vector<Begun> begun;
    for (auto& [event, groups, from, to, before, next] :
         read.rows<EventId, std::string, std::int64_t, std::int64_t, Instant, std::int64_t>(
             "SELECT event, groups, from_seq, to_seq, before_ts, next_seq FROM audit_pruning "
             "WHERE next_seq <= to_seq ORDER BY event"))
        begun.push_back({event, {groups, from, to, before}, next});
    return begun;
}

void announce(Log& log, Event by, const PrunePolicy& policy, const PruneRange& range) {
    by.action = "log.pruned";
    by.args = {{"before", iso(range.before)},
               {"groups", range.groups},
               {"policy", policy.sha256},
               {"from", std::to_string(range.from)},
               {"to", std::to_string(range.to)}};
    log.change([&](db::Write& write, Appender& appender) {
        const Receipt receipt = appender.append(by);
        write.run(
            "INSERT INTO audit_pruning (event, groups, from_seq, to_seq, before_ts, next_seq) "
            "VALUES (:event, :groups, :from, :to, :before, :from)",
            {{"event", receipt.event()},
             {"groups", range.groups},
             {"from", range.from},
             {"to", range.to},
             {"before", range.before}});
        return receipt;
    });
}

bool is_open(const StoredEntry& row, char group) { return row.entry.pruned.find(group) == std::string::npos; }

bool erase_free_text(db::Write& write, const StoredEntry& row) {
    const Event& event = row.entry.event;
    const bool empty = event.query.reveal().empty() && event.reason.reveal().empty() && event.note.reveal().empty();
    if (empty || !is_open(row, 'F')) return false;
    write.run(
        "UPDATE audit_entry SET com_f = :commitment, salt_f = NULL, query = NULL, reason = NULL, note = NULL "
        "WHERE seq = :seq",
        {{"commitment", base64(commitments_of(row, salts_of(row)).f)}, {"seq", row.entry.seq}});
    return true;
}

bool erase_rest(db::Write& write, const StoredEntry& row) {
    const EventId seq = row.entry.seq;
    const Commitments groups = commitments_of(row, salts_of(row));
    if (is_open(row, 'A'))
        write.run(
            "UPDATE audit_entry SET com_a = :commitment, salt_a = NULL, actor = NULL, session = NULL, auth = NULL, "
            "addr = NULL, via = NULL, station = NULL WHERE seq = :seq",
            {{"commitment", base64(groups.a)}, {"seq", seq}});
    if (is_open(row, 'S'))
        write.run(
            "UPDATE audit_entry SET com_s = :commitment, salt_s = NULL, object = NULL, version = NULL, sha256 = NULL, "
            "subjects = NULL WHERE seq = :seq",
            {{"commitment", base64(groups.s)}, {"seq", seq}});
    for (const CustomerId subject : row.entry.event.subjects)
        write.run("DELETE FROM audit_subject WHERE subject = :subject AND seq = :seq",
                  {{"subject", subject}, {"seq", seq}});
    // What the log says of its own keeping justifies all this and stays.
    if (is_open(row, 'C') && !row.entry.event.action.starts_with("log."))
        write.run(
            "UPDATE audit_entry SET com_c = :commitment, salt_c = NULL, action = NULL, role = NULL, purpose = NULL, "
            "case_ref = NULL, basis = NULL, result = NULL, rule = NULL, row_count = NULL, request = NULL, args = NULL "
            "WHERE seq = :seq",
            {{"commitment", base64(groups.c)}, {"seq", seq}});
    return true;
}

/// The next few entries. @returns how many something was erased of; `begun.next` has moved on
std::int64_t erase_some(db::Write& write, Begun& begun) {
    auto& [event, range, next] = begun;
    std::int64_t to = std::min(range.to, next + entries_a_job - 1);
    for (const Hold& hold : holds(write))
        if (hold.to >= next && hold.from <= to) {  // held since it was announced: what is left waits for its release
            to = hold.from - 1;
            range.to = to;
        }
    std::int64_t erased = 0;
    for (const auto& row : stored_entries(
             write, "FROM audit_entry e WHERE e.seq >= :from AND e.seq <= :to AND e.ts < :before ORDER BY e.seq",
             {{"from", next}, {"to", to}, {"before", range.before}}))
        erased += (range.groups == "F" ? erase_free_text(write, row) : erase_rest(write, row)) ? 1 : 0;
    next = std::max(next, to + 1);
    write.run("UPDATE audit_pruning SET next_seq = :next, to_seq = :to WHERE event = :event",
              {{"next", next}, {"to", range.to}, {"event", event}});
    return erased;
}

}  // namespace

std::vector<PruneRange> to_prune(db::Read& read, const Keeping& keeping, Instant now) {
    std::vector<PruneRange> ranges;
    for (const auto& [groups, months] :
         {std::pair{"F", keeping.free_text_months}, std::pair{"ASC", keeping.rest_months}}) {
        const Instant before = oldest_kept(now, months);
        const auto last = read.row<std::int64_t>(
            "SELECT seq FROM audit_entry WHERE ts < :before ORDER BY ts DESC, seq DESC LIMIT 1", {{"before", before}});
        for (const Span& open : without({1, last.value_or(0)}, done_or_held(read, groups)))
            for (const auto& [from, to] : without(open, too_young(read, open, before)))
                ranges.push_back({groups, from, to, before});
    }
    return ranges;
}

Pruned prune(Log& log, const Event& by, const PrunePolicy& policy, Instant now, const std::atomic<bool>* stop) {
    Pruned pruned;
    auto& database = log.database();
    const auto go_on = [&] {
        for (Begun& begun : database.read([](db::Read& read) { return begun_prunings(read); }))
            while (begun.next <= begun.range.to && !(stop && stop->load())) {
                // The job may be repeated: it moves a copy.
                auto [erased, moved] = database.write([&](db::Write& write) {
                    Begun copy = begun;
                    const std::int64_t count = erase_some(write, copy);
                    return std::pair{count, copy};
                });
                pruned.entries += erased;
                begun = moved;
            }
    };
    go_on();
    pruned.ranges = database.read([&](db::Read& read) { return to_prune(read, policy.keeping, now); });
    for (const PruneRange& range : pruned.ranges) announce(log, by, policy, range);
    go_on();
    pruned.gone_from_disk = database.empty_write_ahead_log();
    return pruned;
}

}  // namespace arkki::audit
