// TIFF, PNG and JPEG: limits by the header, then decoding, always in memory. pixRead and ProcessPages are never used:
// they take a file of unknown kind for a list of file names and open those.
#include <algorithm>
#include <cmath>

#include "imaging/limits.hpp"
#include "imaging/reader/scan_file.hpp"
#include "imaging/tiff_directories.hpp"

namespace arkki::imaging {
namespace {

struct Header {
    int width{}, height{}, bits{}, samples{};
};

void check_limits(const Header& header) {
    const std::int64_t width = header.width, height = header.height;
    if (width < 1 || height < 1) throw Refused{Refusal::broken};
    if (width > limits::side || height > limits::side || width * height > limits::pixels)
        throw Refused{Refusal::too_large};
    const int bytes = (header.samples >= 3 ? 4 : 1) * (header.bits == 16 ? 2 : 1);
    if (width * height * bytes > limits::decoded_bytes) throw Refused{Refusal::too_large};
}

PixPtr to_grey(PixPtr pix) {
    const int depth = pixGetDepth(pix.get());
    if (depth == 32) {
        if (pixGetSpp(pix.get()) == 4) pix = own(pixRemoveAlpha(pix.get()));
        return pix ? own(pixConvertRGBToLuminance(pix.get())) : nullptr;
    }
    if (depth == 1 && pixGetColormap(pix.get()) == nullptr) return own(pixConvert1To8(nullptr, pix.get(), 255, 0));
    return own(pixConvertTo8(pix.get(), 0));
}

bool believable(int dpi) { return dpi >= 70 && dpi <= 1200; }

/// From the width of A4, if the sides have its ratio; else 300.
int guessed_dpi(int width, int height) {
    const double shorter = std::min(width, height), longer = std::max(width, height);
    const int dpi = static_cast<int>(std::lround(shorter / (210.0 / 25.4)));
    return std::abs(longer / shorter / std::sqrt(2.0) - 1) < 0.03 && believable(dpi) ? dpi : 300;
}

/// Fax pages have fewer dots down than across: makes them square.
PixPtr squared(PixPtr grey, int across, int down) {
    if (!believable(across) || !believable(down) || std::abs(across - down) * 10 < across) return grey;
    const auto factor = static_cast<float>(across) / static_cast<float>(down);
    if (static_cast<double>(factor) * pixGetHeight(grey.get()) * pixGetWidth(grey.get()) > limits::pixels) return grey;
    return own(pixScale(grey.get(), 1.0f, factor));
}

void bring_to_working_size(Raster& raster) {
    const double pixels = static_cast<double>(pixGetWidth(raster.grey.get())) * pixGetHeight(raster.grey.get());
    double factor = raster.dpi > limits::working_dpi ? 300.0 / raster.dpi : 1.0;
    factor = std::min(factor, std::sqrt(static_cast<double>(limits::working_pixels) / pixels));
    if (factor >= 1.0) return;
    const auto scale = static_cast<float>(factor);
    raster.grey = own(pixScale(raster.grey.get(), scale, scale));
    raster.dpi = std::max(1, static_cast<int>(std::lround(raster.dpi * factor)));
    raster.rescaled = true;
}

int count_pages(ByteView bytes, FileKind kind) {
    if (kind != FileKind::tiff) return 1;
    const auto pages = tiff_pages(bytes, limits::pages);
    if (!pages) throw Refused{Refusal::broken, true};
    if (*pages > limits::pages) throw Refused{Refusal::too_many_pages, true};
    return *pages;
}

/// A picture even of a damaged file: libjpeg fills the rest with grey and warns.
PixPtr decode_jpeg(ByteView bytes, int samples, bool& damaged) {
    int warnings = 0;
    const int grey_alone = samples == 4 ? 0 : L_JPEG_READ_LUMINANCE;  // CMYK has no luminance to take out
    auto pix =
        own(pixReadMemJpeg(bytes.data(), bytes.size(), 0, 1, &warnings, grey_alone | L_JPEG_CONTINUE_WITH_BAD_DATA));
    damaged = warnings > 0;
    return pix;
}

class ImageFile : public ScanFile {
public:
    ImageFile(ByteView bytes, FileKind kind) : bytes_{bytes}, kind_{kind}, pages_{count_pages(bytes, kind)} {}
    [[nodiscard]] int pages() const override { return pages_; }

    [[nodiscard]] Raster page(int number) override {
        const auto limited = header(number - 1);
        check_limits(limited);
        Raster raster;
        auto pix = decode(number - 1, limited, raster.damaged);
        if (!pix) throw Refused{Refusal::broken};
        const int across = pixGetXRes(pix.get()), down = pixGetYRes(pix.get());
        raster.grey = to_grey(std::move(pix));
        if (raster.grey) raster.grey = squared(std::move(raster.grey), across, down);
        if (!raster.grey) throw Refused{Refusal::broken};
        raster.dpi =
            believable(across) ? across : guessed_dpi(pixGetWidth(raster.grey.get()), pixGetHeight(raster.grey.get()));
        bring_to_working_size(raster);
        if (!raster.grey) throw Refused{Refusal::broken};
        return raster;
    }

private:
    [[nodiscard]] Header header(int index) const {
        Header header;
        int format = 0, resolution = 0, palette = 0;
        const bool bad = kind_ == FileKind::tiff
                             ? readHeaderMemTiff(bytes_.data(), bytes_.size(), index, &header.width, &header.height,
                                                 &header.bits, &header.samples, &resolution, &palette, &format) != 0
                             : pixReadHeaderMem(bytes_.data(), bytes_.size(), &format, &header.width, &header.height,
                                                &header.bits, &header.samples, &palette) != 0;
        if (bad) throw Refused{Refusal::broken};
        return header;
    }

    [[nodiscard]] PixPtr decode(int index, const Header& header, bool& damaged) const {
        if (kind_ == FileKind::tiff) return own(pixReadMemTiff(bytes_.data(), bytes_.size(), index));
        if (kind_ == FileKind::png) return own(pixReadMemPng(bytes_.data(), bytes_.size()));
        return decode_jpeg(bytes_, header.samples, damaged);
    }

    ByteView bytes_;
    FileKind kind_;
    int pages_;
};

}  // namespace

std::unique_ptr<ScanFile> open_image(ByteView bytes, FileKind kind) { return std::make_unique<ImageFile>(bytes, kind); }

std::unique_ptr<ScanFile> open_scan(ByteView bytes) {
    const auto kind = kind_of(bytes);
    if (kind == FileKind::unknown) throw Refused{Refusal::broken, true};
    return kind == FileKind::pdf ? open_pdf(bytes) : open_image(bytes, kind);
}

}  // namespace arkki::imaging
