#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "intake/hot_folder.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The work that goes on by itself: looks into the hot folder and reads what came in.
class IntakeWork {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    IntakeWork(Office& office, Report report);
    ~IntakeWork();
    IntakeWork(const IntakeWork&) = delete;
    IntakeWork& operator=(const IntakeWork&) = delete;

    /// Starts a thread for the folder and one for each reader slot.
    void start();
    /// Lets the page under way finish and ends the threads.
    void stop();

    /// Takes in everything that is in the folder now and reads all that waits, in the caller's thread.
    /// @param on_progress  files done and files known of
    /// @returns how many arrivals were read
    int drain(const std::function<void(int, int)>& on_progress);
    /// Files of the folder that were not taken in at the last look, and why.
    [[nodiscard]] const std::vector<intake::HotFolder::LeftAlone>& left_alone() const { return folder_.left_alone(); }

private:
    void watch();
    void read(int slot);
    void tell_left_alone();
    bool read_one(const std::string& runner);
    void receive(int file, const std::string& name, const std::string& claim);
    void guarded(const char* what, const std::function<void()>& work);
    bool pause(std::chrono::milliseconds time);

    Office& office_;
    Report report_;
    intake::HotFolder folder_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool stopped_ = false;
};

}  // namespace arkki::service
