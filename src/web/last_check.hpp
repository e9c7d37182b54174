#pragma once
#include <mutex>
#include <optional>

#include "audit/verify.hpp"

namespace arkki::web {

/// What the last verification of the log found, for the auditor's start page.
struct LogCheck {
    Instant at;
    audit::Verification result;
};

/// Safe to use from several threads.
class LastCheck {
public:
    void keep(LogCheck check) {
        const std::lock_guard lock{mutex_};
        check_ = std::move(check);
    }
    [[nodiscard]] std::optional<LogCheck> read() const {
        const std::lock_guard lock{mutex_};
        return check_;
    }

private:
    mutable std::mutex mutex_;
    std::optional<LogCheck> check_;
};

}  // namespace arkki::web
