#pragma once
#include <map>
#include <string>
#include <vector>

#include "intake/arrival.hpp"
#include "jobs/jobs.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// How the work on what came in stands, for the administrator and for whoever watches machines. Numbers and states alone.
struct WorkStatus {
    /// off: there is no reader to start; slow: the oldest reading has waited for more than `slow_after`.
    enum class Reading { good, slow, off };
    struct Scanner {
        std::string code, name;
        bool scanning = false;
        std::string trouble;  ///< message key, "" if it answered or was not asked yet
    };

    intake::Tally arrivals;
    std::map<std::string, std::int64_t> by_state;  ///< of arrivals that are not at their end
    std::map<std::string, jobs::Tally> jobs;       ///< by kind
    Reading reading = Reading::good;
    std::vector<Scanner> scanners;
    std::size_t left_alone = 0;  ///< files that stay in the hot folders

    [[nodiscard]] std::int64_t failed_jobs() const;
};

inline constexpr std::chrono::minutes slow_after{10};

[[nodiscard]] WorkStatus work_status(Office& office);

/// Reading as a word for programs: good | slow | off.
[[nodiscard]] std::string_view code(WorkStatus::Reading reading) noexcept;

}  // namespace arkki::service
