#pragma once
// Files for the reader's tests, made from nothing: PNG and TIFF byte by byte, PDF as text. All words are invented.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/process.hpp"
#include "imaging/reader.hpp"
#include "imaging/sealed_file.hpp"

namespace arkki::imaging::test {

/// The reader needs no database: its tests run with the first engine only.
inline bool second_run() {
    const char* engine = std::getenv("ARKKI_TEST_ENGINE");
    return engine != nullptr && std::string_view{engine} == "postgresql";
}

inline ReaderSettings settings() {
    ReaderSettings settings;
    settings.program = ARKKI_BINARY_DIR "/bin/arkki-reader";
    return settings;
}

/// Everything one file gave.
struct Result {
    Reading reading;
    std::vector<PageRead> pages;

    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& page : pages)
            for (const auto& word : page.words) text += word.text.reveal() + ' ';
        return text;
    }
};
inline Result read(Reader& reader, ByteView file, int from = 1) {
    Result result;
    result.reading = reader.read(
        file, [&](PageRead page) { result.pages.push_back(std::move(page)); }, from);
    return result;
}
inline Result read(ByteView file) {
    Reader reader{settings()};
    return read(reader, file);
}

/// What one page cost, in a process of its own that stays for the next.
struct Outcome {
    std::string said;  ///< empty: read
    PageRead page;
    long megabytes;
};
inline Outcome read_one(ByteView file, int number = 1) {
    static Process process{settings()};
    const SealedFile sealed{file};
    auto attempt = process.read_page(sealed.descriptor(), number, {});
    Outcome outcome{attempt.failure, {}, attempt.peak_kilobytes / 1024};
    if (!outcome.said.empty()) return outcome;
    if (attempt.answer.refusal())
        outcome.said = key_of(*attempt.answer.refusal());
    else
        outcome.page = attempt.answer.take_page();
    return outcome;
}

// ---- pictures
// --------------------------------------------------------------------------------------------------------

/// A grey picture, white at first.
struct Picture8 {
    int width, height;
    Bytes bytes;
    Picture8(int w, int h)
        : width{w}, height{h}, bytes(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), 255) {}
    std::uint8_t& at(int x, int y) {
        return bytes[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
    }
    void fill(int left, int top, int w, int h) {
        for (int y = top; y < top + h; ++y)
            for (int x = left; x < left + w; ++x) at(x, y) = 0;
    }
};

/// Writes capital letters that consist of upright and level bars only: E F H I L T.
inline void write_bars(Picture8& picture, int x, int y, int size, std::string_view text) {
    const int bar = size / 6, wide = size * 6 / 10, middle = y + size / 2 - bar / 2;
    for (const char letter : text) {
        const auto level = [&](int top, int length) { picture.fill(x, top, length, bar); };
        if (letter != 'T' && letter != ' ') picture.fill(x, y, bar, size);
        if (letter == 'T') picture.fill(x + wide / 2 - bar / 2, y, bar, size);
        if (letter == 'E' || letter == 'F' || letter == 'T') level(y, wide);
        if (letter == 'E' || letter == 'L') level(y + size - bar, wide);
        if (letter == 'E' || letter == 'F' || letter == 'H') level(middle, wide - (letter == 'F' ? bar : 0));
        if (letter == 'H') picture.fill(x + wide - bar, y, bar, size);
        x += (letter == 'I' ? bar : wide) + size / 4;
    }
}

/// A page of a few words in bars: LEHTI, HELLE, TILILLE, HIETTI.
inline Picture8 bar_page(int width = 1240, int height = 700) {
    Picture8 picture{width, height};
    int y = 120;
    for (const char* line : {"LEHTI HELLE", "TILILLE LEHTI", "HETTI TILI", "LEHTI FILTTI"}) {
        write_bars(picture, 120, y, 60, line);
        y += 140;
    }
    return picture;
}

// ---- PNG: stored deflate blocks, so that no library is needed
// ---------------------------------------------------------

inline void put_be(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

inline std::uint32_t crc32(ByteView bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const auto byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

inline void png_chunk(Bytes& out, std::string_view kind, const Bytes& data) {
    put_be(out, static_cast<std::uint32_t>(data.size()));
    Bytes body = {kind.begin(), kind.end()};
    body.insert(body.end(), data.begin(), data.end());
    out.insert(out.end(), body.begin(), body.end());
    put_be(out, crc32(body));
}

inline Bytes zlib_stored(const Bytes& raw) {
    Bytes out{0x78, 0x01};
    std::uint32_t a = 1, b = 0;
    for (const auto byte : raw) a = (a + byte) % 65521, b = (b + a) % 65521;
    for (std::size_t at = 0; at < raw.size() || at == 0; at += 65535) {
        const auto size = std::min<std::size_t>(65535, raw.size() - at);
        out.push_back(at + size >= raw.size() ? 1 : 0);
        for (const auto value : {size, ~size})
            out.push_back(static_cast<std::uint8_t>(value)), out.push_back(static_cast<std::uint8_t>(value >> 8));
        out.insert(out.end(), raw.begin() + static_cast<std::ptrdiff_t>(at),
                   raw.begin() + static_cast<std::ptrdiff_t>(at + size));
    }
    put_be(out, (b << 16) | a);
    return out;
}

/// How many bytes a grey value becomes, by colour type.
enum class PngKind { grey8, grey16, rgba, palette };

/// @param claimed_*  what the header says instead, if not 0
inline Bytes png(const Picture8& picture, PngKind kind = PngKind::grey8, std::uint32_t dpi = 300,
                 std::uint32_t claimed_width = 0, std::uint32_t claimed_height = 0) {
    Bytes out{0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a}, header, raw, density;
    put_be(header, claimed_width != 0 ? claimed_width : static_cast<std::uint32_t>(picture.width));
    put_be(header, claimed_height != 0 ? claimed_height : static_cast<std::uint32_t>(picture.height));
    const std::uint8_t colour = kind == PngKind::rgba ? 6 : kind == PngKind::palette ? 3 : 0;
    const std::uint8_t bits = kind == PngKind::grey16 ? 16 : 8;
    header.insert(header.end(), {bits, colour, 0, 0, 0});
    png_chunk(out, "IHDR", header);
    if (kind == PngKind::palette) {
        Bytes palette;
        for (int i = 0; i < 256; ++i) palette.insert(palette.end(), 3, static_cast<std::uint8_t>(i));
        png_chunk(out, "PLTE", palette);
    }
    put_be(density, dpi * 10000 / 254), put_be(density, dpi * 10000 / 254), density.push_back(1);
    if (dpi != 0) png_chunk(out, "pHYs", density);
    for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
        if (i % static_cast<std::size_t>(picture.width) == 0) raw.push_back(0);
        const auto value = picture.bytes[i];
        if (kind == PngKind::rgba) {  // black ink on nothing
            raw.insert(raw.end(), {0, 0, 0, static_cast<std::uint8_t>(255 - value)});
        } else {
            raw.insert(raw.end(), kind == PngKind::grey16 ? 2u : 1u, value);
        }
    }
    png_chunk(out, "IDAT", zlib_stored(raw));
    png_chunk(out, "IEND", {});
    return out;
}

// ---- TIFF: uncompressed grey pages
// -----------------------------------------------------------------------------------

inline void put_le(Bytes& out, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

struct TiffPage {
    std::uint32_t width, height, dpi, compression, photometric, bits;
    Bytes data;
    std::uint32_t samples = 1;  ///< of `bits` each, a pixel
};
inline TiffPage tiff_page(const Picture8& picture) {
    return {static_cast<std::uint32_t>(picture.width),
            static_cast<std::uint32_t>(picture.height),
            300,
            1,
            1,
            8,
            picture.bytes,
            1};
}
/// A page from the reader's own G4 strip.
inline TiffPage tiff_page(const PageRead& page) {
    return {static_cast<std::uint32_t>(page.width),
            static_cast<std::uint32_t>(page.height),
            static_cast<std::uint32_t>(page.dpi),
            4,
            0,
            1,
            page.bilevel,
            1};
}

inline Bytes tiff(const std::vector<TiffPage>& pages) {
    Bytes out{'I', 'I', 42, 0};
    put_le(out, 8, 4);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const auto& page = pages[i];
        constexpr std::uint32_t entries = 11, size = 2 + entries * 12 + 4;
        const auto directory = static_cast<std::uint32_t>(out.size()), dpi_at = directory + size, bits_at = dpi_at + 8;
        const bool several = page.samples > 2;  // then their bits do not fit into the entry
        const auto data_at = bits_at + (several ? 2 * page.samples : 0);
        put_le(out, entries, 2);
        const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::uint32_t value, std::uint32_t count = 1) {
            put_le(out, tag, 2), put_le(out, type, 2), put_le(out, count, 4), put_le(out, value, 4);
        };
        entry(256, 4, page.width), entry(257, 4, page.height);
        entry(258, 3, several ? bits_at : page.bits, page.samples), entry(259, 3, page.compression);
        entry(262, 3, page.photometric), entry(273, 4, data_at), entry(277, 3, page.samples), entry(278, 4, page.height);
        entry(279, 4, static_cast<std::uint32_t>(page.data.size())), entry(282, 5, dpi_at), entry(283, 5, dpi_at);
        put_le(out, i + 1 < pages.size() ? data_at + static_cast<std::uint32_t>(page.data.size()) : 0, 4);
        put_le(out, page.dpi, 4), put_le(out, 1, 4);
        for (std::uint32_t k = 0; several && k < page.samples; ++k) put_le(out, page.bits, 2);
        out.insert(out.end(), page.data.begin(), page.data.end());
    }
    return out;
}

// ---- PDF
// -------------------------------------------------------------------------------------------------------------

/// A PDF with one content stream a page, in Helvetica (which the file does not bring along).
inline Bytes pdf(const std::vector<std::string>& contents, const std::string& box = "0 0 595 842",
                 const std::string& trailer = "", const std::string& extra_objects = "",
                 const std::string& extra_resources = "") {
    std::string kids, pages;
    int number = 10;
    for (const auto& content : contents) {
        const auto page = std::to_string(number), stream = std::to_string(number + 1);
        kids += page + " 0 R ";
        pages += page + " 0 obj<</Type/Page/Parent 2 0 R/MediaBox[" + box + "]/Contents " + stream +
                 " 0 R/Resources<</Font<</F 3 0 R>>" + extra_resources + ">>>>endobj\n" + stream + " 0 obj<</Length " +
                 std::to_string(content.size()) + ">>stream\n" + content + "\nendstream endobj\n";
        number += 2;
    }
    const std::string file = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count " +
                             std::to_string(contents.size()) + "/Kids[" + kids + "]>>endobj\n" +
                             "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n" +
                             pages + extra_objects + "trailer<</Root 1 0 R" + trailer + ">>\n%%EOF\n";
    return {file.begin(), file.end()};
}

/// Lines of text from the top of an A4 page.
inline std::string lines(const std::vector<std::string>& texts, const std::string& before = "") {
    std::string content = before + "BT /F 16 Tf 24 TL 72 760 Td\n";
    for (const auto& text : texts) content += "(" + text + ") Tj T*\n";
    return content + "ET";
}

inline const std::vector<std::string>& letter() {
    static const std::vector<std::string> texts{"Osoitteenmuutos asiakasrekisteriin",
                                                "Matti Mallikas muuttaa uuteen kotiin",
                                                "Kuusitie kolme, Esimerkkila",
                                                "Vaihdamme tilauksen osoitteen samalla",
                                                "Pyydan vahvistuksen muutoksesta kirjeella",
                                                "Terveisin allekirjoittanut asiakas",
                                                "Kirje on kirjoitettu koneella maanantaina",
                                                "Arkistoi tama paperi tilausten mappiin"};
    return texts;
}

}  // namespace arkki::imaging::test
