#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "intake/hot_folder.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// Looks after the hot folders of the settings and their subfolders: takes in what has settled, unpacks mails, tells the
/// office what stays where it is and why. The folders are polled every two seconds; a notification of the kernel, where
/// there is one, only brings the next look forward.
class FolderWatch {
public:
    /// Told what happens, in words of the operator's log; no personal data.
    using Report = std::function<void(const std::string&)>;

    /// @throws Error{Fault::invalid, "intake.folder_overlaps"}  with the program, its data, or another hot folder
    /// @throws Error{Fault::unavailable, "intake.folder_unwritable"}
    FolderWatch(Office& office, Report report);
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

    /// Finishes what a crash left. A folder that is away does not keep the others waiting.
    void recover();
    /// Looks into every folder once. @returns how many files were taken in
    int poll();
    [[nodiscard]] std::size_t settling() const;
    [[nodiscard]] std::vector<intake::HotFolder::LeftAlone> left_alone() const;

    /// Starts a thread that looks by itself.
    void start();
    void stop();

private:
    class Bell;
    void add(const HotFolderSettings& settings);
    void receive(int file, const std::string& name, const std::string& claim, const std::string& place);
    void run();
    void look();
    void tell_left_alone();
    void guarded(const std::function<void()>& work);
    [[nodiscard]] std::chrono::milliseconds pause() const;

    Office& office_;
    Report report_;
    std::vector<std::unique_ptr<intake::HotFolder>> folders_;
    std::unique_ptr<Bell> bell_;
    std::thread thread_;
    std::atomic<bool> stopped_{false};
};

/// A person decides about a file that was put aside: it is tried again, or deleted from the disk; either is logged.
/// @throws Error{Fault::not_found, "intake.no_such_file"}
void take_up_again(Office& office, const access::Desk& desk, const std::string& claim);
void delete_put_aside(Office& office, const access::Desk& desk, const std::string& claim, const PersonalText& reason);

}  // namespace arkki::service
