#include "service/job_runner.hpp"

#include <algorithm>

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

constexpr auto look_again = 200ms;
constexpr auto house_every = 5s;
constexpr auto after_trouble = 30s;  ///< what is not the job's fault may be over by then

std::vector<std::string_view> kinds_but(std::string_view left_out) {
    std::vector<std::string_view> kinds;
    for (const auto& kind : job_kinds())
        if (kind.kind != left_out) kinds.push_back(kind.kind);
    return kinds;
}

}  // namespace

JobRunner::JobRunner(Office& office, Report report)
    : office_{office},
      report_{std::move(report)},
      runner_{office.settings().data / "runners", office.world().randomness} {}

JobRunner::~JobRunner() { stop(); }

void JobRunner::start() {
    guarded("jobs", [this] {
        static_cast<void>(runner_.release_the_gone(office_.database(), office_.world().clock()));
    });
    for (int slot = 0; slot < office_.settings().reader_slots; ++slot)
        threads_.emplace_back([this] { run(kinds_but("")); });
    threads_.emplace_back([this] { run(kinds_but("read")); });
    threads_.emplace_back([this] { keep_house(); });
}

void JobRunner::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    stopping_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void JobRunner::run(const std::vector<std::string_view>& kinds) {
    bool more = true;
    while (pause(more ? 0ms : look_again)) {
        more = false;
        guarded("jobs", [&] { more = work_one(kinds); });
    }
}

bool JobRunner::work_one(std::span<const std::string_view> kinds) {
    const auto lease = jobs::claim(office_.database(), runner_.name(), office_.world().clock(), kinds);
    if (lease) work(*lease);
    return lease.has_value();
}

bool JobRunner::at_rest() const {
    return office_.database().read(
        [&](db::Read& read) { return jobs::at_rest(read, kinds_but(""), office_.world().clock()); });
}

void JobRunner::work(const jobs::Lease& lease) {
    const auto held = [&] {
        const std::lock_guard lock{mutex_};
        return held_.insert(held_.end(), lease);
    }();
    const auto let_go = [&] {
        const std::lock_guard lock{mutex_};
        held_.erase(held);
    };
    const auto& kinds = job_kinds();
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& entry) { return entry.kind == lease.kind; });
    try {
        kind->work(office_, lease);
    } catch (const Error& error) {
        let_go();
        return take_back(lease, error);
    } catch (const std::exception&) {  // its words may quote what was read
        let_go();
        return take_back(lease, Error{Fault::corrupt, "job.broke_off"});
    }
    let_go();
}

/// What did not work out is said, and tried again if that may help.
void JobRunner::take_back(const jobs::Lease& lease, const Error& error) {
    report_("job " + lease.kind + " " + std::to_string(lease.object) + ": " + error.what());
    if (error.key() == "job.lease_lost") return;
    guarded("jobs", [&] {
        office_.database().write([&](db::Write& write) {
            if (error.fault() == Fault::unavailable)
                jobs::postpone(write, lease, office_.world().clock() + after_trouble);
            else
                static_cast<void>(jobs::put_back(write, lease, error.key(), office_.world().clock()));
        });
    });
}

/// Renews what is held, each half minute, and looks for what others have left behind.
void JobRunner::keep_house() {
    for (int turn = 1; pause(house_every); ++turn) {
        if (turn % (jobs::renewal / house_every) == 0) renew_all();
        guarded("jobs", [this] {
            const int freed = runner_.release_the_gone(office_.database(), office_.world().clock());
            if (freed > 0) report_("jobs: " + std::to_string(freed) + " taken up that a runner had left behind");
            const auto tally = office_.database().read([](db::Read& read) { return jobs::tally(read, "read"); });
            if (tally.waiting + tally.running == 0) office_.originals().rest();
        });
    }
}

void JobRunner::renew_all() {
    std::vector<jobs::Lease> held;
    {
        const std::lock_guard lock{mutex_};
        held.assign(held_.begin(), held_.end());
    }
    for (const auto& lease : held)
        guarded("jobs", [&] { jobs::renew(office_.database(), lease, office_.world().clock()); });
}

void JobRunner::guarded(const char* what, const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {  // holds no personal data; a job must not end the service
        if (error.key() != "job.lease_lost") report_(std::string{what} + ": " + error.what());
    } catch (const std::exception& fault) {
        report_(std::string{what} + ": " + fault.what());
    }
}

bool JobRunner::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return !stopping_.wait_for(lock, time, [this] { return stopped_; });
}

}  // namespace arkki::service
