#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace arkki::intake {

/// An open file that closes itself.
class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    File(File&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

/// Opens a name for reading that may be anything: follows no link, waits for no pipe.
[[nodiscard]] File open_plainly(const std::filesystem::path& path);
/// Whether every byte can be read from the disk.
[[nodiscard]] bool readable(int file);

/// A folder's names, in order, so that the sheets of one scan stay together.
/// @throws Error{Fault::unavailable, "intake.folder_unreadable"}
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);
/// @throws Error{Fault::unavailable, "intake.folder_unwritable"}
void sync_folder(const std::filesystem::path& folder);

/// Renames and refuses to replace, as renameat2 with RENAME_NOREPLACE: 0, or -1 with errno. NFS says EINVAL.
using Rename = int (*)(const char* from, const char* to);
[[nodiscard]] int rename_or_refuse(const char* from, const char* to);

/// Moves into a fresh folder of ours, where nothing can be replaced: works on every file system.
[[nodiscard]] bool move_in(Rename rename, const std::filesystem::path& from, const std::filesystem::path& to);
/// Moves to where others write too and never replaces what they put there. Where the file system has no such rename, by a
/// second link; where it has no links either, by a look before the rename.
[[nodiscard]] bool move_out(Rename rename, const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace arkki::intake
