#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace arkki::tlog {

/// Puts the bytes under the name so that after a power cut there is the old file or the new one, whole: a file beside
/// it, fsync, rename, fsync of the folder.
/// @throws Error{Fault::unavailable, "tlog.cannot_write"}  with errno as detail, without the path
void put_durably(const std::filesystem::path& file, std::string_view bytes, mode_t mode = 0644);

/// Makes the folder and those above it, durably.
/// @throws Error{Fault::unavailable, "tlog.cannot_write"}
void make_folders(const std::filesystem::path& folder);

/// The file's bytes; nothing if there is none.
/// @throws Error{Fault::unavailable, "tlog.cannot_read"}, Error{Fault::corrupt, "tlog.too_large"}
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace arkki::tlog
