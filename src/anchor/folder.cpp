#include "anchor/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/error.hpp"

namespace arkki::anchor {
namespace {

[[noreturn]] void cannot_write() {
    throw Error{Fault::unavailable, "anchor.cannot_write", "errno " + std::to_string(errno)};
}

class File {
public:
    File(const std::filesystem::path& path, int flags) : file_{::open(path.c_str(), flags | O_CLOEXEC, 0644)} {}
    ~File() {
        if (file_ >= 0) ::close(file_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool is_open() const { return file_ >= 0; }
    void add(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(file_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) cannot_write();
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        (void)::fchmod(file_, 0444);  // a courtesy: the folder's machine is what keeps it
        sync();
    }
    void sync() const {
        if (::fsync(file_) != 0 && errno != EINVAL && errno != ENOTSUP) cannot_write();
    }
    [[nodiscard]] std::string bytes(std::size_t most) const {
        std::string text;
        std::array<char, 4'096> buffer;
        for (ssize_t got = 1; got > 0 && text.size() <= most;) {
            got = ::read(file_, buffer.data(), buffer.size());
            if (got < 0) cannot_write();
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    int file_;
};

/// What is there already must be this note, or the beginning of it that a broken-off copy left.
void go_on_with(const std::filesystem::path& path, const std::string& note) {
    const File there{path, O_RDONLY | O_NOFOLLOW};
    if (!there.is_open()) cannot_write();
    const std::string text = there.bytes(note.size());
    if (text == note) return;
    if (!note.starts_with(text)) throw Error{Fault::corrupt, "anchor.folder_differs"};
    const File more{path, O_WRONLY | O_APPEND | O_NOFOLLOW};
    if (!more.is_open()) cannot_write();
    more.add(std::string_view{note}.substr(text.size()));
}

}  // namespace

std::string file_name(const tlog::Checkpoint& checkpoint) {
    std::string origin = checkpoint.origin;
    for (auto& letter : origin)
        if (letter == '/' || letter == '\\' || letter == ':') letter = '_';
    const std::string size = std::to_string(checkpoint.size);
    return origin + '.' + std::string(size.size() < 12 ? 12 - size.size() : 0, '0') + size + ".checkpoint";
}

Receipt put_into_folder(const std::filesystem::path& folder, const Parcel& parcel) {
    const auto path = folder / file_name(parcel.checkpoint);
    const File file{path, O_WRONLY | O_CREAT | O_EXCL};
    if (file.is_open())
        file.add(parcel.note);
    else if (errno == EEXIST)
        go_on_with(path, parcel.note);
    else
        cannot_write();
    const File directory{folder, O_RDONLY | O_DIRECTORY};
    if (!directory.is_open()) cannot_write();
    directory.sync();
    return {parcel.note, "", ""};
}

}  // namespace arkki::anchor
