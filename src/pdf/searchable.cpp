#include "pdf/searchable.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

#include <podofo/podofo.h>

#include "base/error.hpp"
#include "pdf/document_parts.hpp"
#include "pdf/glyphless.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

PdfVariant number(std::int64_t value) { return PdfVariant{static_cast<pdf_int64>(value)}; }

[[noreturn]] void refuse(const char* why) { throw Error{Fault::invalid, "searchable.bad_page", why}; }

struct JpegHead {
    int width{}, height{}, components{};
};

/// Size and number of colours of a JPEG file, from its frame header.
std::optional<JpegHead> jpeg_head(ByteView jpeg) {
    if (jpeg.size() < 4 || jpeg[0] != 0xFF || jpeg[1] != 0xD8) return std::nullopt;
    const auto word = [&](std::size_t at) { return jpeg[at] << 8 | jpeg[at + 1]; };
    for (std::size_t at = 2; at + 10 <= jpeg.size() && jpeg[at] == 0xFF;) {
        const int marker = jpeg[at + 1];
        const bool frame = marker >= 0xC0 && marker <= 0xC2;
        if (frame) return JpegHead{word(at + 7), word(at + 5), jpeg[at + 9]};
        if (marker == 0xDA || marker == 0xD9) return std::nullopt;
        at += 2 + static_cast<std::size_t>(word(at + 2));
    }
    return std::nullopt;
}

void add_g4(PdfDictionary& image, const SearchablePage& page) {
    PdfDictionary parameters;
    parameters.AddKey("K", number(-1));
    parameters.AddKey("Columns", number(page.width));
    parameters.AddKey("Rows", number(page.height));
    if (page.black_is_one) parameters.AddKey("BlackIs1", PdfVariant(true));
    image.AddKey("BitsPerComponent", number(1));
    image.AddKey("ColorSpace", PdfName("DeviceGray"));
    image.AddKey("DecodeParms", parameters);
    image.AddKey("Filter", PdfName("CCITTFaxDecode"));
}

// Four colours may not stand under an sRGB output intent.
void add_jpeg(PdfDictionary& image, const SearchablePage& page) {
    const auto head = jpeg_head(page.picture);
    if (!head || head->width != page.width || head->height != page.height) refuse("JPEG of another size");
    if (head->components != 1 && head->components != 3) refuse("JPEG with other colours");
    image.AddKey("BitsPerComponent", number(8));
    image.AddKey("ColorSpace", PdfName(head->components == 3 ? "DeviceRGB" : "DeviceGray"));
    image.AddKey("Filter", PdfName("DCTDecode"));
}

PdfReference add_picture(PdfMemDocument& document, const SearchablePage& page) {
    auto* image = document.GetObjects().CreateObject("XObject");
    auto& keys = image->GetDictionary();
    keys.AddKey("Subtype", PdfName("Image"));
    keys.AddKey("Width", number(page.width));
    keys.AddKey("Height", number(page.height));
    if (page.kind == SearchablePage::Picture::g4)
        add_g4(keys, page);
    else
        add_jpeg(keys, page);
    fill_raw(*image, page.picture);
    return image->Reference();
}

/// Thousandths, always with a point: PDF knows no other.
std::string decimal(double value) {
    const auto thousandths = static_cast<std::int64_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
    char digits[40];
    std::snprintf(digits, sizeof digits, "%s%lld.%03lld", thousandths < 0 ? "-" : "",
                  static_cast<long long>(std::abs(thousandths) / 1000),
                  static_cast<long long>(std::abs(thousandths) % 1000));
    return digits;
}

struct Band {
    int top, bottom;
};

/// The upper and lower edge of each line of words, so that a marked line looks like one.
std::map<std::pair<int, int>, Band> lines_of(const SearchablePage& page) {
    std::map<std::pair<int, int>, Band> lines;
    for (const auto& word : page.words) {
        auto& band = lines.try_emplace({word.block, word.line}, Band{word.y, word.y + word.height}).first->second;
        band.top = std::min(band.top, word.y);
        band.bottom = std::max(band.bottom, word.y + word.height);
    }
    return lines;
}

std::string invisible_text(const SearchablePage& page) {
    constexpr double glyph_width = 0.5;  // of the size, see glyphless.cpp
    const double points = 72.0 / page.dpi;
    const auto lines = lines_of(page);
    std::string text = "BT 3 Tr\n";
    for (std::size_t i = 0; i < page.words.size(); ++i) {
        const auto& word = page.words[i];
        const auto codes = glyphless_codes(word.text.reveal());
        if (codes.empty() || word.width <= 0 || word.height <= 0) continue;
        const auto& band = lines.at({word.block, word.line});
        const int baseline = word.baseline > 0 ? word.baseline : band.bottom;
        const double size = std::max(4.0, (baseline - band.top) * points);
        const double stretch = 100 * word.width * points / (glyph_width * size * static_cast<double>(codes.size() / 4));
        const bool last =
            i + 1 == page.words.size() || page.words[i + 1].line != word.line || page.words[i + 1].block != word.block;
        text += "/F0 " + decimal(size) + " Tf " + decimal(stretch) + " Tz 1 0 0 1 " + decimal(word.x * points) + " " +
                decimal((page.height - baseline) * points) + " Tm <" + codes + (last ? "" : "0020") + "> Tj\n";
    }
    return text + "ET\n";
}

void add_page(PdfMemDocument& document, const SearchablePage& page, const PdfReference& font) {
    constexpr int most = 100'000;
    if (page.width < 1 || page.height < 1 || page.width > most || page.height > most || page.dpi < 10 ||
        page.dpi > 5000)
        refuse("size");
    if (page.picture.empty()) refuse("no picture");
    const double width = page.width * 72.0 / page.dpi, height = page.height * 72.0 / page.dpi;
    PdfPage* sheet = document.CreatePage(PdfRect{0, 0, width, height});
    fill(*sheet->GetContents(),
         "q " + decimal(width) + " 0 0 " + decimal(height) + " 0 0 cm /I0 Do Q\n" + invisible_text(page));
    PdfDictionary fonts, images;
    fonts.AddKey("F0", font);
    images.AddKey("I0", add_picture(document, page));
    auto& resources = sheet->GetResources()->GetDictionary();
    resources.AddKey("Font", fonts);
    resources.AddKey("XObject", images);
}

}  // namespace

Bytes searchable(const std::vector<SearchablePage>& pages, const SearchableMeta& meta, const Resources& resources) {
    if (pages.empty()) refuse("no pages");
    Bytes file;
    with_podofo([&] {
        PdfMemDocument
            document;  // not PdfMemDocument{ePdfVersion_1_7}: that compiles, means something else, and crashes
        document.SetPdfVersion(ePdfVersion_1_7);
        const auto font = add_glyphless_font(document, file_content(resources.glyphless_font)).Reference();
        for (const auto& page : pages) add_page(document, page, font);
        describe(document, {2, 'U', meta.title, {}, meta.language, std::nullopt}, resources);
        sweep(document);
        file = write(document);
    });
    return file;
}

}  // namespace arkki::pdf
