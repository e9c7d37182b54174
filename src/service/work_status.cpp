#include "service/work_status.hpp"

#include <unistd.h>

#include "intake/progress.hpp"
#include "service/scan_work.hpp"

namespace arkki::service {
namespace {

WorkStatus::Reading how_reading_goes(const Office& office, const jobs::Tally& read) {
    if (::access(office.settings().reader.c_str(), X_OK) != 0) return WorkStatus::Reading::off;
    const bool slow = read.oldest && office.world().clock() - *read.oldest > slow_after;
    return slow ? WorkStatus::Reading::slow : WorkStatus::Reading::good;
}

}  // namespace

std::int64_t WorkStatus::failed_jobs() const {
    std::int64_t failed = 0;
    for (const auto& [kind, tally] : jobs) failed += tally.failed;
    return failed;
}

std::string_view code(WorkStatus::Reading reading) noexcept {
    return reading == WorkStatus::Reading::good ? "good" : reading == WorkStatus::Reading::slow ? "slow" : "off";
}

WorkStatus work_status(Office& office) {
    WorkStatus status;
    const auto desk = office.machine_desk("maintenance");
    status.arrivals = office.intake(desk).tally();
    office.database().read([&](db::Read& read) {
        status.by_state = intake::open_by_state(read);
        for (const auto* kind : {"read", "assemble", "archival", "reindex"}) status.jobs[kind] = jobs::tally(read, kind);
        return 0;
    });
    status.reading = how_reading_goes(office, status.jobs["read"]);
    for (const auto& device : office.scans().devices()) {
        const auto state = office.scans().running(device.code);
        status.scanners.push_back({device.code, device.name, state.batch.has_value(), state.trouble});
    }
    status.left_alone = office.left_alone().size();
    return status;
}

}  // namespace arkki::service
