#include "pdf/glyphless.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include <podofo/podofo.h>

#include "base/text.hpp"
#include "pdf/characters.hpp"
#include "pdf/document_parts.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

constexpr const char* font_name = "GlyphLessFont";

PdfVariant number(std::int64_t value) { return PdfVariant{static_cast<pdf_int64>(value)}; }

std::string hex16(unsigned value) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%04X", value);
    return digits;
}

/// Code and character are the same. 256 ranges, because a range may only vary in its last byte.
std::string to_unicode() {
    std::string map =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    for (unsigned from = 0; from < 256; from += 100) {
        const unsigned to = std::min(256U, from + 100);
        map += std::to_string(to - from) + " beginbfrange\n";
        for (unsigned row = from; row < to; ++row)
            map += "<" + hex16(row << 8) + "> <" + hex16(row << 8 | 0xFF) + "> <" + hex16(row << 8) + ">\n";
        map += "endbfrange\n";
    }
    return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

PdfReference stream(PdfMemDocument& document, const std::string& content) {
    auto* object = document.GetObjects().CreateObject();
    fill(*object, content);
    return object->Reference();
}

PdfReference descriptor(PdfMemDocument& document, const std::string& font_file) {
    auto* file = document.GetObjects().CreateObject();
    file->GetDictionary().AddKey("Length1", number(static_cast<std::int64_t>(font_file.size())));
    fill(*file, font_file);
    auto* object = document.GetObjects().CreateObject("FontDescriptor");
    auto& keys = object->GetDictionary();
    PdfArray box;
    for (const int edge : {0, 0, 500, 1000}) box.push_back(number(edge));
    keys.AddKey("FontName", PdfName(font_name));
    keys.AddKey("Flags", number(5));
    keys.AddKey("FontBBox", box);
    keys.AddKey("Ascent", number(1000));
    keys.AddKey("CapHeight", number(1000));
    keys.AddKey("Descent", number(-1));
    keys.AddKey("ItalicAngle", number(0));
    keys.AddKey("StemV", number(80));
    keys.AddKey("FontFile2", file->Reference());
    return object->Reference();
}

PdfReference descendant(PdfMemDocument& document, const std::string& font_file) {
    std::string every_code_is_glyph_1(2 * 65536, '\0');
    for (std::size_t i = 1; i < every_code_is_glyph_1.size(); i += 2) every_code_is_glyph_1[i] = 1;
    auto* object = document.GetObjects().CreateObject("Font");
    auto& keys = object->GetDictionary();
    PdfDictionary system;
    system.AddKey("Registry", PdfString("Adobe"));
    system.AddKey("Ordering", PdfString("Identity"));
    system.AddKey("Supplement", number(0));
    keys.AddKey("Subtype", PdfName("CIDFontType2"));
    keys.AddKey("BaseFont", PdfName(font_name));
    keys.AddKey("CIDSystemInfo", system);
    keys.AddKey("FontDescriptor", descriptor(document, font_file));
    keys.AddKey("DW", number(500));
    keys.AddKey("CIDToGIDMap", stream(document, every_code_is_glyph_1));
    return object->Reference();
}

bool is_forbidden(std::uint32_t sign) {
    return sign == 0 || sign > 0xFFFF || sign == 0xFEFF || sign == 0xFFFE || (sign >= 0xD800 && sign < 0xE000);
}

}  // namespace

PdfObject& add_glyphless_font(PdfMemDocument& document, const std::string& font_file) {
    auto* font = document.GetObjects().CreateObject("Font");
    auto& keys = font->GetDictionary();
    PdfArray descendants;
    descendants.push_back(descendant(document, font_file));
    keys.AddKey("Subtype", PdfName("Type0"));
    keys.AddKey("BaseFont", PdfName(font_name));
    keys.AddKey("Encoding", PdfName("Identity-H"));
    keys.AddKey("DescendantFonts", descendants);
    keys.AddKey("ToUnicode", stream(document, to_unicode()));
    return *font;
}

std::string glyphless_codes(const std::string& utf8) {
    if (!is_clean_utf8(utf8)) return {};
    std::string codes;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto sign = code_point_at(utf8, i);
        codes += hex16(is_forbidden(sign.value) ? 0xFFFD : sign.value);
        i += sign.length;
    }
    return codes;
}

}  // namespace arkki::pdf
