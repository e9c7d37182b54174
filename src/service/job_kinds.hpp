#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "jobs/jobs.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// What is done with the jobs of one kind. The work itself ends the job: `jobs::done` in the transaction of its result.
/// An Error that it throws is dealt with by the runner: of `unavailable` the job waits half a minute, of any other it is
/// tried again twice. A lease that `is_hopeless` is to be ended without another try.
struct JobKind {
    std::string_view kind;
    std::function<void(Office&, const jobs::Lease&)> work;
};

/// All kinds, what reads the paper first.
[[nodiscard]] const std::vector<JobKind>& job_kinds();

}  // namespace arkki::service
