#pragma once
#include <functional>
#include <vector>

#include "service/folder_watch.hpp"
#include "service/job_runner.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The work that goes on by itself: looks into the hot folders, and does the jobs that come of it.
class IntakeWork {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    IntakeWork(Office& office, Report report);
    ~IntakeWork();
    IntakeWork(const IntakeWork&) = delete;
    IntakeWork& operator=(const IntakeWork&) = delete;

    /// Starts the threads of the jobs and one for the folders.
    void start();
    /// Lets the pages under way finish and ends the threads.
    void stop();

    /// Takes in everything that is in the folders now and reads and files all that waits.
    /// @param on_progress  pages read, and pages known of
    /// @returns how many arrivals there were
    int drain(const std::function<void(int, int)>& on_progress);
    /// Files of the folders that were not taken in at the last look, and why.
    [[nodiscard]] std::vector<intake::HotFolder::LeftAlone> left_alone() const { return folders_.left_alone(); }

private:
    int take_in_all();
    void guarded(const char* what, const std::function<void()>& work);

    Office& office_;
    Report report_;
    FolderWatch folders_;
    JobRunner jobs_;
};

}  // namespace arkki::service
