#include "imaging/reader/scan_file.hpp"

#include "imaging/file_kind.hpp"

namespace arkki::imaging {

std::unique_ptr<ScanFile> open_scan(ByteView bytes) {
    const auto kind = kind_of(bytes);
    if (kind == FileKind::unknown) throw Refused{Refusal::broken, true};
    return kind == FileKind::pdf ? open_pdf(bytes) : open_image(bytes, kind);
}

}  // namespace arkki::imaging
