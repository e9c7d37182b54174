#include "service/scan_work.hpp"

#include <algorithm>
#include <utility>

#include "service/office.hpp"

namespace arkki::service {

using namespace std::chrono_literals;
using intake::ScanEnd;
namespace fs = std::filesystem;

namespace {

constexpr int busy_tries = 3;
constexpr Instant::duration choices_stay = 10min, trouble_stays = 20s;
constexpr intake::ScanPatience short_patience{20s, 5s};  ///< for a question

std::string claim_of(BatchId batch, int sheet) {
    return "scan-" + std::to_string(batch.value()) + "-" + std::to_string(sheet);
}

}  // namespace

/// A run over the paper. The device is its own until it is done.
struct ScanWork::Run {
    std::string device;
    std::optional<intake::DeviceLock> lock;
    BatchId batch{0};
    intake::ScanChoice choice = {};
    std::atomic<int> sheet = 0, percent = 0;
    std::atomic<bool> stop = false, done = false;
    std::thread thread = {};

    ~Run() {
        stop = true;
        if (thread.joinable()) thread.join();
    }
};

/// What is known of a device, and perhaps a question under way.
struct ScanWork::Asked {
    std::optional<intake::ScanChoices> choices = {};
    std::string trouble = {};
    std::optional<Instant> at = {};
    std::atomic<bool> asking = false, stop = false;
    std::thread thread = {};

    void end() {
        stop = true;
        if (thread.joinable()) thread.join();
        stop = false;
    }
    ~Asked() { end(); }
};

ScanWork::ScanWork(Office& office) : office_{office} {}

ScanWork::~ScanWork() { stop(); }

void ScanWork::stop() {
    stopped_ = true;
    decltype(runs_) runs;
    decltype(asked_) asked;
    {
        const std::lock_guard lock{mutex_};
        runs.swap(runs_);
        asked.swap(asked_);
    }
    for (const auto& [device, run] : runs) run->stop = true;  // all of them, before the first is waited for
    for (const auto& [device, question] : asked) question->stop = true;
}

const std::vector<intake::ScannerDevice>& ScanWork::devices() const noexcept {
    return office_.settings().scan.devices;
}

const intake::ScannerDevice& ScanWork::device(const std::string& name) const {
    for (const auto& device : devices())
        if (device.code == name || device.name == name) return device;
    throw Error{Fault::not_found, "scan.unknown_device", {}, "device"};
}

intake::Scanner ScanWork::scanner(const intake::ScannerDevice& device, bool impatient) const {
    const auto& settings = office_.settings().scan;
    return {device,
            {.program = settings.program,
             .folder = devices_folder(),
             .patience = impatient ? short_patience : settings.patience}};
}

fs::path ScanWork::devices_folder() const { return office_.settings().data / "scanners"; }

fs::path ScanWork::pages_folder(BatchId batch) const {
    return office_.settings().data / "scans" / std::to_string(batch.value());
}

// ---- What a device can do ----

ScannerState ScanWork::run_of(const std::string& device) const {
    ScannerState state;
    if (const auto run = runs_.find(device); run != runs_.end() && !run->second->done) {
        state.batch = run->second->batch;
        state.sheet = run->second->sheet;
        state.percent = run->second->percent;
    }
    return state;
}

ScannerState ScanWork::running(const std::string& device) {
    const std::lock_guard lock{mutex_};
    return run_of(device);
}

ScannerState ScanWork::state(const std::string& code) {
    const auto& device = this->device(code);
    const std::lock_guard lock{mutex_};
    ScannerState state = run_of(device.code);
    auto& asked = asked_[device.code];
    if (!asked) asked = std::make_unique<Asked>();
    const Instant now = office_.world().clock();
    const bool old = !asked->at || now - *asked->at > (asked->trouble.empty() ? choices_stay : trouble_stays);
    if (old && !state.batch && !asked->asking && !stopped_) ask_in_background(device, *asked);
    state.asking = asked->asking;
    state.choices = asked->choices;
    state.trouble = asked->trouble;
    return state;
}

void ScanWork::ask_in_background(const intake::ScannerDevice& device, Asked& asked) {
    asked.end();
    asked.asking = true;
    asked.thread = std::thread{[this, &asked, &device] {
        std::optional<intake::ScanChoices> choices;
        std::string trouble;
        try {
            const intake::DeviceLock lock{devices_folder(), device.code};
            choices = scanner(device, true).choices(&asked.stop);
        } catch (const Error& error) {
            trouble = error.key();
        } catch (const std::exception&) {
            trouble = "scan.broken";
        }
        if (asked.stop) {
            asked.asking = false;
            return;  // whoever waits for this may hold the mutex
        }
        const std::lock_guard lock{mutex_};
        if (choices) asked.choices = std::move(choices);
        asked.trouble = std::move(trouble);
        asked.at = office_.world().clock();
        asked.asking = false;
    }};
}

intake::ScanChoices ScanWork::ask(const std::string& name) {
    const auto& device = this->device(name);
    const intake::DeviceLock lock{devices_folder(), device.code};
    return scanner(device, true).choices();
}

// ---- Batches ----

std::optional<intake::Batch> ScanWork::open_batch(const access::Desk& desk, const std::string& device) {
    for (auto& batch : intake::Batches{desk}.open_batches())
        if (batch.way == "scan" && batch.device == device) return std::move(batch);
    return std::nullopt;
}

/// The device is ours from here on; a question under way gives way.
std::unique_ptr<ScanWork::Run> ScanWork::claim(const std::string& device) {
    std::unique_ptr<Asked> asked;
    {
        const std::lock_guard lock{mutex_};
        if (stopped_) throw Error{Fault::unavailable, "scan.stopping"};
        if (const auto run = runs_.find(device); run != runs_.end()) {
            if (!run->second->done) throw Error{Fault::conflict, "scan.device_in_use"};
            runs_.erase(run);
        }
        if (const auto known = asked_.find(device); known != asked_.end() && known->second->asking) {
            asked = std::move(known->second);
            asked_.erase(known);
        }
    }
    asked.reset();
    return std::unique_ptr<Run>{new Run{device, intake::DeviceLock{devices_folder(), device}}};
}

BatchId ScanWork::begin(const access::Desk& desk, const NewScan& wanted) {
    const auto& device = this->device(wanted.device);
    if (open_batch(desk, device.code)) throw Error{Fault::conflict, "scan.batch_waits"};
    {
        const std::lock_guard lock{mutex_};
        const auto known = asked_.find(device.code);
        if (known != asked_.end() && known->second->choices && !offers(*known->second->choices, wanted.choice))
            throw Error{Fault::invalid, "scan.refused", {}, "source"};
    }
    auto run = claim(device.code);
    const auto sides = intake::both_sides(wanted.choice.source) ? 2 : 1;
    const auto told = wanted.sheets ? std::optional{*wanted.sheets * sides} : std::nullopt;
    const auto batch =
        intake::Batches{desk}.open({"scan", device.code, told, wanted.unit, wanted.series});
    desk.database().write([&](db::Write& write) { keep_choice(write, batch, wanted.choice); });
    start(std::move(run), batch, wanted.choice);
    return batch;
}

void ScanWork::go_on(const access::Desk& desk, BatchId id) {
    const intake::Batches batches{desk};
    const auto batch = batches.show(id);
    if (!batch.open) throw Error{Fault::conflict, "batch.closed"};
    auto run = claim(device(batch.device).code);
    batches.go_on(id);
    start(std::move(run), id,
          desk.database().read([&](db::Read& read) { return intake::choice_of(read, id); }));
}

void ScanWork::start(std::unique_ptr<Run> run, BatchId batch, const intake::ScanChoice& choice) {
    run->batch = batch;
    run->choice = choice;
    Run& started = *run;
    const std::lock_guard lock{mutex_};
    runs_[started.device] = std::move(run);
    started.thread = std::thread{[this, &started] { work(started); }};
}

void ScanWork::cancel(const access::Desk& desk, BatchId batch) {
    desk.require("arrival.make", "batch:" + std::to_string(batch.value()));
    const std::lock_guard lock{mutex_};
    for (const auto& [device, run] : runs_)
        if (run->batch == batch) run->stop = true;
}

void ScanWork::finish(const access::Desk& desk, BatchId id) {
    const intake::Batches batches{desk};
    const auto batch = batches.show(id);
    if (!batch.open) return;
    const intake::DeviceLock lock{devices_folder(), batch.device};
    take_left_over(office_.machine_desk("intake"), id);
    batches.close(id);
}

bool ScanWork::runs(BatchId batch) {
    const std::lock_guard lock{mutex_};
    return std::ranges::any_of(runs_, [&](const auto& run) { return run.second->batch == batch && !run.second->done; });
}

void ScanWork::wait(BatchId batch, const std::function<void(int, int)>& on_change) {
    for (std::pair told{0, 0}; runs(batch); std::this_thread::sleep_for(50ms)) {
        std::pair now = told;
        {
            const std::lock_guard lock{mutex_};
            for (const auto& [device, run] : runs_)
                if (run->batch == batch) now = {run->sheet, run->percent};
        }
        if (on_change && std::exchange(told, now) != now) on_change(now.first, now.second);
    }
}

// ---- One run ----

/// Whatever happens, the batch says why it stands still.
void ScanWork::work(Run& run) noexcept {
    try {
        const auto desk = office_.machine_desk("intake");
        std::optional<std::string> halt;
        try {
            halt = over_the_paper(run, desk);
        } catch (const Error& error) {
            halt = error.key();
        }
        if (halt && stopped_) halt = "scan.interrupted";
        const intake::Batches batches{desk};
        if (halt) batches.halt(run.batch, *halt);
        else batches.close(run.batch);
    } catch (const std::exception&) {  // NOLINT: the database is gone; `recover` finds the batch without a halt
    }
    run.lock.reset();
    run.done = true;
}

std::optional<std::string> ScanWork::over_the_paper(Run& run, const access::Desk& desk) {
    const intake::Batches batches{desk};
    take_left_over(desk, run.batch);
    const intake::ScanOrder order{run.choice, batches.show(run.batch).sheets + 1,
                                  intake::feeds(run.choice.source) ? 0 : 1, pages_folder(run.batch)};
    const intake::ScanWatch watch{[&](int sheet, int file) { receive(desk, run.batch, sheet, file); },
                                  [&](int sheet, int percent) {
                                      run.sheet = sheet;
                                      run.percent = percent;
                                  },
                                  &run.stop};
    const auto end = run_until_free(run, order, watch);
    std::error_code kept_if_not_empty;
    fs::remove(pages_folder(run.batch), kept_if_not_empty);
    return intake::halt_after(end, run.choice, batches.show(run.batch));
}

ScanEnd ScanWork::run_until_free(Run& run, const intake::ScanOrder& order, const intake::ScanWatch& watch) {
    const auto scanner = this->scanner(device(run.device));
    for (int tries = 1;; ++tries) {
        const auto end = scanner.run(order, watch);
        if (end != ScanEnd::busy || tries == busy_tries) return end;
        const auto again = std::chrono::steady_clock::now() + office_.settings().scan.busy_pause;
        while (std::chrono::steady_clock::now() < again) {
            if (run.stop) return ScanEnd::cancelled;
            std::this_thread::sleep_for(20ms);
        }
    }
}

/// The same page twice is one arrival: a crash may come between its commit and the removal of its file.
void ScanWork::receive(const access::Desk& desk, BatchId id, int sheet, int file) {
    const auto claim = claim_of(id, sheet);
    if (intake::claim_is_known(office_.database(), claim)) return;
    const auto batch = intake::Batches{desk}.show(id);
    static_cast<void>(office_.intake(desk).receive(
        file, {"scan", PersonalText{claim + ".png"}, claim, batch.unit, batch.series, id, sheet}));
}

void ScanWork::take_left_over(const access::Desk& desk, BatchId batch) {
    const auto folder = pages_folder(batch);
    intake::hand_over_pages(folder, [&](int sheet, int file) { receive(desk, batch, sheet, file); });
    std::error_code unfinished_pages_go;
    fs::remove_all(folder, unfinished_pages_go);
}

void ScanWork::recover(const Report& report) {
    const auto desk = office_.machine_desk("intake");
    const intake::Batches batches{desk};
    for (const auto& batch : batches.open_batches()) {
        if (batch.way != "scan") continue;
        try {
            const intake::DeviceLock lock{devices_folder(), batch.device};
            take_left_over(desk, batch.id);
            if (batch.halt.empty()) batches.halt(batch.id, "scan.interrupted");
        } catch (const Error& error) {
            report("scanning: batch " + std::to_string(batch.id.value()) + ": " + error.what());
        }
    }
}

}  // namespace arkki::service
