#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "imaging/answer.hpp"
#include "imaging/control.hpp"
#include "imaging/reader.hpp"

namespace arkki::imaging {

/// What one try at one page gave.
struct Attempt {
    Answer answer;          ///< to be looked into for a page only if `failure` is empty
    std::string failure;    ///< message key: `reader.crashed`, `reader.timed_out`, `reader.bad_answer`
    long peak_kilobytes{};  ///< largest resident memory of the child
    bool process_lost{};    ///< the reader process itself is gone, the page may not be to blame
};

/// One running arkki-reader. Reads one page at a time; used by one thread at a time.
class Process {
public:
    /// @throws Error{Fault::unavailable, "reader.unavailable" or "reader.no_cage"}
    explicit Process(const ReaderSettings& settings);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] const std::string& engine() const noexcept { return engine_; }
    /// False once the process went out of step; it must not be used again.
    [[nodiscard]] bool usable() const noexcept { return usable_; }

    /// @param file  descriptor of the sealed file
    /// @throws Error{Fault::unavailable, "reader.no_cage"}  the child could not shut itself in
    [[nodiscard]] Attempt read_page(int file, int number, const Ask& ask);

private:
    void stop() noexcept;
    struct ChildEnd {
        int status{};
        long peak_kilobytes{};
    };
    using Deadline = std::chrono::steady_clock::time_point;
    [[nodiscard]] Descriptor hand_over(int file, int number, const Ask& ask);
    [[nodiscard]] static std::string listen(int socket, Answer& answer, Deadline deadline);
    [[nodiscard]] std::optional<ChildEnd> end_of_child(bool kill_at_once);
    [[nodiscard]] std::optional<control::Message> next_message(Deadline deadline) const;

    std::chrono::milliseconds page_limit_;
    Descriptor control_;
    int pid_{-1};
    std::string engine_;
    bool usable_{true};
};

}  // namespace arkki::imaging
