#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "service/courier.hpp"
#include "service/seal_status.hpp"

namespace arkki::service {

/// Has the access log sealed, and sees to it that its checkpoints leave the machine.
class SealWork {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    SealWork(Office& office, Report report);
    ~SealWork();
    SealWork(const SealWork&) = delete;
    SealWork& operator=(const SealWork&) = delete;

    /// Before anything is appended: asks the sealer how far it has come. If it knows more than the log holds, or
    /// another log, the log is closed: nothing is appended, so nothing can be read. If the log is right again it is
    /// opened.
    void check();
    /// A thread that seals and one that delivers.
    void start();
    void stop();

    /// Seals what is new and puts the checkpoint into the outbox. What goes wrong is kept as news, not thrown.
    void seal();
    /// Tells auditor and administrator of alarms that have lasted since the last call, and takes back those that ended.
    void tell();
    [[nodiscard]] Courier& courier() noexcept { return courier_; }

private:
    /// How the talk with the sealer stands.
    struct Talk {
        std::uint64_t from = 0;  ///< entries the sealer has
        std::string note = {};   ///< its last, checked
    };
    void seal_all();
    void push(Talk& talk, std::uint64_t to);
    void ask(Talk& talk, const std::string& request);
    void believe(Talk& talk, const std::string& note, std::uint64_t said);
    void close(const std::string& why, std::uint64_t size);
    void reopen();
    void say_keys();
    void try_to(const std::function<void()>& work);
    [[nodiscard]] bool is_due();
    void guarded(const char* what, const std::function<void()>& work);
    bool pause(std::chrono::milliseconds time);

    Office& office_;
    Report report_;
    Courier courier_;
    std::mutex one_seal_;  ///< one talk with the sealer at a time
    SealNews::Word news_;
    Instant last_try_{};
    std::set<std::string> seen_, told_;  ///< alarms at the last look; those that were told of
    bool first_ = true;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool stopped_ = false;
};

}  // namespace arkki::service
