// PDF pages by poppler: rasterised within a budget of pixels; the file's own text only where it explains the picture.
#include <iconv.h>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "imaging/limits.hpp"
#include "imaging/reader/colours.hpp"
#include "imaging/reader/own_text.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {
namespace {

constexpr double points = 72.0;
constexpr double colour_share = 0.15;  ///< of the resolution: enough to tell whether a page has colour
constexpr double wanted_side = 2000;   ///< pixels; a small page is rendered finer, as a scan of it would be

void stay_silent(const std::string&, void*) {}

/// 300 dpi, less for a huge page, more for a small one.
double dpi_for(double width, double height) {
    const double area = width * height, longer = std::max(width, height);
    const double budget = points * std::sqrt(static_cast<double>(limits::working_pixels) / area);
    const double by_side = points * static_cast<double>(limits::side) / longer;
    double dpi = 300;
    if (longer / points * dpi < wanted_side) dpi = std::min(points * wanted_side / longer, 1200.0);
    return std::min({dpi, budget, by_side});
}

PixPtr grey_pix(const poppler::image& image) {
    auto pix = own(pixCreate(image.width(), image.height(), 8));
    if (!pix) return nullptr;
    const int words = pixGetWpl(pix.get());
    const auto stride = static_cast<std::size_t>(image.bytes_per_row());
    for (int y = 0; y < image.height(); ++y) {
        auto* line = pixGetData(pix.get()) + static_cast<std::ptrdiff_t>(y) * words;
        std::memcpy(line, image.const_data() + static_cast<std::size_t>(y) * stride,
                    static_cast<std::size_t>(image.width()));
    }
    pixEndianByteSwap(pix.get());
    return pix;
}

PixPtr colour_pix(const poppler::image& image) {
    auto pix = own(pixCreate(image.width(), image.height(), 32));
    if (!pix) return nullptr;
    const auto stride = static_cast<std::size_t>(image.bytes_per_row());
    for (int y = 0; y < image.height(); ++y) {
        auto* line = pixGetData(pix.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix.get());
        std::memcpy(line, image.const_data() + static_cast<std::size_t>(y) * stride,
                    4 * static_cast<std::size_t>(image.width()));
        for (int x = 0; x < image.width(); ++x) line[x] <<= 8;  // ARGB to RGBA
    }
    return pix;
}

poppler::image rendered(const poppler::page& page, double dpi, poppler::image::format_enum format) {
    poppler::page_renderer renderer;
    renderer.set_image_format(format);
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    auto image = renderer.render_page(&page, dpi, dpi);
    if (!image.is_valid() || image.width() < 1 || image.height() < 1) throw Refused{Refusal::broken};
    return image;
}

/// The page in grey, and in colour too if a small picture of it shows any.
void rasterise(const poppler::page& page, double dpi, Raster& raster) {
    const auto small = colour_pix(rendered(page, dpi * colour_share, poppler::image::format_argb32));
    if (has_colour(small.get())) {
        raster.colour = colour_pix(rendered(page, dpi, poppler::image::format_argb32));
        if (raster.colour) raster.grey = own(pixConvertRGBToLuminance(raster.colour.get()));
    } else {
        raster.grey = grey_pix(rendered(page, dpi, poppler::image::format_gray8));
    }
    if (!raster.grey) throw Refused{Refusal::out_of_memory};
}

class PdfFile : public ScanFile {
public:
    explicit PdfFile(ByteView bytes) {
        if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
            throw Refused{Refusal::too_large, true};
        document_.reset(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(bytes.data()),
                                                              static_cast<int>(bytes.size())));
        if (!document_) throw Refused{Refusal::broken, true};
        if (document_->is_locked()) throw Refused{Refusal::encrypted, true};
        if (document_->pages() < 1) throw Refused{Refusal::broken, true};
        if (document_->pages() > limits::pages) throw Refused{Refusal::too_many_pages, true};
    }
    [[nodiscard]] int pages() const override { return document_->pages(); }

    [[nodiscard]] Raster page(int number) override {
        const std::unique_ptr<poppler::page> page{document_->create_page(number - 1)};
        if (!page) throw Refused{Refusal::broken};
        const auto box = page->page_rect();
        if (!(box.width() > 0) || !(box.height() > 0)) throw Refused{Refusal::broken};
        const double dpi = dpi_for(box.width(), box.height());
        Raster raster;
        rasterise(*page, dpi, raster);
        raster.dpi = std::max(1, static_cast<int>(std::lround(dpi)));
        auto text = own_text(*page, raster.grey.get(), dpi);
        (text.trusted ? raster.own_words : raster.layer) = std::move(text.words);
        return raster;
    }

private:
    std::unique_ptr<poppler::document> document_;
};

/// A page of ours in the fonts every PDF reader must have itself.
constexpr std::string_view first_page =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</Font<<"
    "/A<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>/B<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
    "/C<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>>>endobj\n"
    "4 0 obj<</Length 73>>stream\n"
    "BT /A 9 Tf 9 70 Td (Arkki) Tj /B 9 Tf (Arkki) Tj /C 9 Tf (Arkki) Tj ET    \n"
    "endstream endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF\n";

}  // namespace

std::unique_ptr<ScanFile> open_pdf(ByteView bytes) { return std::make_unique<PdfFile>(bytes); }

void prepare_pdf() {
    poppler::set_debug_error_function(stay_silent, nullptr);
    // poppler-cpp converts texts by iconv, which loads its tables from disk when first asked and drops them when nobody
    // holds them; poppler's own configuration lives as long as some document does. Hold both for good.
    static const iconv_t there = ::iconv_open("UTF-16", "UTF-8"), back = ::iconv_open("UTF-8", "UTF-16");
    static_cast<void>(there), static_cast<void>(back);
    static const auto* document =
        poppler::document::load_from_raw_data(first_page.data(), static_cast<int>(first_page.size()));
    if (document == nullptr) return;
    const std::unique_ptr<poppler::page> page{document->create_page(0)};
    if (!page) return;
    static_cast<void>(poppler::page_renderer{}.render_page(page.get(), points, points));
    for (const auto& box : page->text_list()) static_cast<void>(box.text().to_utf8());
}

}  // namespace arkki::imaging
