#pragma once
#include <algorithm>
#include <string_view>
#include <vector>

#include "service/job_kinds.hpp"

namespace arkki::test {

/// Does all that is ordered and whose time has come, as the service's runners do. @returns how many jobs these were
inline int do_all_jobs(service::Office& office) {
    std::vector<std::string_view> kinds;
    for (const auto& kind : service::job_kinds()) kinds.push_back(kind.kind);
    int done = 0;
    for (; const auto lease = jobs::claim(office.database(), "test", office.world().clock(), kinds); ++done)
        std::ranges::find(service::job_kinds(), lease->kind, &service::JobKind::kind)->work(office, *lease);
    return done;
}

}  // namespace arkki::test
