#pragma once
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>

#include "audit/event.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::tlog {
class Frontier;
}

namespace arkki::audit {

class Appender;
class ClockWatch;
class Log;

/// Time since the machine started, its sleep included (CLOCK_BOOTTIME).
using Uptime = std::function<std::chrono::microseconds()>;

/// Proof that a change wrote its line in the log. Only an Appender makes one.
class Receipt {
public:
    [[nodiscard]] EventId event() const noexcept { return event_; }

private:
    friend class Appender;
    explicit Receipt(EventId event) noexcept : event_{event} {}
    EventId event_;
};

/// Appends inside one write transaction. Numbers and tree come from the database in the same transaction, so a
/// rollback leaves no gap.
class Appender {
public:
    /// Time never runs backwards in the log: a clock set back by up to two seconds is held, by more is said in a
    /// "clock.jumped" entry of its own, and so is one set forward, where the uptime shows it.
    /// @throws Error{Fault::invalid, "audit.too_long" | "audit.bad_text", field}  nothing is cut (audit/limits.hpp)
    /// @throws Error{Fault::corrupt, "audit.damaged"}  the newest entry and the tree do not belong together
    Receipt append(const Event& event);

private:
    friend class Log;
    Appender(db::Write& write, const Log& log);
    EventId insert(const Event& event, Instant at, tlog::Frontier& frontier);
    db::Write& write_;
    const Log& log_;
};

/// The access log: append-only entries under an RFC 6962 Merkle tree, in the same database as what they are about.
class Log {
public:
    /// Handed in: the clock, random salts, the office's wall clock for `local_hour`, and a clock nobody can set;
    /// without the last, only a clock set back is noticed.
    Log(db::Database& database, Clock clock, Randomness randomness, WallClock wall_clock, Uptime uptime = {});
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// One entry in a transaction of its own; durable when this returns.
    EventId append(const Event& event);

    /// A change together with its line: a change that logs nothing does not compile.
    template <class Change>
    requires std::same_as<std::invoke_result_t<Change, db::Write&, Appender&>, Receipt> EventId change(Change&& work) {
        return database_.write([&](db::Write& write) {
            Appender appender{write, *this};
            return work(write, appender).event();
        });
    }

    /// An appender for work already inside a write job (the Guard's decision).
    [[nodiscard]] Appender appender(db::Write& write) const { return Appender{write, *this}; }

    [[nodiscard]] db::Database& database() const noexcept { return database_; }

private:
    friend class Appender;
    db::Database& database_;
    Clock clock_;
    Randomness randomness_;
    WallClock wall_clock_;
    std::unique_ptr<ClockWatch> watch_;
};

/// What entry 0 says of a log.
struct Beginning {
    std::string origin;         ///< `<host>/audit/e1`; the name its checkpoints are signed under
    std::string version;        ///< of the program
    std::string policy_sha256;  ///< hex, of policy.properties
};

/// Begins the log with entry 0, "log.created". Does nothing if the log has begun.
/// @returns whether it was begun now
bool found(Log& log, const Beginning& beginning);

}  // namespace arkki::audit
