#include "files.hpp"

#include <cairo-pdf.h>
#include <leptonica/allheaders.h>

// jpeglib.h needs FILE
#include <jpeglib.h>
#include <cstdio>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace arkki::forms {
namespace {

constexpr int jpeg_quality = 60;
constexpr int ink_threshold = 150;

struct PixRelease {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<Pix, PixRelease>;

void check(bool written) {
    if (!written) throw std::runtime_error{"a scan could not be written"};
}

std::string jpeg(const Scan& scan) {
    jpeg_compress_struct writer{};
    jpeg_error_mgr errors{};
    writer.err = jpeg_std_error(&errors);
    jpeg_create_compress(&writer);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&writer, &bytes, &size);
    writer.image_width = static_cast<JDIMENSION>(scan.picture.width);
    writer.image_height = static_cast<JDIMENSION>(scan.picture.height);
    writer.input_components = 1;
    writer.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&writer);
    jpeg_set_quality(&writer, jpeg_quality, TRUE);
    writer.optimize_coding = TRUE;
    writer.density_unit = 1;
    writer.X_density = writer.Y_density = static_cast<UINT16>(scan.dpi);
    jpeg_start_compress(&writer, TRUE);
    for (int row = 0; row < scan.picture.height; ++row) {
        JSAMPROW line =
            const_cast<JSAMPROW>(scan.picture.pixels.data()) + static_cast<std::ptrdiff_t>(row) * scan.picture.width;
        jpeg_write_scanlines(&writer, &line, 1);
    }
    jpeg_finish_compress(&writer);
    jpeg_destroy_compress(&writer);
    std::string text{reinterpret_cast<const char*>(bytes), size};
    std::free(bytes);
    return text;
}

Picture grey_of(const Scan& scan) {
    Picture pix{pixCreate(scan.picture.width, scan.picture.height, 8)};
    pixSetResolution(pix.get(), scan.dpi, scan.dpi);
    std::size_t next = 0;
    for (int row = 0; row < scan.picture.height; ++row)
        for (int column = 0; column < scan.picture.width; ++column)
            pixSetPixel(pix.get(), column, row, scan.picture.pixels[next++]);
    return pix;
}

Picture black_and_white_of(const Scan& scan) {
    return Picture{pixThresholdToBinary(grey_of(scan).get(), ink_threshold)};
}

void write_png(const std::filesystem::path& file, const Scan& scan) {
    const bool clean = scan.skew == 0;
    const Picture pix = clean ? Picture{pixThresholdTo4bpp(grey_of(scan).get(), 16, 1)} : black_and_white_of(scan);
    check(pix && pixWrite(file.c_str(), pix.get(), IFF_PNG) == 0);
}

void write_tiff(const std::filesystem::path& file, const std::vector<Scan>& scans) {
    const char* mode = "w";
    for (const auto& scan : scans) {
        check(pixWriteTiff(file.c_str(), black_and_white_of(scan).get(), IFF_TIFF_G4, mode) == 0);
        mode = "a";
    }
}

/// Cairo keeps the JPEG as it is; the surface only says how large it is.
void write_pdf(const std::filesystem::path& file, const std::vector<Scan>& scans) {
    std::vector<std::string> pictures;
    for (const auto& scan : scans) pictures.push_back(jpeg(scan));
    cairo_surface_t* pdf = cairo_pdf_surface_create(file.c_str(), 595.276, 841.89);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2026-11-01T08:00:00Z");
    cairo_t* cairo = cairo_create(pdf);
    for (std::size_t i = 0; i < scans.size(); ++i) {
        cairo_surface_t* image =
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, scans[i].picture.width, scans[i].picture.height);
        cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG,
                                    reinterpret_cast<const unsigned char*>(pictures[i].data()), pictures[i].size(),
                                    nullptr, nullptr);
        cairo_save(cairo);
        cairo_scale(cairo, 72.0 / scans[i].dpi, 72.0 / scans[i].dpi);
        cairo_set_source_surface(cairo, image, 0, 0);
        cairo_paint(cairo);
        cairo_restore(cairo);
        cairo_show_page(cairo);
        cairo_surface_destroy(image);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(pdf);
    const auto status = cairo_surface_status(pdf);
    cairo_surface_destroy(pdf);
    check(status == CAIRO_STATUS_SUCCESS);
}

}  // namespace

void write_scans(const std::filesystem::path& file, const std::string& format, const std::vector<Scan>& scans) {
    if (format == "jpg") {
        std::ofstream out{file, std::ios::binary};
        out << jpeg(scans.front());
        check(out.good());
    } else if (format == "png") {
        write_png(file, scans.front());
    } else if (format == "tif") {
        write_tiff(file, scans);
    } else if (format == "pdf") {
        write_pdf(file, scans);
    } else {
        throw std::invalid_argument{"no such format"};
    }
}

}  // namespace arkki::forms
