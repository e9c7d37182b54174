#include "pdf/searchable.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "pdf/document_parts.hpp"
#include "pdf/glyphless.hpp"
#include "pdf/xmp.hpp"

namespace arkki::pdf {
namespace {

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

std::string g4_keys(const SearchablePage& page) {
    return "/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns " +
           std::to_string(page.width) + "/Rows " + std::to_string(page.height) +
           (page.black_is_one ? "/BlackIs1 true>>" : ">>");
}

// Four colours may not stand under an sRGB output intent.
std::string jpeg_keys(const SearchablePage& page) {
    const auto head = jpeg_head(page.picture);
    if (!head || head->width != page.width || head->height != page.height) refuse("JPEG of another size");
    if (head->components != 1 && head->components != 3) refuse("JPEG with other colours");
    return std::string{"/BitsPerComponent 8/Filter/DCTDecode/ColorSpace/"} +
           (head->components == 3 ? "DeviceRGB" : "DeviceGray");
}

/// The entries of the picture's dictionary; refuses a page that cannot be.
std::string picture_keys(const SearchablePage& page) {
    constexpr int most = 100'000;
    if (page.width < 1 || page.height < 1 || page.width > most || page.height > most || page.dpi < 10 ||
        page.dpi > 5000)
        refuse("size");
    if (page.picture.empty()) refuse("no picture");
    return "/Type/XObject/Subtype/Image/Width " + std::to_string(page.width) + "/Height " +
           std::to_string(page.height) +
           (page.kind == SearchablePage::Picture::g4 ? g4_keys(page) : jpeg_keys(page));
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

std::string literal(const std::string& ascii) { return "(" + ascii + ")"; }

}  // namespace

SearchableFile::SearchableFile(Sink sink, SearchableMeta meta, const Resources& resources)
    : file_{std::move(sink)}, meta_{std::move(meta)}, colour_profile_{file_content(resources.colour_profile)},
      tree_{file_.reserve()}, font_{add_glyphless_font(file_, file_content(resources.glyphless_font))} {}

void SearchableFile::add(const SearchablePage& page) {
    const std::string keys = picture_keys(page);
    const std::string width = decimal(page.width * 72.0 / page.dpi), height = decimal(page.height * 72.0 / page.dpi);
    const int picture = file_.add_raw_stream(keys, page.picture);
    const int content =
        file_.add_stream("", "q " + width + " 0 0 " + height + " 0 0 cm /I0 Do Q\n" + invisible_text(page));
    pages_.push_back(file_.add("<</Type/Page/Parent " + reference(tree_) + "/MediaBox[0 0 " + width + " " + height +
                               "]/Contents " + reference(content) + "/Resources<</Font<</F0 " + reference(font_) +
                               ">>/XObject<</I0 " + reference(picture) + ">>>>>>"));
}

void SearchableFile::finish() {
    if (pages_.empty()) refuse("no pages");
    std::string kids;
    for (const int page : pages_) kids += (kids.empty() ? "" : " ") + reference(page);
    file_.add(tree_, "<</Type/Pages/Count " + std::to_string(pages_.size()) + "/Kids[" + kids + "]>>");
    const Description said{2, 'U', meta_.title, {}, meta_.language, std::nullopt};
    const int metadata = file_.add_raw_stream("/Type/Metadata/Subtype/XML", view(xmp_of(said)));
    const int profile = file_.add_stream("/N 3", colour_profile_);
    const int intent = file_.add("<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile " +
                                 reference(profile) + ">>");
    const int catalog = file_.add("<</Type/Catalog/Pages " + reference(tree_) + "/Lang " +
                                  literal(std::string{code(meta_.language)}) +
                                  "/ViewerPreferences<</DisplayDocTitle true>>/Metadata " + reference(metadata) +
                                  "/OutputIntents[" + reference(intent) + "]>>");
    file_.finish(catalog, file_.add("<</Title " + hex_text(meta_.title) + ">>"));
}

Bytes searchable(const std::vector<SearchablePage>& pages, const SearchableMeta& meta, const Resources& resources) {
    Bytes bytes;
    SearchableFile file{[&](ByteView piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); }, meta,
                        resources};
    for (const auto& page : pages) file.add(page);
    file.finish();
    return bytes;
}

}  // namespace arkki::pdf
