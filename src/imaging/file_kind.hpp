#pragma once
#include <string_view>

#include "base/bytes.hpp"

namespace arkki::imaging {

/// The kinds of file Arkki takes in.
enum class FileKind { unknown = 0, pdf = 1, tiff = 2, png = 3, jpeg = 4 };

/// Tells the kind by the first bytes, never by a name.
[[nodiscard]] FileKind kind_of(ByteView file) noexcept;
/// `application/pdf`, `image/tiff`, `image/png`, `image/jpeg`; `application/octet-stream` for an unknown kind.
[[nodiscard]] std::string_view media_type(FileKind kind) noexcept;

}  // namespace arkki::imaging
