#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "audit/finder.hpp"
#include "audit/verify.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// What one night did.
struct Night {
    audit::Verification verification;
    audit::Reviewed review;
    std::int64_t pruned = 0;    ///< entries of which something was erased
    std::int64_t warnings = 0;  ///< of commitments that end
    std::int64_t overdue = 0;   ///< findings without a verdict for too long
    std::int64_t swept = 0;      ///< blobs that no row named
    std::int64_t forgotten = 0;  ///< jobs that had been done long enough
    bool drawn = false;         ///< last month's sample
};

/// Verifies the whole log now, without a line in it.
[[nodiscard]] audit::Verification verification(Office& office);

/// Verifies the whole log now, stored checkpoints by the keys of the set-up, and leaves "log.verified" with size, root
/// and, if it does not hold, the first problem.
/// @param by  an event of whoever asked; the machine at night
[[nodiscard]] audit::Verification verify_now(Office& office, audit::Event by);

/// The night's work in its order: prune, verify, review, draw last month's sample, warn, sweep blobs, tell of overdue
/// findings, remove finished jobs. A part that fails does not keep the others from being done.
/// @param report  told of parts that failed, in words of the operator's log; no personal data
Night work_of_a_night(Office& office, const std::function<void(const std::string&)>& report,
                      const std::atomic<bool>* stop = nullptr);

/// Does the night's work once a night, at two o'clock of the office's wall clock, and soon after the start if the last
/// night was missed.
class NightWork {
public:
    using Report = std::function<void(const std::string&)>;

    NightWork(Office& office, Report report) : office_{office}, report_{std::move(report)} {}
    ~NightWork() { stop(); }
    NightWork(const NightWork&) = delete;
    NightWork& operator=(const NightWork&) = delete;

    void start();
    /// Waits for the part at hand, not for the night.
    void stop();

private:
    void run();
    [[nodiscard]] bool pause(std::chrono::seconds time);
    /// Whether no verification has been made since the last two o'clock.
    [[nodiscard]] bool due() const;

    Office& office_;
    Report report_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    std::atomic<bool> stopped_{false};
};

}  // namespace arkki::service
