#include "blobs/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace arkki::blobs {
namespace {

Error failed(const char* act) {
    return Error{Fault::unavailable, "vault.cannot_write", std::string{act} + ", errno " + std::to_string(errno)};
}

}  // namespace

File::File(const std::filesystem::path& path, int flags, unsigned mode)
    : file_{::open(path.c_str(), flags | O_CLOEXEC, mode)} {
    if (file_ < 0) throw failed("open");
}

File::~File() { ::close(file_); }

void File::write(ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw failed("write");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void File::sync() {
    if (::fsync(file_) != 0) throw failed("fsync");
}

std::size_t read_full(int file, std::span<std::uint8_t> buffer) {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const auto got = ::read(file, buffer.data() + filled, buffer.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw failed("read");
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

void sync_folder(const std::filesystem::path& folder) { File{folder, O_RDONLY | O_DIRECTORY}.sync(); }

void make_folder(const std::filesystem::path& parent, const std::string& name) {
    if (::mkdir((parent / name).c_str(), 0700) != 0 && errno != EEXIST) throw failed("mkdir");
    sync_folder(parent);  // also when it was there: whoever made it may not have come to this yet
}

}  // namespace arkki::blobs
