#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/time.hpp"

namespace arkki::service {

/// What the sealing work last heard, for those who ask meanwhile: pages, /health, /metrics. Safe to use from several
/// threads.
class SealNews {
public:
    struct Word {
        std::optional<Instant> asked_at, reached_at;  ///< of the sealer
        std::string fault;                            ///< code of an alarm, "" if the last time went well
        bool same_user = false;                       ///< the sealer runs under our own user
    };
    [[nodiscard]] Word read() const {
        const std::lock_guard lock{mutex_};
        return word_;
    }
    void keep(Word word) {
        const std::lock_guard lock{mutex_};
        word_ = std::move(word);
    }
    /// Somebody wants a seal now.
    void wish() {
        const std::lock_guard lock{mutex_};
        wished_ = true;
    }
    [[nodiscard]] bool take_wish() {
        const std::lock_guard lock{mutex_};
        return std::exchange(wished_, false);
    }

private:
    mutable std::mutex mutex_;
    Word word_;
    bool wished_ = false;
};

}  // namespace arkki::service
