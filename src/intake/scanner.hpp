#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/control.hpp"
#include "intake/scan_output.hpp"
#include "intake/scan_process.hpp"

namespace arkki::intake {

/// A scanner of the settings: either on the network by eSCL, or by its name in SANE.
struct ScannerDevice {
    std::string code;     ///< short, of letters and digits: names its files and what `--device` says
    std::string name;     ///< what people call it
    std::string address;  ///< "http://192.0.2.10/eSCL/"; "" for one of SANE
    std::string sane;     ///< "fujitsu:ScanSnap iX500:1234"; "" for one of eSCL
    std::vector<std::string> options;  ///< further ones for scanimage, such as "--page-width=210"

    /// @throws Error{Fault::invalid, "scan.bad_device", detail code}  not exactly one of the two, or what would not stay
    /// within its line of a settings file
    void check() const;
};

/// Whoever holds it uses the device; nobody else in this or another process of ours can.
class DeviceLock {
public:
    /// @throws Error{Fault::conflict, "scan.device_in_use"}
    DeviceLock(const std::filesystem::path& folder, const std::string& device);

private:
    imaging::Descriptor file_;
};

/// What somebody wants of a run over the paper.
struct ScanOrder {
    ScanChoice choice;
    int first_sheet = 1;            ///< number of the first page file
    int most_sheets = 0;            ///< 0: until the feeder is empty
    std::filesystem::path folder;   ///< where pages are written: made, private, kept as long as pages are in it
};

/// Told while a run goes on, in the caller's thread.
struct ScanWatch {
    /// A page is complete: `sheet` is its number, `file` is open for reading. When this returns, the file is removed;
    /// if it throws, the run is stopped, the file stays and the exception goes on.
    std::function<void(int sheet, int file)> on_sheet;
    /// The page under way and how far it is, when that has changed.
    std::function<void(int sheet, int percent)> on_progress = {};
    const std::atomic<bool>* stop = nullptr;  ///< somebody cancels
};

/// One scanner, by scanimage in a process of its own (scan_process.hpp), with settings written by us: no discovery, no
/// settings of the system's, so that nothing listens to the network and only this device is spoken to.
class Scanner {
public:
    struct Settings {
        std::filesystem::path program = "/usr/bin/scanimage";
        std::filesystem::path folder;                    ///< of the devices' settings and locks
        std::filesystem::path drivers = "/etc/sane.d";   ///< a SANE driver's own settings are taken from here
        ScanPatience patience = {};
        std::uint64_t most_bytes = 4ull << 30;           ///< of pages that wait to be taken in
        std::uint64_t least_free = 256u << 20;           ///< room that must be left on the disk
    };
    Scanner(ScannerDevice device, Settings settings);

    [[nodiscard]] const ScannerDevice& device() const noexcept { return device_; }
    /// Asks the device. Takes up to `silence` if it does not answer.
    /// @param stop  whoever waits wants it back
    /// @throws Error{Fault::unavailable, "scan.unreachable" | "scan.busy" | ...}  the key of a ScanEnd
    [[nodiscard]] ScanChoices choices(const std::atomic<bool>* stop = nullptr) const;
    /// One run. The caller holds the device's lock.
    /// @throws Error{Fault::unavailable, "scan.no_program" | "scan.no_folder"}, and what `on_sheet` throws
    [[nodiscard]] ScanEnd run(const ScanOrder& order, const ScanWatch& watch) const;

private:
    [[nodiscard]] std::string sane_name() const;
    [[nodiscard]] std::filesystem::path write_settings() const;
    [[nodiscard]] ScanProcess::Command command(const ScanOrder& order) const;

    ScannerDevice device_;
    Settings settings_;
};

/// Hands over the pages that lie complete in a folder, in their order, and removes each when `on_sheet` has returned. A
/// page is complete when it has its name: while it is written it is called NAME.part.
/// @returns how many
int hand_over_pages(const std::filesystem::path& folder, const std::function<void(int sheet, int file)>& on_sheet);

}  // namespace arkki::intake
