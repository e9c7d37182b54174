#pragma once
#include <filesystem>
#include <string>

#include "base/bytes.hpp"

namespace arkki::blobs {

/// An open file, closed with the object.
class File {
public:
    /// @throws Error{Fault::unavailable, "vault.cannot_write"}  with errno as detail, without the path
    File(const std::filesystem::path& path, int flags, unsigned mode = 0);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int number() const noexcept { return file_; }
    void write(ByteView bytes);
    void sync();

private:
    int file_;
};

/// Up to `buffer.size()` bytes; fewer only at the end of the file.
std::size_t read_full(int file, std::span<std::uint8_t> buffer);

/// Makes the names in the folder durable.
void sync_folder(const std::filesystem::path& folder);

/// Makes the folder below `parent` if it is not there, durably and for the owner alone.
void make_folder(const std::filesystem::path& parent, const std::string& name);

}  // namespace arkki::blobs
