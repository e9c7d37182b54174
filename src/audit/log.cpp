#include "audit/log.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "audit/clock_watch.hpp"
#include "audit/leaf.hpp"
#include "audit/limits.hpp"
#include "audit/row.hpp"
#include "base/error.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {
namespace {

constexpr std::chrono::seconds held_step{2};

/// What the next entry follows on.
struct Head {
    tlog::Frontier frontier;
    std::optional<Instant> last;
};

/// On PostgreSQL the row lock numbers the entries: a second writer waits here until this one has committed.
void lock(db::Write& write) { (void)write.one<std::int64_t>("SELECT id FROM audit_state WHERE id = 0 FOR UPDATE"); }

/// Read afresh for every entry, never kept in memory: after a rollback a kept one would leave a gap for ever.
/// @throws Error{Fault::unavailable, "audit.closed"}  the log is not the one that was sealed: nothing may follow it
Head head(db::Write& write) {
    const auto [text, closed, newest, last] =
        write.one<std::string, std::string, std::optional<std::int64_t>, std::optional<Instant>>(
            "SELECT s.frontier, s.closed, e.seq, e.ts FROM audit_state s LEFT JOIN audit_entry e "
            "ON e.seq = (SELECT max(seq) FROM audit_entry) WHERE s.id = 0");
    if (!closed.empty()) throw Error{Fault::unavailable, "audit.closed", closed};
    Head head{tlog::Frontier::from_text(text), last};
    if (static_cast<std::uint64_t>(newest.value_or(-1) + 1) != head.frontier.size())
        throw Error{Fault::corrupt, "audit.damaged", "the newest entry and the tree do not belong together"};
    return head;
}

void grow(db::Write& write, tlog::Frontier& frontier, const Digest& leaf) {
    for (const tlog::Node& node : frontier.add(leaf))
        write.run("INSERT INTO audit_node (level, n, hash) VALUES (:level, :n, :hash)",
                  {{"level", node.level}, {"n", node.n}, {"hash", base64(node.hash)}});
    write.run("UPDATE audit_state SET frontier = :frontier WHERE id = 0", {{"frontier", frontier.text()}});
}

Event of_the_log_itself(std::string action) {
    Event event;
    event.auth = "machine";
    event.via = "service";
    event.action = std::move(action);
    event.role = "machine";
    event.purpose = "maintenance";
    event.basis = "self";
    event.count = 0;
    return event;
}

Event clock_jump(Instant from, Instant to) {
    Event event = of_the_log_itself("clock.jumped");
    event.args = {{"from", iso(from)}, {"to", iso(to)}};
    return event;
}

Salts new_salts(const Randomness& randomness) {
    Salts salts{};
    std::array<std::uint8_t, 5 * sizeof(Salt)> drawn{};  // one call: the generator takes a lock each time
    randomness(drawn);
    auto from = drawn.begin();
    for (Salt* salt : {&salts.a, &salts.s, &salts.c, &salts.f, &salts.subjects}) {
        std::copy_n(from, salt->size(), salt->begin());
        from += std::ssize(*salt);
    }
    return salts;
}

}  // namespace

Appender::Appender(db::Write& write, const Log& log) : write_{write}, log_{log} {
    // The first statement of a logging transaction, so that nobody who holds other locks waits for the log.
    if (write_.engine() == db::Engine::postgresql) lock(write_);
}

Receipt Appender::append(const Event& event) {
    check(event);
    auto [frontier, last] = head(write_);
    Instant now = log_.clock_();
    auto unset = log_.watch_->unset(write_, now);
    if (last && now < *last) {
        if (*last - now > held_step)
            unset = *last;
        else
            now = *last;
    }
    if (unset) log_.watch_->said(insert(clock_jump(*unset, now), now, frontier), now);
    return Receipt{insert(event, now, frontier)};
}

EventId Appender::insert(const Event& event, Instant at, tlog::Frontier& frontier) {
    StoredEntry row;
    row.entry = {EventId{static_cast<std::int64_t>(frontier.size())}, at, event, ""};
    row.entry.event.subjects = in_order(event.subjects);
    row.local_hour = hour_of_week(log_.wall_clock_(at));
    const Salts salts = new_salts(log_.randomness_);
    keep_salts(row, salts);
    const Digest leaf = tlog::leaf_hash(leaf_text(row.entry.seq, at, commitments(row.entry.event, salts)));
    row.leaf = base64(leaf);
    audit::insert(write_, row);
    grow(write_, frontier, leaf);
    return row.entry.seq;
}

Log::Log(db::Database& database, Clock clock, Randomness randomness, WallClock wall_clock, Uptime uptime)
    : database_{database},
      clock_{std::move(clock)},
      randomness_{std::move(randomness)},
      wall_clock_{std::move(wall_clock)},
      watch_{std::make_unique<ClockWatch>(std::move(uptime))} {}
Log::~Log() = default;

EventId Log::append(const Event& event) {
    check(event);  // before the writer is troubled
    return database_.write([&](db::Write& write) { return appender(write).append(event).event(); });
}

bool found(Log& log, const Beginning& beginning) {
    Event event = of_the_log_itself("log.created");
    event.object = "log:" + beginning.origin;
    event.args = {{"version", beginning.version}, {"policy", beginning.policy_sha256}};
    return log.database().write([&](db::Write& write) {
        Appender appender = log.appender(write);
        if (write.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE seq = 0") != 0) return false;
        appender.append(event);
        return true;
    });
}

}  // namespace arkki::audit
