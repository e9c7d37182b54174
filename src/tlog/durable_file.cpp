#include "tlog/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/error.hpp"

namespace arkki::tlog {
namespace {

class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags, mode_t mode = 0)
        : number_{::open(path.c_str(), flags | O_CLOEXEC, mode)} {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

[[noreturn]] void cannot_write() {
    throw Error{Fault::unavailable, "tlog.cannot_write", "errno " + std::to_string(errno)};
}

void write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) cannot_write();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Makes the names in the folder durable.
void sync_folder(const std::filesystem::path& path) {
    const Descriptor folder{path.empty() ? "." : path, O_RDONLY | O_DIRECTORY};
    if (folder.number() < 0 || ::fsync(folder.number()) != 0) cannot_write();
}

}  // namespace

void put_durably(const std::filesystem::path& file, std::string_view bytes, mode_t mode) {
    std::filesystem::path beside = file;
    beside += ".new";
    ::unlink(beside.c_str());  // left by a crash, perhaps with another mode
    {
        const Descriptor out{beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode};
        if (out.number() < 0) cannot_write();
        write_all(out.number(), bytes);
        if (::fsync(out.number()) != 0) cannot_write();
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) cannot_write();
    sync_folder(file.parent_path());
}

void make_folders(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return;
    make_folders(folder.parent_path());
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) cannot_write();
    sync_folder(folder.parent_path());
}

std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
    const Descriptor in{file, O_RDONLY};
    if (in.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    std::string bytes;
    char buffer[16384];
    for (ssize_t got = 1; got > 0 || (got < 0 && errno == EINTR);) {
        got = in.number() < 0 ? -1 : ::read(in.number(), buffer, sizeof buffer);
        if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > limit) throw Error{Fault::corrupt, "tlog.too_large"};
        if (got < 0 && errno != EINTR)
            throw Error{Fault::unavailable, "tlog.cannot_read", "errno " + std::to_string(errno)};
    }
    return bytes;
}

}  // namespace arkki::tlog
