// The decoders of pictures through the reader's own calls: whatever the bytes, a page within the limits or a refusal.
// The service never makes these calls; the reader makes them in a cage. What a sanitizer finds here is a library's
// fault.
#include "fuzz/fuzz.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/limits.hpp"
#include "imaging/reader/scan_file.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::imaging;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    setMsgSeverity(L_SEVERITY_NONE);
    const ByteView bytes{data, size};
    const auto kind = kind_of(bytes);
    if (kind == FileKind::unknown || kind == FileKind::pdf) return 0;
    try {
        const auto file = open_image(bytes, kind);
        demand(file->pages() >= 1 && file->pages() <= limits::pages, "as many pages as may be");
        const auto page = file->page(1);
        demand(page.grey && pixGetDepth(page.grey.get()) == 8, "a page is grey");
        const std::int64_t width = pixGetWidth(page.grey.get()), height = pixGetHeight(page.grey.get());
        demand(width >= 1 && height >= 1 && width <= limits::side && height <= limits::side, "of limited size");
        demand(page.dpi >= 1 && page.dpi <= 1200, "of a resolution that can be");
        demand(!page.colour || (pixGetDepth(page.colour.get()) == 32 && pixGetWidth(page.colour.get()) == width),
               "its colours fit it");
    } catch (const Refused&) {
    }
    return 0;
}
