// The searchable files: PDF/A-2u, pictures with invisible text.
#include <string_view>

#include <podofo/podofo.h>

#include "pdf/conformance_parts.hpp"
#include "pdf/document_parts.hpp"
#include "pdf/xmp.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

std::string name_in(PdfObject& object, const char* key) {
    const PdfObject* value = object.GetIndirectKey(key);
    return value && value->IsName() ? value->GetName().GetName() : std::string{};
}

std::string label(const PdfObject& object) {
    return "object " + std::to_string(object.Reference().ObjectNumber()) + ": ";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void check_metadata(PdfMemDocument& document, Problems& found) {
    PdfObject* metadata = document.GetCatalog()->GetIndirectKey("Metadata");
    if (!metadata || !metadata->HasStream() || metadata->GetDictionary().HasKey("Filter")) {
        found.push_back("metadata: none, or compressed (6.6.2.1)");
        return;
    }
    char* data = nullptr;
    pdf_long length = 0;
    metadata->GetStream()->GetFilteredCopy(&data, &length);
    const std::unique_ptr<char, decltype(&podofo_free)> owner{data, podofo_free};
    const std::string xmp{data, static_cast<std::size_t>(length)};
    if (!has(xmp, "<pdfaid:part>2</pdfaid:part>") || !has(xmp, "<pdfaid:conformance>U</pdfaid:conformance>"))
        found.push_back("metadata: not PDF/A-2u (6.6.4)");
    PdfObject* info = document.GetTrailer()->GetIndirectKey("Info");
    PdfObject* title = info && info->IsDictionary() ? info->GetIndirectKey("Title") : nullptr;
    const bool text = title && (title->IsString() || title->IsHexString());
    if (!text || !has(xmp, ">" + escaped_for_xml(title->GetString().GetStringUtf8()) + "<"))
        found.push_back("metadata: title (6.6.3)");
}

void check_font(PdfObject& font, Problems& found) {
    if (name_in(font, "BaseFont") != "GlyphLessFont") found.push_back(label(font) + "not the font of invisible text");
    if (name_in(font, "Subtype") == "Type0") {
        if (!font.GetIndirectKey("ToUnicode")) found.push_back(label(font) + "font without ToUnicode (6.2.11.7)");
        return;
    }
    if (!font.GetIndirectKey("CIDToGIDMap")) found.push_back(label(font) + "font without CIDToGIDMap (6.2.11.3)");
    PdfObject* descriptor = font.GetIndirectKey("FontDescriptor");
    if (!descriptor || !descriptor->GetIndirectKey("FontFile2"))
        found.push_back(label(font) + "font not embedded (6.2.11.4)");
}

void check_picture(PdfObject& picture, Problems& found) {
    const auto colours = name_in(picture, "ColorSpace");
    if (colours != "DeviceGray" && colours != "DeviceRGB")
        found.push_back(label(picture) + "a colour space other than DeviceGray and DeviceRGB (6.2.4)");
    const auto filter = name_in(picture, "Filter");
    if (filter != "CCITTFaxDecode" && filter != "DCTDecode")
        found.push_back(label(picture) + "not packed as our pictures are");
}

}  // namespace

Problems searchable_object_problems(PdfMemDocument& document) {
    Problems found = forbidden_problems(document, {"FlateDecode", "CCITTFaxDecode", "DCTDecode"});
    if (const auto unused = unused_objects(document); !unused.empty())
        found.push_back("object " + std::to_string(unused.front()) + ": cannot be reached");
    check_metadata(document, found);
    for (auto& problem : output_intent_problems(document)) found.push_back(std::move(problem));
    PdfObject* language = document.GetCatalog()->GetIndirectKey("Lang");
    const std::string code = language && language->IsString() ? language->GetString().GetStringUtf8() : std::string{};
    if (code != "fi" && code != "sv" && code != "en") found.push_back("catalog: no /Lang (UA 7.2)");
    for (auto* object : document.GetObjects()) {
        if (!object->IsDictionary()) continue;
        if (name_in(*object, "Type") == "Font") check_font(*object, found);
        if (name_in(*object, "Subtype") == "Image") check_picture(*object, found);
    }
    return found;
}

}  // namespace arkki::pdf
