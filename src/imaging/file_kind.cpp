#include "imaging/file_kind.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace arkki::imaging {
namespace {

bool begins_with(ByteView file, std::string_view magic) noexcept {
    return file.size() >= magic.size() && std::ranges::equal(file.first(magic.size()), view(magic));
}

}  // namespace

FileKind kind_of(ByteView file) noexcept {
    using namespace std::string_view_literals;
    if (begins_with(file, "%PDF-"sv)) return FileKind::pdf;
    if (begins_with(file, "II*\0"sv) || begins_with(file, "MM\0*"sv)) return FileKind::tiff;
    if (begins_with(file, "\x89PNG\r\n\x1a\n"sv)) return FileKind::png;
    if (begins_with(file, "\xff\xd8\xff"sv)) return FileKind::jpeg;
    return FileKind::unknown;
}

std::string_view media_type(FileKind kind) noexcept {
    static constexpr std::array<std::string_view, 5> names{"application/octet-stream", "application/pdf", "image/tiff",
                                                           "image/png", "image/jpeg"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace arkki::imaging
