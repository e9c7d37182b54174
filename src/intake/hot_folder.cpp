#include "intake/hot_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/error.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds pause_after_failure{30};

/// An open file that closes itself.
class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

bool of_no_interest(const std::string& name) {
    static constexpr std::array<std::string_view, 3> endings{".tmp", ".part", ".crdownload"};
    for (const auto ending : endings)
        if (name.ends_with(ending)) return true;
    return name.starts_with('.') || name.starts_with('~');
}

void sync_folder(const fs::path& folder) {
    const File directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (directory.get() < 0 || ::fsync(directory.get()) != 0)
        throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

/// In order, so that the sheets of one scan stay together.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code fault;
    for (fs::directory_iterator entry{folder, fault}, end; !fault && entry != end; entry.increment(fault))
        names.push_back(entry->path().filename());
    if (fault) throw Error{Fault::unavailable, "intake.folder_unreadable"};
    std::sort(names.begin(), names.end());
    return names;
}

std::int64_t modified(const struct stat& facts) { return facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec; }

fs::path claimed(const fs::path& folder) { return folder / ".arkki" / "claimed"; }

}  // namespace

HotFolder::HotFolder(Settings settings, Clock clock, Randomness randomness, Receive receive, Known known)
    : settings_{std::move(settings)},
      clock_{std::move(clock)},
      randomness_{std::move(randomness)},
      receive_{std::move(receive)},
      known_{std::move(known)} {
    std::error_code fault;
    fs::create_directories(claimed(settings_.folder), fault);
    if (fault) throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

void HotFolder::recover() {
    stuck_.clear();
    for (const auto& claim : names_in(claimed(settings_.folder))) {
        const fs::path folder = claimed(settings_.folder) / claim;
        struct stat facts {};
        if (::lstat(folder.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) continue;
        for (const auto& name : names_in(folder)) {
            const File file{::open((folder / name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
            if (file.get() < 0)
                stuck_.push_back({readable_name(name), "intake.unreadable"});
            else
                finish(claim, name, file.get());
        }
        ::rmdir(folder.c_str());  // goes when it is empty
    }
    retry_at_ = clock_() + (stuck_.empty() ? std::chrono::seconds{0} : pause_after_failure);
}

int HotFolder::poll() {
    if (clock_() >= retry_at_) recover();
    left_alone_.clear();
    int taken = 0;
    std::map<std::string, Sight> still_here;
    for (const auto& name : names_in(settings_.folder)) {
        struct stat facts {};
        if (of_no_interest(name) || ::lstat((settings_.folder / name).c_str(), &facts) != 0) continue;
        if (!S_ISREG(facts.st_mode)) {
            if (!S_ISDIR(facts.st_mode)) leave(name, "intake.no_plain_file");
            continue;
        }
        const Sight sight{static_cast<std::uint64_t>(facts.st_size), facts.st_ino, modified(facts), clock_()};
        if (settled(name, sight) && take_in(name, sight)) {
            ++taken;
        } else {
            const auto before = seen_.find(name);
            const bool known =
                before != seen_.end() && same(before->second, sight) && before->second.since <= sight.since;
            still_here.emplace(name, known ? before->second : sight);
        }
    }
    seen_ = std::move(still_here);
    left_alone_.insert(left_alone_.end(), stuck_.begin(), stuck_.end());
    return taken;
}

void HotFolder::leave(const std::string& name, const std::string& reason) {
    left_alone_.push_back({readable_name(name), reason});
}

bool HotFolder::settled(const std::string& name, const Sight& sight) {
    const auto before = seen_.find(name);
    if (before == seen_.end() || !same(before->second, sight) || sight.since - before->second.since < settings_.settle)
        return false;
    if (sight.size == 0) leave(name, "intake.empty_file");
    return sight.size > 0;
}

/// Claims and takes in one settled file. @returns false if it must stay where it is for now
bool HotFolder::take_in(const std::string& name, const Sight& sight) {
    const fs::path path = settings_.folder / name;
    const File file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat facts {};
    if (file.get() < 0 || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        leave(name, "intake.unreadable");
        return false;
    }
    if (facts.st_nlink != 1 || static_cast<std::uint64_t>(facts.st_size) > settings_.largest) {
        leave(name, facts.st_nlink != 1 ? "intake.linked_twice" : "intake.too_large");
        return false;
    }
    const std::string claim_name = hex(random_bytes(randomness_, 8));
    if (facts.st_ino != sight.inode || !claim(name, claim_name, sight)) return false;
    return finish(claim_name, name, file.get());
}

/// Each claim has a folder of its own, so that the longest name a file system takes is not made longer.
bool HotFolder::claim(const std::string& name, const std::string& claim, const Sight& sight) {
    const fs::path folder = claimed(settings_.folder) / claim;
    const fs::path target = folder / name;
    if (::mkdir(folder.c_str(), 0770) != 0 ||
        ::renameat2(AT_FDCWD, (settings_.folder / name).c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
        ::rmdir(folder.c_str());
        leave(name, "intake.folder_unwritable");
        return false;
    }
    struct stat now {};
    const bool quiet = ::lstat(target.c_str(), &now) == 0 &&
                       same({static_cast<std::uint64_t>(now.st_size), now.st_ino, modified(now), {}}, sight);
    if (!quiet) give_back(claim, name);  // somebody still writes, or put another file in its place: look again later
    return quiet;
}

void HotFolder::give_back(const std::string& claim, const std::string& name) {
    const fs::path folder = claimed(settings_.folder) / claim;
    // If there is a new file of that name, this one stays claimed and is taken in from there.
    ::renameat2(AT_FDCWD, (folder / name).c_str(), AT_FDCWD, (settings_.folder / name).c_str(), RENAME_NOREPLACE);
    ::rmdir(folder.c_str());
}

/// Commit first, then unlink. @returns whether the file is taken in now
bool HotFolder::finish(const std::string& claim, const std::string& name, int file) {
    try {
        if (!known_(claim)) receive_(file, name, claim);
        const fs::path folder = claimed(settings_.folder) / claim;
        if (::unlink((folder / name).c_str()) != 0 && errno != ENOENT)
            throw Error{Fault::unavailable, "intake.folder_unwritable"};
        sync_folder(folder);
        ::rmdir(folder.c_str());
        sync_folder(claimed(settings_.folder));
        return true;
    } catch (const Error& error) {
        if (error.key() == "intake.still_written") {
            give_back(claim, name);
        } else {
            stuck_.push_back({readable_name(name), error.key()});
            retry_at_ = clock_() + pause_after_failure;
        }
        return false;
    }
}

}  // namespace arkki::intake
