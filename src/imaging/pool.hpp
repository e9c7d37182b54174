#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "imaging/process.hpp"
#include "imaging/reader.hpp"

namespace arkki::imaging {

/// What became of a page after all tries.
struct PageOutcome {
    PageRead page{};
    std::string failure{};     ///< empty, or the message key
    std::optional<int> pages;  ///< of the file, if the answer could be believed so far
    bool of_file{};            ///< the failure is about the whole file
    bool no_such_page{};
    bool broke_down{};  ///< crashed, hung or lied, as opposed to a page that was read or refused
};

/// The reader processes: at most `slots` at work, idle ones kept, those out of step thrown away.
class Reader::Pool {
public:
    explicit Pool(ReaderSettings settings);
    [[nodiscard]] const ReaderSettings& settings() const noexcept { return settings_; }
    [[nodiscard]] std::string engine();

    /// Reads a page. Once more if the process itself was lost, and once more without codes if looking for them crashed.
    [[nodiscard]] PageOutcome read_page(int file, int number, const Ask& ask);

private:
    class Turn;
    [[nodiscard]] Attempt try_page(int file, int number, const Ask& ask);
    [[nodiscard]] std::unique_ptr<Process> take_process();
    void give_back(std::unique_ptr<Process> process);

    ReaderSettings settings_;
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
    std::string engine_;  ///< of the process that started last
    std::vector<std::unique_ptr<Process>> idle_;
};

}  // namespace arkki::imaging
