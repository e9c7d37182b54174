#include "audit/finder.hpp"

#include <chrono>

#include "audit/patterns.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

constexpr int slice = 1'000;
/// Longer than any window of `Windows`: a local day of 25 hours.
constexpr std::chrono::hours look_back{26};

struct State {
    std::int64_t next = 0;
    std::string thresholds;
};

State state_of(db::Read& read) {
    const auto [next, thresholds] =
        read.one<std::int64_t, std::string>("SELECT next_seq, thresholds FROM audit_review WHERE id = 0");
    return {next, thresholds};
}

/// `key=value` lines.
std::map<std::string, std::string> values_of(const std::string& lines) {
    std::map<std::string, std::string> values;
    for (std::size_t begin = 0; begin < lines.size();) {
        const auto end = std::min(lines.find('\n', begin), lines.size());
        const auto equals = lines.find('=', begin);
        if (equals < end) values[lines.substr(begin, equals - begin)] = lines.substr(equals + 1, end - equals - 1);
        begin = end + 1;
    }
    return values;
}

std::int64_t size_of(db::Read& read) {
    return read.one<std::int64_t>("SELECT coalesce(max(seq) + 1, 0) FROM audit_entry");
}

std::vector<StoredEntry> from(db::Read& read, std::int64_t seq, std::int64_t before, int limit) {
    return stored_entries(read,
                          "FROM audit_entry e WHERE e.seq >= :from AND e.seq < :before ORDER BY e.seq LIMIT :limit",
                          {{"from", seq}, {"before", before}, {"limit", limit}});
}

/// Nobody can be judged by an entry whose actor or circumstances are gone.
bool readable(const StoredEntry& row) {
    return row.entry.pruned.find('A') == std::string::npos && row.entry.pruned.find('C') == std::string::npos;
}

/// Lets the windows know what happened just before.
void warm_up(db::Read& read, std::int64_t next, const Surroundings& surroundings, Windows& windows) {
    const auto at = read.row<Instant>("SELECT ts FROM audit_entry WHERE seq = :seq", {{"seq", next - 1}});
    if (!at) return;
    std::int64_t seq = read.one<std::int64_t>("SELECT coalesce(min(seq), :next) FROM audit_entry WHERE ts >= :from",
                                              {{"next", next}, {"from", *at - look_back}});
    Notices known;
    while (seq < next) {
        const auto rows = from(read, seq, next, slice);
        if (rows.empty()) return;
        for (const auto& row : rows)
            if (readable(row)) windows.see(read, Seen{row, surroundings.wall_clock}, known);
        seq = rows.back().entry.seq.value() + 1;
        known.clear();
    }
}

/// Those that are not findings yet, each once.
Notices fresh(db::Read& read, Notices notices) {
    std::set<std::pair<std::string, std::string>> met;
    std::erase_if(notices, [&](const Noticed& one) {
        return !met.insert({one.rule, one.mark}).second ||
               read.row<std::int64_t>("SELECT id FROM audit_finding WHERE rule = :rule AND mark = :mark",
                                      {{"rule", one.rule}, {"mark", one.mark}})
                   .has_value();
    });
    return notices;
}

FindingId insert(db::Write& write, const Noticed& noticed, Instant now) {
    return write.one<FindingId>(
        "INSERT INTO audit_finding (rule, what, mark, seq, from_ts, to_ts, actor, other, subject, object, amount,"
        " opened_at) VALUES (:rule, :what, :mark, :seq, :from, :to, :actor, :other, :subject, :object, :amount, :now)"
        " RETURNING id",
        {{"rule", noticed.rule},
         {"what", noticed.what},
         {"mark", noticed.mark},
         {"seq", noticed.seq},
         {"from", std::min(noticed.from, noticed.to)},
         {"to", noticed.to},
         {"actor", noticed.actor},
         {"other", noticed.other},
         {"subject", noticed.subject},
         {"object", noticed.object},
         {"amount", noticed.amount},
         {"now", now}});
}

/// @throws Error{conflict, "review.running"}  another run examined the same slice meanwhile
void move_on(db::Write& write, std::int64_t from, std::int64_t to, const Watches& watches) {
    const auto moved = write.run("UPDATE audit_review SET next_seq = :to WHERE id = 0 AND next_seq = :from",
                                 {{"to", to}, {"from", from}});
    if (moved != 1) throw Error{Fault::conflict, "review.running"};
    watches.save(write);
}

}  // namespace

Finder::Finder(Log& log, Event by, Surroundings surroundings)
    : log_{log}, by_{std::move(by)}, surroundings_{std::move(surroundings)} {}

/// What counts must be known before it counts: "config.changed" with old and new values. The first are no change; the
/// policy they stand in is named in entry 0.
void Finder::say_thresholds() {
    const std::string now = text_of(surroundings_.thresholds);
    const auto before = log_.database().read([](db::Read& read) { return state_of(read).thresholds; });
    if (before == now) return;
    const auto keep = [&](db::Write& write) {
        write.run("UPDATE audit_review SET thresholds = :text WHERE id = 0", {{"text", now}});
    };
    if (before.empty()) {
        log_.database().write(keep);
        return;
    }
    Event event = by_;
    event.action = "config.changed";
    event.object = "policy:review";
    const auto old = values_of(before);
    for (const auto& [key, value] : values_of(now)) {
        const auto was = old.find(key);
        if (was == old.end() || was->second != value)
            event.args.emplace_back(key, (was == old.end() ? std::string{} : was->second) + ">" + value);
    }
    log_.change([&](db::Write& write, Appender& appender) {
        keep(write);
        return appender.append(event);
    });
}

/// What no entry can tell: time has passed, a commitment ends.
void Finder::at_the_end(db::Read& read, Instant now, Watches& watches, Notices& found) const {
    watches.expire(now, found);
    if (!surroundings_.ending) return;
    for (const auto& one : surroundings_.ending(read)) {
        Noticed noticed{"commitment", "ending", "ending:" + std::to_string(one.commitment), std::nullopt, now, now};
        noticed.actor = one.person;
        noticed.object = "commitment:" + std::to_string(one.commitment);
        noticed.amount = days_between(surroundings_.wall_clock(now).day, one.last_day);
        found.push_back(std::move(noticed));
    }
}

void Finder::keep(std::int64_t from, std::int64_t to, const Notices& notices, const Watches& watches, Instant now) {
    if (notices.empty()) {
        log_.database().write([&](db::Write& write) { move_on(write, from, to, watches); });
        return;
    }
    log_.change([&](db::Write& write, Appender& appender) {
        move_on(write, from, to, watches);
        std::optional<Receipt> last;
        for (const auto& noticed : notices) {
            Event event = by_;
            event.action = "log.finding";
            event.object = "finding:" + std::to_string(insert(write, noticed, now).value());
            event.args = {{"rule", noticed.rule}, {"what", noticed.what}};
            if (noticed.seq) event.args.emplace_back("seq", std::to_string(noticed.seq->value()));
            last = appender.append(event);
        }
        return *last;
    });
}

/// Everything in one slice; moves `next` behind it. @returns what is no finding yet
Notices Finder::examine(db::Read& read, std::int64_t& next, std::int64_t end, Windows& windows, Watches& watches,
                        Instant now) const {
    Notices found;
    for (const auto& row : from(read, next, end, slice)) {
        next = row.entry.seq.value() + 1;
        if (!readable(row)) continue;
        const Seen seen{row, surroundings_.wall_clock};
        watches.see(seen, found);
        look_at(seen, surroundings_, found);
        windows.see(read, seen, found);
    }
    if (next >= end) at_the_end(read, now, watches, found);
    return fresh(read, std::move(found));
}

Reviewed Finder::run(Instant now, const std::atomic<bool>* stop) {
    say_thresholds();
    auto& database = log_.database();
    Windows windows{surroundings_};
    std::int64_t next = database.read([](db::Read& read) { return state_of(read).next; });
    const auto end = database.read([](db::Read& read) { return size_of(read); });
    auto watches = database.read([&](db::Read& read) {
        warm_up(read, next, surroundings_, windows);
        return Watches{read, surroundings_};
    });
    Reviewed reviewed;
    do {
        if (stop != nullptr && stop->load()) {
            reviewed.finished = false;
            return reviewed;
        }
        const auto begin = next;
        const auto notices =
            database.read([&](db::Read& read) { return examine(read, next, end, windows, watches, now); });
        keep(begin, next, notices, watches, now);
        watches.saved();
        reviewed.examined += next - begin;
        reviewed.found += static_cast<std::int64_t>(notices.size());
    } while (next < end);
    return reviewed;
}

}  // namespace arkki::audit
