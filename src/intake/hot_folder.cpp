#include "intake/hot_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/error.hpp"

namespace arkki::intake {
namespace {

namespace fs = std::filesystem;

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
    if (directory.get() < 0 || ::fsync(directory.get()) != 0) throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

std::int64_t modified(const struct stat& facts) { return facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec; }

fs::path claimed(const fs::path& folder) { return folder / ".arkki" / "claimed"; }

}  // namespace

HotFolder::HotFolder(Settings settings, Clock clock, Randomness randomness, Receive receive, Known known)
    : settings_{std::move(settings)}, clock_{std::move(clock)}, randomness_{std::move(randomness)},
      receive_{std::move(receive)}, known_{std::move(known)} {
    std::error_code fault;
    fs::create_directories(claimed(settings_.folder), fault);
    if (fault) throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

void HotFolder::recover() {
    for (const auto& entry : fs::directory_iterator{claimed(settings_.folder)}) {
        const std::string file_name = entry.path().filename();
        const auto cut = file_name.find('-');
        if (cut == std::string::npos) continue;
        const File file{::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
        if (file.get() >= 0) finish(file_name.substr(0, cut), file_name.substr(cut + 1), file.get());
    }
}

int HotFolder::poll() {
    left_alone_.clear();
    int taken = 0;
    std::map<std::string, Sight> still_here;
    for (const auto& entry : fs::directory_iterator{settings_.folder}) {
        const std::string name = entry.path().filename();
        struct stat facts {};
        if (of_no_interest(name) || ::lstat(entry.path().c_str(), &facts) != 0) continue;
        if (!S_ISREG(facts.st_mode)) {
            if (!S_ISDIR(facts.st_mode)) left_alone_.push_back({name, "intake.no_plain_file"});
            continue;
        }
        const Sight sight{static_cast<std::uint64_t>(facts.st_size), facts.st_ino, modified(facts), clock_()};
        if (settled(name, sight) && take_in(name, sight)) {
            ++taken;
        } else {
            const auto before = seen_.find(name);
            still_here.emplace(name, before != seen_.end() && same(before->second, sight) ? before->second : sight);
        }
    }
    seen_ = std::move(still_here);
    return taken;
}

bool HotFolder::settled(const std::string& name, const Sight& sight) {
    const auto before = seen_.find(name);
    return before != seen_.end() && same(before->second, sight) && sight.size > 0 &&
           sight.since - before->second.since >= settings_.settle;
}

/// Claims and takes in one settled file. @returns false if it must stay where it is for now
bool HotFolder::take_in(const std::string& name, const Sight& sight) {
    const fs::path path = settings_.folder / name;
    const File file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat facts {};
    if (file.get() < 0 || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        left_alone_.push_back({name, "intake.unreadable"});
        return false;
    }
    if (facts.st_nlink != 1 || static_cast<std::uint64_t>(facts.st_size) > settings_.largest) {
        left_alone_.push_back({name, facts.st_nlink != 1 ? "intake.linked_twice" : "intake.too_large"});
        return false;
    }
    const std::string claim = hex(random_bytes(randomness_, 8));
    const fs::path target = claimed(settings_.folder) / (claim + "-" + name);
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) return false;
    struct stat now {};
    const bool ours = ::lstat(target.c_str(), &now) == 0 && now.st_ino == facts.st_ino;
    const bool quiet = ours && static_cast<std::uint64_t>(now.st_size) == sight.size && modified(now) == sight.modified;
    if (!quiet) {  // somebody still writes, or put another file in its place: back, and look again later
        ::renameat2(AT_FDCWD, target.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
        return false;
    }
    finish(claim, name, file.get());
    return true;
}

/// Commit first, then unlink.
void HotFolder::finish(const std::string& claim, const std::string& name, int file) {
    if (!known_(claim)) receive_(file, name, claim);
    const fs::path target = claimed(settings_.folder) / (claim + "-" + name);
    if (::unlink(target.c_str()) != 0 && errno != ENOENT) throw Error{Fault::unavailable, "intake.folder_unwritable"};
    sync_folder(claimed(settings_.folder));
}

}  // namespace arkki::intake
