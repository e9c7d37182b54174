#pragma once
#include <filesystem>

#include "anchor/channel.hpp"

namespace arkki::anchor {

/// Puts the note as a new file into a folder of another machine that keeps what was once written. Arrived means: the
/// file is there with these bytes and was synced. A copy that broke off is gone on with.
/// @throws Error{Fault::corrupt, "anchor.folder_differs"}  a file of this name says something else: somebody signed or
///         stored another history
/// @throws Error{Fault::unavailable, "anchor.cannot_write"}
[[nodiscard]] Receipt put_into_folder(const std::filesystem::path& folder, const Parcel& parcel);

/// `arkki.example_audit_e1.000000001234.checkpoint`
[[nodiscard]] std::string file_name(const tlog::Checkpoint& checkpoint);

}  // namespace arkki::anchor
