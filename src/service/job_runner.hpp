#pragma once
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "jobs/jobs.hpp"
#include "jobs/runners.hpp"
#include "service/job_kinds.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// The threads that do what is ordered (jobs/jobs.hpp): one for each page the reader may read at a time, which do
/// anything, and one that leaves the reading to them. A further one renews the leases and takes up what runners left
/// behind that were killed.
class JobRunner {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    JobRunner(Office& office, Report report);
    ~JobRunner();
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;

    void start();
    /// Lets the pages under way finish and ends the threads.
    void stop();

    /// Does one job of these kinds, in the caller's thread. @returns false if there is none whose time has come
    bool work_one(std::span<const std::string_view> kinds);
    /// Nothing is done now, nor by itself soon: what is left waits for something that is out of order.
    [[nodiscard]] bool at_rest() const;
    /// Its name in the leases.
    [[nodiscard]] const std::string& name() const noexcept { return runner_.name(); }

private:
    void run(const std::vector<std::string_view>& kinds);
    void keep_house();
    void work(const jobs::Lease& lease);
    void take_back(const jobs::Lease& lease, const Error& error);
    void renew_all();
    void guarded(const char* what, const std::function<void()>& work);
    bool pause(std::chrono::milliseconds time);

    Office& office_;
    Report report_;
    jobs::Runner runner_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool stopped_ = false;
    std::list<jobs::Lease> held_;  ///< what is being worked on now
};

}  // namespace arkki::service
