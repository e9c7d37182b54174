#pragma once
#include <chrono>
#include <mutex>
#include <optional>

#include "audit/log.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::audit {

/// Notices that somebody set the clock: while nobody does, the time less the uptime stays what it is.
class ClockWatch {
public:
    explicit ClockWatch(Uptime uptime) : uptime_{std::move(uptime)} {}

    /// What time it would be had nobody set the clock since the last append; nothing if nobody did.
    [[nodiscard]] std::optional<Instant> unset(db::Read& read, Instant now);
    /// That an entry says so. Believed only once the entry is found standing: its transaction may yet be lost.
    void said(EventId entry, Instant now);

private:
    using Offset = std::chrono::microseconds;
    struct Said {
        EventId entry;
        Offset offset;
    };
    [[nodiscard]] Offset offset(Instant now) const { return now.time_since_epoch() - uptime_(); }

    Uptime uptime_;
    std::mutex mutex_;
    std::optional<Offset> known_;
    std::optional<Said> said_;
};

}  // namespace arkki::audit
