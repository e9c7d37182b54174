#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/control.hpp"
#include "intake/scan_output.hpp"

namespace arkki::intake {

/// How long a scanner may be silent and how long it may take to stop. Tests have less of it.
struct ScanPatience {
    std::chrono::milliseconds silence{90'000};  ///< without a word the program is told to stop (SIGINT)
    std::chrono::milliseconds grace{15'000};    ///< and if it does not, it is ended (SIGKILL)
};

/// One scanimage: a program of its own, so that a driver that crashes or hangs takes nobody with it. No shell; its own
/// process group, folder, settings and nothing else of ours; a limit on the size of its files. It dies with the thread
/// that started it, and so with the service, however that ends. Used by one thread.
class ScanProcess {
public:
    struct Command {
        std::filesystem::path program;
        std::vector<std::string> arguments;
        std::filesystem::path settings;  ///< SANE_CONFIG_DIR: nothing of the system's is read
        std::filesystem::path folder;    ///< it works there
        std::uint64_t largest_file = 1u << 30;
    };
    enum class Speech { errors, output };  ///< which of its two voices is heard; the other goes nowhere

    /// @throws Error{Fault::unavailable, "scan.no_program"}
    ScanProcess(const Command& command, Speech speech);
    /// Ends it and what it started.
    ~ScanProcess();
    ScanProcess(const ScanProcess&) = delete;
    ScanProcess& operator=(const ScanProcess&) = delete;

    /// Stays with it until it has ended.
    /// @param on_words  each piece of what it says, "" ten times a second when it says nothing; may throw, then it is
    /// stopped in the destructor. What it asks for is done: `go_on`, or stop politely and, after the grace, at once.
    enum class Wish { go_on, stop, no_room };
    [[nodiscard]] ScanExit watch(const ScanPatience& patience, const std::function<Wish(std::string_view)>& on_words);

private:
    [[nodiscard]] bool has_ended() const;
    void end() noexcept;
    [[nodiscard]] int reap() noexcept;

    imaging::Descriptor words_;
    pid_t pid_ = -1;
};

}  // namespace arkki::intake
