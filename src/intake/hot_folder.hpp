#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace arkki::intake {

/// A folder scanners drop files into. Polled: it works on shares, where notifications stay silent.
///
/// Order of work for one file: settle, open (no links, one name), claim by rename to .arkki/claimed/<claim>/<name>,
/// copy and fsync, commit the arrival, only then unlink. A crash between any two steps loses nothing and doubles
/// nothing: what was claimed is taken up again and recognised by its claim. A file that cannot be taken in does not
/// block the next. Left over: another name linked to the same file between check and claim by the same user, a file
/// server's clock that jumps, a writer that pauses longer than the settle time and goes on after the copy.
class HotFolder {
public:
    /// Makes the arrival of an open file under a claim, durably. An Error says that nothing was made; of
    /// "intake.still_written" the file goes back to settle, of any other it is tried again later.
    /// @param name  bytes as the file system has them, not always UTF-8
    using Receive = std::function<void(int file, const std::string& name, const std::string& claim)>;
    /// Whether an arrival with this claim is committed.
    using Known = std::function<bool(const std::string& claim)>;

    struct Settings {
        std::filesystem::path folder;
        std::chrono::milliseconds settle{2'000};  ///< unchanged for so long before a file counts as complete
        std::uint64_t largest{512u << 20};        ///< bytes
    };
    /// A file that was not taken in yet, and why.
    struct LeftAlone {
        std::string name;    ///< as `readable_name` shows it
        std::string reason;  ///< message key
    };

    HotFolder(Settings settings, Clock clock, Randomness randomness, Receive receive, Known known);

    /// Finishes what a crash or a failure left claimed. `poll` calls it by itself, after a failure each half minute.
    /// @throws Error{Fault::unavailable, "intake.folder_unreadable"}
    void recover();
    /// Looks once; takes in what has settled, by name. @returns how many new files were taken in
    /// @throws Error{Fault::unavailable, "intake.folder_unreadable"}
    int poll();
    /// Files seen that are still growing or settling.
    [[nodiscard]] std::size_t settling() const noexcept { return seen_.size(); }
    [[nodiscard]] const std::vector<LeftAlone>& left_alone() const noexcept { return left_alone_; }

private:
    struct Sight {
        std::uint64_t size, inode;
        std::int64_t modified;
        Instant since;
        friend bool same(const Sight& a, const Sight& b) {
            return a.size == b.size && a.inode == b.inode && a.modified == b.modified;
        }
    };
    bool settled(const std::string& name, const Sight& sight);
    bool take_in(const std::string& name, const Sight& sight);
    bool claim(const std::string& name, const std::string& claim, const Sight& sight);
    bool finish(const std::string& claim, const std::string& name, int file);
    void give_back(const std::string& claim, const std::string& name);
    void leave(const std::string& name, const std::string& reason);

    Settings settings_;
    Clock clock_;
    Randomness randomness_;
    Receive receive_;
    Known known_;
    std::map<std::string, Sight> seen_;
    Instant retry_at_{};
    std::vector<LeftAlone> stuck_;  ///< claimed, and could not be received
    std::vector<LeftAlone> left_alone_;
};

}  // namespace arkki::intake
