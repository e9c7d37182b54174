#include "pdf/glyphless.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "base/text.hpp"
#include "pdf/characters.hpp"

namespace arkki::pdf {
namespace {

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

int add_descriptor(PlainFile& file, const std::string& font_file) {
    const int content = file.add_stream("/Length1 " + std::to_string(font_file.size()), font_file);
    return file.add(
        "<</Type/FontDescriptor/FontName/GlyphLessFont/Flags 5/FontBBox[0 0 500 1000]/Ascent 1000/CapHeight 1000"
        "/Descent -1/ItalicAngle 0/StemV 80/FontFile2 " +
        reference(content) + ">>");
}

int add_descendant(PlainFile& file, const std::string& font_file) {
    std::string every_code_is_glyph_1(2 * 65536, '\0');
    for (std::size_t i = 1; i < every_code_is_glyph_1.size(); i += 2) every_code_is_glyph_1[i] = 1;
    const int descriptor = add_descriptor(file, font_file);
    const int glyphs = file.add_stream("", every_code_is_glyph_1);
    return file.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/GlyphLessFont/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/DW 500/FontDescriptor " +
        reference(descriptor) + "/CIDToGIDMap " + reference(glyphs) + ">>");
}

bool is_forbidden(std::uint32_t sign) {
    return sign == 0 || sign > 0xFFFF || sign == 0xFEFF || sign == 0xFFFE || (sign >= 0xD800 && sign < 0xE000);
}

}  // namespace

int add_glyphless_font(PlainFile& file, const std::string& font_file) {
    const int descendant = add_descendant(file, font_file);
    const int meaning = file.add_stream("", to_unicode());
    return file.add("<</Type/Font/Subtype/Type0/BaseFont/GlyphLessFont/Encoding/Identity-H/DescendantFonts[" +
                    reference(descendant) + "]/ToUnicode " + reference(meaning) + ">>");
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
