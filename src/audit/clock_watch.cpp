#include "audit/clock_watch.hpp"

namespace arkki::audit {
namespace {

/// What a clock that follows a time server may be put right by at once.
constexpr std::chrono::seconds allowed{2};

}  // namespace

std::optional<Instant> ClockWatch::unset(db::Read& read, Instant now) {
    if (!uptime_) return std::nullopt;
    const std::lock_guard lock{mutex_};
    if (said_ && read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE seq = :seq AND action = 'clock.jumped'",
                                        {{"seq", said_->entry}}) == 1) {
        known_ = said_->offset;
        said_.reset();
    }
    const Offset found = offset(now);
    const Offset moved = found - known_.value_or(found);
    if (moved > allowed || moved < -allowed) return now - moved;
    known_ = found;
    return std::nullopt;
}

void ClockWatch::said(EventId entry, Instant now) {
    if (!uptime_) return;
    const std::lock_guard lock{mutex_};
    said_ = Said{entry, offset(now)};
}

}  // namespace arkki::audit
