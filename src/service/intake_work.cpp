#include "service/intake_work.hpp"

#include <fstream>

#include "custody/units.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

/// The binder in which the folder's papers stand: of the settings, else of the set-up; nothing is the received tray.
std::optional<UnitId> intake_unit(Office& office) {
    std::string code = office.settings().intake_place;
    if (code.empty()) std::getline(std::ifstream{office.settings().intake_place_file()}, code);
    if (code.empty()) return std::nullopt;
    const auto unit = office.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
    if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "intake.place"};
    return unit->id;
}

}  // namespace

IntakeWork::IntakeWork(Office& office, Report report)
    : office_{office},
      report_{std::move(report)},
      folder_{{.folder = office.settings().hot_folder, .settle = office.settings().settle},
              office.world().clock,
              office.world().randomness,
              [this](int file, const std::string& name, const std::string& claim) { receive(file, name, claim); },
              [this](const std::string& claim) { return intake::claim_is_known(office_.database(), claim); }} {}

IntakeWork::~IntakeWork() { stop(); }

/// Names may be people's and stay out of the operator's log; the inbox shows them.
void IntakeWork::tell_left_alone() {
    const auto files = folder_.left_alone();
    if (files.size() != office_.left_alone().size())
        for (const auto& file : files) report_("hot folder: one file stays: " + file.reason);
    office_.tell_left_alone(files);
}

void IntakeWork::receive(int file, const std::string& name, const std::string& claim) {
    const auto desk = office_.machine_desk("intake");
    static_cast<void>(
        office_.intake(desk).receive(file, {"folder", PersonalText{name}, claim, intake_unit(office_), std::nullopt}));
}

bool IntakeWork::read_one(const std::string& runner) {
    const auto desk = office_.machine_desk("intake");
    const auto intake = office_.intake(desk);
    const auto arrival = intake.claim(runner);
    if (arrival) intake.read_and_file(*arrival, runner);
    return arrival.has_value();
}

void IntakeWork::guarded(const char* what, const std::function<void()>& work) {
    try {
        work();
    } catch (
        const std::exception& fault) {  // what() of an Error holds no personal data; a job must not end the service
        report_(std::string{what} + ": " + fault.what());
    }
}

bool IntakeWork::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return !stopping_.wait_for(lock, time, [this] { return stopped_; });
}

void IntakeWork::watch() {
    guarded("hot folder", [this] { folder_.recover(); });
    do guarded("hot folder", [this] {
        folder_.poll();
        tell_left_alone();
    });
    while (pause(2s));
}

/// A runner's name stays the same from start to start, so that what a crash left in its hands is taken up at once.
void IntakeWork::read(int slot) {
    const std::string runner = "service-" + std::to_string(slot);
    guarded("intake", [&] { intake::release_of(office_.database(), runner); });
    bool more = true;
    while (pause(more ? 0ms : 500ms)) {
        more = false;
        guarded("intake", [&] { more = read_one(runner); });
    }
}

void IntakeWork::start() {
    threads_.emplace_back([this] { watch(); });
    for (int slot = 1; slot <= office_.settings().reader_slots; ++slot)
        threads_.emplace_back([this, slot] { read(slot); });
}

void IntakeWork::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    stopping_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

int IntakeWork::drain(const std::function<void(int, int)>& on_progress) {
    folder_.recover();
    static_cast<void>(folder_.poll());
    int received = 0;
    for (int quiet = 0; quiet < 100 && folder_.settling() > 0; ++quiet) {
        std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(office_.settings().settle, 2s) + 20ms);
        const int taken = folder_.poll();
        received += taken;
        if (taken == 0 && office_.settings().settle < 1s) break;
    }
    const std::string runner = "inbox";
    intake::release_of(office_.database(), runner);
    int done = 0;
    for (bool more = true; more;) {
        more = false;
        guarded("intake", [&] { more = read_one(runner); });
        if (more) on_progress(++done, std::max(done, received));
    }
    return done;
}

}  // namespace arkki::service
