// What is looked at in a scan before or beside its decoders: kind, TIFF directories, the only strip, Exif.
#include "fuzz/fuzz.hpp"
#include "imaging/exif.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/tiff_directories.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::imaging;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes{data, size};
    const auto kind = kind_of(bytes);
    demand(!media_type(kind).empty(), "every kind has a media type");
    constexpr int most = 1000;
    if (const auto pages = tiff_pages(bytes, most))
        demand(*pages >= 1 && *pages <= most + 1, "pages are counted to the limit");
    if (const auto strip = only_strip(bytes))
        demand(strip->data.data() >= bytes.data() &&
                   strip->data.data() + strip->data.size() <= bytes.data() + bytes.size(),
               "a strip lies in the file");
    const int orientation = exif_orientation(bytes);
    demand(orientation >= 1 && orientation <= 8, "an orientation is one of eight");
    return 0;
}
