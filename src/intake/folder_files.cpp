#include "intake/folder_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/error.hpp"

namespace arkki::intake {
namespace {

namespace fs = std::filesystem;

bool has_no_such_rename(int fault) { return fault == EINVAL || fault == ENOSYS || fault == EOPNOTSUPP; }

}  // namespace

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

File open_plainly(const fs::path& path) {
    return File{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
}

bool readable(int file) {
    std::array<char, 65'536> piece{};
    for (off_t at = 0;;) {
        const auto got = ::pread(file, piece.data(), piece.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        at += got;
    }
}

std::vector<std::string> names_in(const fs::path& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory{::opendir(folder.c_str()), ::closedir};
    if (!directory) throw Error{Fault::unavailable, "intake.folder_unreadable"};
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0) throw Error{Fault::unavailable, "intake.folder_unreadable"};
    std::sort(names.begin(), names.end());
    return names;
}

void sync_folder(const fs::path& folder) {
    const File directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    // A file system that cannot sync a folder says EINVAL: it then has no more to promise.
    if (directory.get() < 0 || (::fsync(directory.get()) != 0 && errno != EINVAL))
        throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

int rename_or_refuse(const char* from, const char* to) {
    return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

bool move_in(Rename rename, const fs::path& from, const fs::path& to) {
    if (rename(from.c_str(), to.c_str()) == 0) return true;
    return has_no_such_rename(errno) && ::rename(from.c_str(), to.c_str()) == 0;
}

bool move_out(Rename rename, const fs::path& from, const fs::path& to) {
    if (rename(from.c_str(), to.c_str()) == 0) return true;
    if (!has_no_such_rename(errno)) return false;
    if (::link(from.c_str(), to.c_str()) == 0) return ::unlink(from.c_str()) == 0;
    if (errno == EEXIST) return false;
    struct stat there {};
    return ::lstat(to.c_str(), &there) != 0 && errno == ENOENT && ::rename(from.c_str(), to.c_str()) == 0;
}

}  // namespace arkki::intake
