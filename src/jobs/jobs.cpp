#include "jobs/jobs.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace arkki::jobs {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view same_order =
    " WHERE kind = :kind AND object = :object AND page = :page AND input = :input AND engine = :engine";
/// What the row must still say when the runner writes: nobody took it up since.
constexpr std::string_view still_mine =
    " WHERE id = :id AND state = 'running' AND lease_owner = :owner AND attempt = :attempt";
constexpr const char* lost_key = "job.lease_lost";

db::Parameters key_of(const Order& order) {
    return {{"kind", order.kind},
            {"object", order.object},
            {"page", order.page},
            {"input", order.input},
            {"engine", order.engine}};
}

void add(db::Write& write, const Order& order, Instant now) {
    auto values = key_of(order);
    values.emplace_back("priority", order.priority);
    values.emplace_back("now", now);
    write.run(
        "INSERT INTO job (kind, object, page, input, engine, priority, created_at)"
        " VALUES (:kind, :object, :page, :input, :engine, :priority, :now)"
        " ON CONFLICT (kind, object, page, input, engine) DO NOTHING",
        values);
}

/// One statement of whoever holds the lease, which is over with it unless `what` says otherwise.
void settle(db::Write& write, const Lease& lease, const std::string& what, db::Parameters values) {
    values.emplace_back("id", lease.id);
    values.emplace_back("owner", lease.owner);
    values.emplace_back("attempt", lease.attempt);
    if (write.run("UPDATE job SET " + what + std::string{still_mine}, values) != 1)
        throw Error{Fault::conflict, lost_key};
}

/// Whose time ran out is ready again: at once the first time, then later and later.
constexpr std::string_view let_go =
    "UPDATE job SET state = 'ready', lease_owner = '', lost = lost + 1,"
    " not_before = CAST(:now AS bigint)"  // else PostgreSQL takes it for a small number
    " + CASE lost WHEN 0 THEN 0 WHEN 1 THEN 2000000 WHEN 2 THEN 10000000 ELSE 40000000 END"
    " WHERE state = 'running' AND ";

/// `(:k0, :k1)` with its parameters.
std::string list_of(std::span<const std::string_view> kinds, db::Parameters& values) {
    static constexpr std::array<std::string_view, 8> names{"k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"};
    std::string list;
    for (std::size_t i = 0; i < std::min(kinds.size(), names.size()); ++i) {
        list += (i == 0 ? "(:" : ", :") + std::string{names[i]};
        values.emplace_back(names[i], kinds[i]);
    }
    return list + ")";
}

std::optional<std::int64_t> next(db::Read& read, Instant now, std::span<const std::string_view> kinds) {
    db::Parameters values{{"now", now}};
    const std::string list = list_of(kinds, values);
    return read.row<std::int64_t>("SELECT id FROM job WHERE state = 'ready' AND not_before <= :now AND kind IN " + list +
                                      " ORDER BY priority, id LIMIT 1",
                                  values);
}

bool any_overdue(db::Read& read, Instant now) {
    return read.row<std::int64_t>("SELECT id FROM job WHERE state = 'running' AND lease_until <= :now LIMIT 1",
                                  {{"now", now}})
        .has_value();
}

Lease take(db::Write& write, std::int64_t id, const std::string& owner, Instant now) {
    const auto& [kind, object, page, input, engine, attempt, failures, lost, priority] =
        write.one<std::string, std::int64_t, int, std::string, std::string, int, int, int, int>(
            "UPDATE job SET state = 'running', lease_owner = :owner, lease_until = :until, attempt = attempt + 1"
            " WHERE id = :id RETURNING kind, object, page, input, engine, attempt, failures, lost, priority",
            {{"owner", owner}, {"until", now + lease}, {"id", id}});
    return {id, kind, object, page, input, engine, owner, attempt, failures, lost, priority};
}

/// A state at a time, so that each finds its own index: most rows of the table are done.
Tally count(db::Read& read, const std::string& which, const db::Parameters& values) {
    Tally tally;
    const auto of_state = [&](const std::string& state, std::int64_t& number) {
        const auto& [found, oldest] = read.one<std::int64_t, std::optional<Instant>>(
            "SELECT count(*), min(created_at) FROM job WHERE state = '" + state + "' AND " + which, values);
        number = found;
        if (state != "failed" && oldest) tally.oldest = tally.oldest ? std::min(*tally.oldest, *oldest) : *oldest;
    };
    of_state("ready", tally.waiting);
    of_state("running", tally.running);
    of_state("failed", tally.failed);
    return tally;
}

}  // namespace

void order(db::Write& write, const Order& order, Instant now) {
    add(write, order, now);
    auto values = key_of(order);
    values.emplace_back("priority", order.priority);
    write.run("UPDATE job SET priority = :priority" + std::string{same_order} +
                  " AND state = 'ready' AND priority > :priority",
              values);
}

void order_again(db::Write& write, const Order& order, Instant now) {
    add(write, order, now);
    auto values = key_of(order);
    values.emplace_back("priority", order.priority);
    values.emplace_back("now", now);
    // Out of `void` leads no way back: that row goes, and the order begins a new one.
    if (write.run("DELETE FROM job" + std::string{same_order} + " AND state = 'void'", key_of(order)) == 1)
        return add(write, order, now);
    write.run("UPDATE job SET state = 'ready', priority = :priority, failures = 0, lost = 0, not_before = 0,"
              " reason = '', created_at = :now, finished_at = NULL" +
                  std::string{same_order} + " AND state IN ('done','failed')",
              values);
}

void hurry(db::Write& write, std::string_view kind, std::int64_t object, int priority) {
    write.run("UPDATE job SET priority = :priority WHERE object = :object AND kind = :kind AND state = 'ready'"
              " AND priority > :priority",
              {{"priority", priority}, {"object", object}, {"kind", kind}});
}

std::optional<Lease> claim(db::Database& database, const std::string& owner, Instant now,
                           std::span<const std::string_view> kinds) {
    if (kinds.empty()) return std::nullopt;
    // Looking costs no transaction: most looks find nothing.
    const bool any = database.read(
        [&](db::Read& read) { return any_overdue(read, now) || next(read, now, kinds).has_value(); });
    if (!any) return std::nullopt;
    return database.write([&](db::Write& write) -> std::optional<Lease> {
        write.run(std::string{let_go} + "lease_until <= :now", {{"now", now}});
        const auto id = next(write, now, kinds);
        return id ? std::optional{take(write, *id, owner, now)} : std::nullopt;
    });
}

void renew(db::Database& database, const Lease& lease, Instant now) {
    database.write([&](db::Write& write) {
        settle(write, lease, "lease_until = :until", {{"until", now + jobs::lease}});
    });
}

void demand(db::Read& read, const Lease& lease) {
    if (!read.row<std::int64_t>("SELECT id FROM job" + std::string{still_mine},
                                {{"id", lease.id}, {"owner", lease.owner}, {"attempt", lease.attempt}}))
        throw Error{Fault::conflict, lost_key};
}

void done(db::Write& write, const Lease& lease, Instant now) {
    settle(write, lease, "state = 'done', lease_owner = '', reason = '', finished_at = :now", {{"now", now}});
}

bool put_back(db::Write& write, const Lease& lease, const std::string& reason, Instant now) {
    if (lease.failures + 1 >= attempts) {
        fail(write, lease, reason, now);
        return false;
    }
    const auto pause = 10s * (1 << (2 * lease.failures));
    settle(write, lease,
           "state = 'ready', lease_owner = '', failures = failures + 1, reason = :reason, not_before = :later",
           {{"reason", reason}, {"later", now + pause}});
    return true;
}

void postpone(db::Write& write, const Lease& lease, Instant not_before) {
    settle(write, lease, "state = 'ready', lease_owner = '', not_before = :later", {{"later", not_before}});
}

void fail(db::Write& write, const Lease& lease, const std::string& reason, Instant now) {
    settle(write, lease, "state = 'failed', lease_owner = '', failures = failures + 1, reason = :reason,"
                         " finished_at = :now",
           {{"reason", reason}, {"now", now}});
}

void void_of(db::Write& write, std::string_view kind, std::int64_t object) {
    write.run("UPDATE job SET state = 'void', lease_owner = '' WHERE object = :object AND kind = :kind"
              " AND state <> 'void'",
              {{"object", object}, {"kind", kind}});
}

int release_of(db::Database& database, const std::vector<std::string>& owners, Instant now) {
    if (owners.empty()) return 0;
    return database.write([&](db::Write& write) {
        std::int64_t released = 0;
        for (const auto& owner : owners)
            released += write.run(std::string{let_go} + "lease_owner = :owner", {{"now", now}, {"owner", owner}});
        return static_cast<int>(released);
    });
}

std::vector<std::string> owners(db::Read& read) {
    return read.rows<std::string>("SELECT DISTINCT lease_owner FROM job WHERE state = 'running'");
}

Tally tally(db::Read& read, std::string_view kind) { return count(read, "kind = :kind", {{"kind", kind}}); }

Tally tally_of(db::Read& read, std::string_view kind, std::int64_t object) {
    return count(read, "kind = :kind AND object = :object", {{"kind", kind}, {"object", object}});
}

Tally tally_with(db::Read& read, std::string_view kind, const std::string& engine) {
    return count(read, "kind = :kind AND engine = :engine", {{"kind", kind}, {"engine", engine}});
}

bool at_rest(db::Read& read, std::span<const std::string_view> kinds, Instant now) {
    db::Parameters values{{"now", now}};
    const std::string list = list_of(kinds, values);
    return !read.row<std::int64_t>("SELECT id FROM job WHERE kind IN " + list +
                                       " AND (state = 'running' OR (state = 'ready' AND (not_before <= :now"
                                       " OR failures > 0 OR lost > 0))) LIMIT 1",
                                   values)
                .has_value();
}

}  // namespace arkki::jobs
