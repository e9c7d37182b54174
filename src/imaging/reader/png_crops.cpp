// Debian's libtesseract compresses every line of text as PNG before its network sees it, and decompresses it again: 13
// % of the time. The symbol defined here comes before Leptonica's, and the crop stays raw (SPIX). Upstream's build
// option TESSERACT_IMAGEDATA_AS_PIX does the same. Two traps: with hidden visibility it has no effect, silently; and
// every other PNG written through pixWriteMem in this process becomes SPIX too (we write none).
#include "imaging/reader/png_crops.hpp"

#include <dlfcn.h>

#include <cstdlib>

#include "imaging/reader/pix.hpp"

namespace {

bool spare = false;
int spared = 0;

}  // namespace

namespace arkki::imaging {

int spared_png_crops() noexcept { return spared; }

void spare_png_crops(const std::string& tesseract_version) noexcept {
    spare = tesseract_version.starts_with("5.3.") && std::getenv("ARKKI_READER_PNG_CROPS") == nullptr;
}

}  // namespace arkki::imaging

extern "C" __attribute__((visibility("default"))) l_ok pixWriteMem(l_uint8** data, std::size_t* size, PIX* pix,
                                                                   l_int32 format) {
    if (spare && format == IFF_PNG) {
        ++spared;
        return pixWriteMemSpix(data, size, pix);
    }
    using Original = l_ok (*)(l_uint8**, std::size_t*, PIX*, l_int32);
    static const auto original = reinterpret_cast<Original>(::dlsym(RTLD_NEXT, "pixWriteMem"));
    return original == nullptr ? 1 : original(data, size, pix, format);
}
