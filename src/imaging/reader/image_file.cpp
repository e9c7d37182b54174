// TIFF, PNG and JPEG: limits by the header, then decoding, always in memory. pixRead and ProcessPages are never used:
// they take a file of unknown kind for a list of file names and open those.
#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/exif.hpp"
#include "imaging/limits.hpp"
#include "imaging/reader/colours.hpp"
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

/// A sheet longer than that was never scanned: cameras write any number of dots per inch, mostly 72.
constexpr double longest_sheet = 1.2;  ///< metres

/// From the height of A4, if the sides are those of a sheet or of a photograph of one; else 300.
int guessed_dpi(int width, int height) {
    const double shorter = std::min(width, height), longer = std::max(width, height);
    const int dpi = static_cast<int>(std::lround(std::sqrt(shorter * longer / (0.210 * 0.297)) * 0.0254));
    const double ratio = longer / shorter;
    return ratio > 1.3 && ratio < 1.55 && believable(dpi) ? dpi : 300;
}

int dpi_of(int claimed, int width, int height) {
    const bool fits = believable(claimed) && std::max(width, height) * 0.0254 / claimed <= longest_sheet;
    return fits ? claimed : guessed_dpi(width, height);
}

/// Fax pages have fewer dots down than across: makes them square.
PixPtr squared(PixPtr pix, int across, int down) {
    if (!believable(across) || !believable(down) || std::abs(across - down) * 10 < across) return pix;
    const auto factor = static_cast<float>(across) / static_cast<float>(down);
    if (static_cast<double>(factor) * pixGetHeight(pix.get()) * pixGetWidth(pix.get()) > limits::pixels) return pix;
    return own(pixScale(pix.get(), 1.0f, factor));
}

/// What the page must be scaled by to be read; 1 at most.
double working_factor(Pix* pix, int dpi) {
    const double pixels = static_cast<double>(pixGetWidth(pix)) * pixGetHeight(pix);
    const double by_dpi = dpi > limits::working_dpi ? 300.0 / dpi : 1.0;
    return std::min({1.0, by_dpi, std::sqrt(static_cast<double>(limits::working_pixels) / pixels)});
}

/// As the camera held it (Exif): turned, perhaps mirrored.
PixPtr held(PixPtr pix, int orientation) {
    constexpr std::array<int, 9> quarters{0, 0, 0, 2, 2, 1, 1, 3, 3};
    const auto turns = quarters[static_cast<std::size_t>(orientation)];
    if (pix && turns != 0) pix = own(pixRotateOrth(pix.get(), turns));
    if (pix && (orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7))
        pix = own(pixFlipLR(nullptr, pix.get()));
    return pix;
}

int count_pages(ByteView bytes, FileKind kind) {
    if (kind != FileKind::tiff) return 1;
    const auto pages = tiff_pages(bytes, limits::pages);
    if (!pages) throw Refused{Refusal::broken, true};
    if (*pages > limits::pages) throw Refused{Refusal::too_many_pages, true};
    return *pages;
}

PixPtr read_jpeg(ByteView bytes, int reduction, int hint, int& warnings) {
    return own(
        pixReadMemJpeg(bytes.data(), bytes.size(), 0, reduction, &warnings, hint | L_JPEG_CONTINUE_WITH_BAD_DATA));
}

/// A picture even of a damaged file: libjpeg fills the rest with grey and warns. Colour is decoded only if an eighth of
/// the picture's size shows any.
PixPtr decode_jpeg(ByteView bytes, int samples, bool& damaged) {
    int warnings = 0, not_asked = 0;
    bool grey_alone = samples != 4;  // CMYK has no luminance to take out
    if (samples == 3) {
        const auto small = read_jpeg(bytes, 8, 0, not_asked);
        grey_alone = !small || !has_colour(small_for_colour(small.get()).get());
    }
    auto pix = read_jpeg(bytes, 1, grey_alone ? L_JPEG_READ_LUMINANCE : 0, warnings);
    damaged = warnings > 0;
    return pix;
}

/// With 32 bits a pixel if the page has real colour, else nothing.
PixPtr colours_of(Pix* pix) {
    PixPtr colour;
    if (pixGetColormap(pix) != nullptr)
        colour = own(pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC));
    else if (pixGetDepth(pix) == 32)
        colour = own(pixGetSpp(pix) == 4 ? pixRemoveAlpha(pix) : pixClone(pix));
    if (!colour || pixGetDepth(colour.get()) != 32) return nullptr;
    return has_colour(small_for_colour(colour.get()).get()) ? std::move(colour) : nullptr;
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
        raster.dpi = dpi_of(across, pixGetWidth(pix.get()), pixGetHeight(pix.get()));
        raster.colour = colours_of(pix.get());
        const bool has_colour = raster.colour != nullptr;
        auto shown = has_colour ? std::move(raster.colour) : to_grey(std::move(pix));
        pix.reset();
        shown = to_working_size(held(std::move(shown), orientation()), across, down, raster);
        if (!shown) throw Refused{Refusal::broken};
        raster.grey = own(has_colour ? pixConvertRGBToLuminance(shown.get()) : pixClone(shown.get()));
        if (has_colour) raster.colour = std::move(shown);
        if (!raster.grey) throw Refused{Refusal::out_of_memory};
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

    [[nodiscard]] int orientation() const { return kind_ == FileKind::jpeg ? exif_orientation(bytes_) : 1; }

    static PixPtr to_working_size(PixPtr pix, int across, int down, Raster& raster) {
        if (pix) pix = squared(std::move(pix), across, down);
        if (!pix) return nullptr;
        const double factor = working_factor(pix.get(), raster.dpi);
        if (factor >= 1.0) return pix;
        const auto scale = static_cast<float>(factor);
        raster.dpi = std::max(1, static_cast<int>(std::lround(raster.dpi * factor)));
        raster.rescaled = true;
        return own(pixScale(pix.get(), scale, scale));
    }

    ByteView bytes_;
    FileKind kind_;
    int pages_;
};

}  // namespace

std::unique_ptr<ScanFile> open_image(ByteView bytes, FileKind kind) { return std::make_unique<ImageFile>(bytes, kind); }

}  // namespace arkki::imaging
