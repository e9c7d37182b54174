#pragma once
#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "intake/folder_files.hpp"

namespace arkki::intake {

/// A folder scanners drop files into. Polled: it works on shares, where notifications stay silent.
///
/// Order of work for one file: settle, open (no links, one name), claim by rename to .arkki/claimed/<claim>/<name>,
/// copy and fsync, commit the arrival, only then unlink. A crash between any two steps loses nothing and doubles
/// nothing: what was claimed is taken up again and recognised by its claim. A file that cannot be taken in does not
/// block the next; the third time it is put aside in .arkki/quarantine/<claim> with its reason. Left over: another name
/// linked to the same file between check and claim by the same user, a file server's clock that jumps, a writer that
/// pauses longer than the settle time and goes on after the copy.
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
        int at_once = 200;                        ///< taken in by one poll, so that no other work waits for long
        Rename rename = rename_or_refuse;
    };
    /// A file that was not taken in yet, and why.
    struct LeftAlone {
        std::string name;        ///< as `readable_name` shows it
        std::string reason;      ///< message key
        std::string claim = {};  ///< of one that was put aside; "" for one that stays in the folder
    };

    /// @throws Error{Fault::unavailable, "intake.folder_unwritable"}
    HotFolder(Settings settings, Clock clock, Randomness randomness, Receive receive, Known known);

    /// Finishes what a crash or a failure left claimed. `poll` calls it by itself, after a failure each half minute.
    /// @throws Error{Fault::unavailable, "intake.folder_unreadable"}
    void recover();
    /// Looks once; takes in what has settled, by name. @returns how many new files were taken in
    /// @throws Error{Fault::unavailable, "intake.folder_unreadable"}
    int poll();
    /// Files seen that are still growing or settling.
    [[nodiscard]] std::size_t settling() const noexcept { return seen_.size(); }
    /// When the next of them will have settled, if nobody writes to it any more.
    [[nodiscard]] std::optional<Instant> next_settled() const;
    [[nodiscard]] const std::vector<LeftAlone>& left_alone() const noexcept { return left_alone_; }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return settings_.folder; }

private:
    struct Sight {
        std::uint64_t size, inode, device;
        std::int64_t modified;
        Instant since;  ///< unchanged
        Instant first;  ///< seen under this name
        friend bool same(const Sight& a, const Sight& b) {
            return a.size == b.size && a.inode == b.inode && a.device == b.device && a.modified == b.modified;
        }
    };
    [[nodiscard]] Sight sight_of(const std::string& name, const struct stat& facts) const;
    bool settled(const std::string& name, const Sight& sight);
    bool take_in(const std::string& name, const Sight& sight);
    bool may_be_claimed(const std::string& name, const Sight& sight, int file);
    bool claim(const std::string& name, const std::string& claim, const Sight& sight);
    void recover(const std::string& claim);
    bool finish(const std::string& claim, const std::string& name, int file);
    void receive(const std::string& claim, const std::string& name, int file);
    void give_back(const std::string& claim, const std::string& name);
    void stumble(const std::string& claim, const std::string& name, int file, const Error& error);
    void put_aside(const std::string& claim, const std::string& name, const std::string& reason);
    void name_put_aside();
    void leave(const std::string& name, const std::string& reason);

    Settings settings_;
    Clock clock_;
    Randomness randomness_;
    Receive receive_;
    Known known_;
    std::map<std::string, Sight> seen_;
    std::map<std::string, int> failures_;  ///< by claim; of the file itself, not of a full disk or a database
    Instant retry_at_{};
    std::vector<LeftAlone> stuck_;  ///< claimed, and could not be received
    std::vector<LeftAlone> left_alone_;
};

/// A person decides about a file that was put aside: it is claimed again and tried at the next look, or deleted from disk.
/// @throws Error{Fault::not_found, "intake.no_such_file"}
void take_up_again(const std::filesystem::path& folder, const std::string& claim);
void delete_put_aside(const std::filesystem::path& folder, const std::string& claim);

/// @throws Error{Fault::invalid, "intake.folder_overlaps"}  if one of the folders lies in the other
void must_not_overlap(const std::filesystem::path& folder, const std::filesystem::path& other);

}  // namespace arkki::intake
