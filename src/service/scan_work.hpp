#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "access/desk.hpp"
#include "intake/batches.hpp"
#include "intake/scan_batch.hpp"
#include "intake/scanner.hpp"
#include "service/scan_settings.hpp"

namespace arkki::service {

class Office;

/// How somebody wants a stack scanned.
struct NewScan {
    std::string device;  ///< its code
    intake::ScanChoice choice;
    std::optional<int> sheets;  ///< counted by hand: told against what comes
    std::optional<UnitId> unit;
    std::optional<archive::Series> series;
};

/// What a device is doing and what it lets one choose.
struct ScannerState {
    std::optional<BatchId> batch;  ///< being scanned now
    int sheet = 0, percent = 0;    ///< the one under way
    std::optional<intake::ScanChoices> choices;
    std::string trouble;  ///< message key: why it did not answer; "" if it did or was not asked yet
    bool asking = false;
};

/// The scanners and the stacks on them. Each run over paper is a thread; what it gives is in the database sheet by sheet,
/// so that whatever ends - scanner, thread, service - the batch stands there with what is safe and goes on from there.
class ScanWork {
public:
    /// Told what goes wrong, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    explicit ScanWork(Office& office);
    ~ScanWork();
    ScanWork(const ScanWork&) = delete;
    ScanWork& operator=(const ScanWork&) = delete;

    /// Takes in the pages that a service which died left, and says of its batches that they were interrupted. What
    /// another process is scanning is left alone.
    void recover(const Report& report);
    /// Stops what is under way: what is safe stays, the batches wait.
    void stop();

    [[nodiscard]] const std::vector<intake::ScannerDevice>& devices() const noexcept;
    /// @throws Error{Fault::not_found, "scan.unknown_device", field "device"}  (also of `begin`); by code or by name
    [[nodiscard]] const intake::ScannerDevice& device(const std::string& name) const;
    /// Never waits: a device that was not asked for a while is asked in the background.
    [[nodiscard]] ScannerState state(const std::string& device);
    /// The same of the run alone; asks nothing.
    [[nodiscard]] ScannerState running(const std::string& device);
    /// Asks the device now. @throws what Scanner::choices throws
    [[nodiscard]] intake::ScanChoices ask(const std::string& device);
    /// The batch that waits on the device, if there is one.
    [[nodiscard]] static std::optional<intake::Batch> open_batch(const access::Desk& desk, const std::string& device);

    /// Opens a batch and starts over the paper.
    /// @throws Error{Fault::conflict, "scan.device_in_use" | "scan.batch_waits"}  one stack at a time
    /// @throws Error{Fault::invalid, "scan.refused"}  the device is known not to offer this
    BatchId begin(const access::Desk& desk, const NewScan& wanted);
    /// The same batch, from the next sheet on. @throws Error{Fault::conflict, "scan.device_in_use" | "batch.closed"}
    void go_on(const access::Desk& desk, BatchId batch);
    /// Stops the run; what is safe stays and the batch waits. Nothing happens if there is no run.
    void cancel(const access::Desk& desk, BatchId batch);
    /// No sheet follows. @throws Error{Fault::conflict, "scan.device_in_use"}  while it runs
    void finish(const access::Desk& desk, BatchId batch);
    /// Until the run over this batch has ended. @param on_change  sheet under way and per cent, when they change
    void wait(BatchId batch, const std::function<void(int, int)>& on_change = {});

private:
    struct Run;
    struct Asked;
    [[nodiscard]] intake::Scanner scanner(const intake::ScannerDevice& device, bool impatient = false) const;
    [[nodiscard]] std::filesystem::path devices_folder() const;
    [[nodiscard]] std::filesystem::path pages_folder(BatchId batch) const;
    [[nodiscard]] std::unique_ptr<Run> claim(const std::string& device);
    void start(std::unique_ptr<Run> run, BatchId batch, const intake::ScanChoice& choice);
    void work(Run& run) noexcept;
    [[nodiscard]] std::optional<std::string> over_the_paper(Run& run, const access::Desk& desk);
    [[nodiscard]] intake::ScanEnd run_until_free(Run& run, const intake::ScanOrder& order,
                                                 const intake::ScanWatch& watch);
    void receive(const access::Desk& desk, BatchId batch, int sheet, int file);
    void take_left_over(const access::Desk& desk, BatchId batch);
    void ask_in_background(const intake::ScannerDevice& device, Asked& asked);
    [[nodiscard]] ScannerState run_of(const std::string& device) const;
    [[nodiscard]] bool runs(BatchId batch);

    Office& office_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Run>> runs_;     ///< by device
    std::map<std::string, std::unique_ptr<Asked>> asked_;  ///< by device
    std::atomic<bool> stopped_ = false;
};

}  // namespace arkki::service
