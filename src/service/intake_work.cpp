#include "service/intake_work.hpp"

#include <thread>

#include "archive/reindex.hpp"
#include "intake/batches.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

}  // namespace

IntakeWork::IntakeWork(Office& office, Report report)
    : office_{office},
      report_{std::move(report)},
      folders_{office, report_},
      jobs_{office, report_} {}

IntakeWork::~IntakeWork() { stop(); }

void IntakeWork::guarded(const char* what, const std::function<void()>& work) {
    try {
        work();
    } catch (
        const std::exception& fault) {  // what() of an Error holds no personal data; a job must not end the service
        report_(std::string{what} + ": " + fault.what());
    }
}

void IntakeWork::start() {
    guarded("search index", [this] {
        const archive::Reindexing reindexing{office_.database(), office_.shelves()};
        if (const int jobs = reindexing.order(office_.world().clock()); jobs > 0)
            report_("search index: pages of another version are indexed anew in " + std::to_string(jobs) + " jobs");
    });
    jobs_.start();
    folders_.start();
}

void IntakeWork::stop() {
    folders_.stop();
    jobs_.stop();
}

/// What is in the folders, once it has settled.
int IntakeWork::take_in_all() {
    folders_.recover();
    int taken = folders_.poll(), received = taken;
    for (int quiet = 0; quiet < 100 && folders_.settling() > 0; quiet += taken == 0) {
        if (taken == 0)
            std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(office_.settings().settle, 2s) + 20ms);
        taken = folders_.poll();
        received += taken;
        if (taken == 0 && office_.settings().settle < 1s) break;
    }
    return received;
}

int IntakeWork::drain(const std::function<void(int, int)>& on_progress) {
    static_cast<void>(take_in_all());
    const auto look = [&] { return office_.database().read([](db::Read& read) { return intake::progress(read); }); };
    const auto before = look();
    jobs_.start();
    int pages = before.pages;
    for (auto now = before; now.arrivals > 0 && !jobs_.at_rest(); now = look()) {
        // What is filed is counted no more: all there ever was, less what is left.
        pages = std::max(pages, now.pages);
        on_progress(pages - now.pages + now.pages_read, pages);
        std::this_thread::sleep_for(100ms);
    }
    jobs_.stop();
    const auto after = look();
    if (before.arrivals > 0 && after.arrivals == 0) on_progress(pages, pages);
    return before.arrivals - after.arrivals;
}

}  // namespace arkki::service
