#pragma once
// The same bars in every way a file can hold them: four inks, more bits, flat blocks of a JPEG, rows squeezed to nothing.
#include "component/imaging_files.hpp"

namespace arkki::imaging::test {

/// Each pixel as a block of this side.
inline Picture8 enlarged(Picture8 small, int side) {
    Picture8 large{small.width * side, small.height * side};
    for (int y = 0; y < small.height; ++y)
        for (int x = 0; x < small.width; ++x)
            if (small.at(x, y) == 0) large.fill(x * side, y * side, side, side);
    return large;
}

/// A page of bars so coarse that every block of 8 x 8 pixels has one value.
inline Picture8 coarse_bars() {
    Picture8 picture{160, 90};
    int y = 15;
    for (const char* line : {"LEHTI HELLE", "TILILLE LEHTI", "HETTI TILI"}) {
        write_bars(picture, 12, y, 12, line);
        y += 23;
    }
    return picture;
}

/// Ink of a pixel: cyan, magenta, yellow, black; 255 is full. Some rows are printed in black alone, others in the three.
inline std::array<std::uint8_t, 4> inks(Picture8& picture, int x, int y) {
    const auto ink = static_cast<std::uint8_t>(255 - picture.at(x, y));
    if (y * 2 < picture.height) return {0, 0, 0, ink};
    return {ink, ink, ink, 0};
}

inline TiffPage cmyk_page(Picture8 picture) {
    auto page = tiff_page(picture);
    page.photometric = 5, page.samples = 4, page.data.clear();
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const auto pixel = inks(picture, x, y);
            page.data.insert(page.data.end(), pixel.begin(), pixel.end());
        }
    return page;
}

inline TiffPage rgb_page(const Picture8& picture) {
    auto page = tiff_page(picture);
    page.photometric = 2, page.samples = 3, page.data.clear();
    for (const auto value : picture.bytes) page.data.insert(page.data.end(), 3, value);
    return page;
}

inline TiffPage sixteen_bit_page(const Picture8& picture) {
    auto page = tiff_page(picture);
    page.bits = 16, page.data.clear();
    for (const auto value : picture.bytes) page.data.insert(page.data.end(), 2, value);
    return page;
}

/// Bits of a JPEG's scan: the highest first, 0xff followed by 0.
class JpegBits {
public:
    void put(unsigned value, int count) {
        while (count-- > 0) {
            byte_ = (byte_ << 1) | ((value >> count) & 1u);
            if (++filled_ == 8) flush();
        }
    }
    Bytes take() {
        while (filled_ != 0) put(1, 1);
        return std::move(bytes_);
    }

private:
    void flush() {
        bytes_.push_back(static_cast<std::uint8_t>(byte_));
        if (byte_ == 0xff) bytes_.push_back(0);
        byte_ = 0, filled_ = 0;
    }
    Bytes bytes_;
    unsigned byte_{};
    int filled_{};
};

/// The scan of flat blocks: per block and ink the difference to the block before, and no frequency at all.
inline Bytes flat_scan(Picture8& picture, bool inverted) {
    JpegBits bits;
    std::array<int, 4> before{};
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const auto pixel = inks(picture, x, y);
            for (std::size_t ink = 0; ink < 4; ++ink) {
                const int value = (inverted ? 255 - pixel[ink] : pixel[ink]) - 128;
                const int difference = value - before[ink];
                before[ink] = value;
                int category = 0;
                while (std::abs(difference) >> category != 0) ++category;
                bits.put(static_cast<unsigned>(category), 4);
                bits.put(static_cast<unsigned>(difference > 0 ? difference : difference - 1), category);
                bits.put(0, 1);
            }
        }
    return bits.take();
}

/// A JPEG in four inks, one block of 8 x 8 for each pixel of `picture` (ITU-T T.81, baseline).
///
/// @param adobe  with the mark of the programs that write such files: full ink is then 0 instead of 255
inline Bytes cmyk_jpeg(Picture8 picture, bool adobe) {
    Bytes file{0xff, 0xd8};
    const auto segment = [&](std::uint8_t kind, const Bytes& data) {
        file.insert(file.end(), {0xff, kind, static_cast<std::uint8_t>((data.size() + 2) >> 8),
                                 static_cast<std::uint8_t>(data.size() + 2)});
        file.insert(file.end(), data.begin(), data.end());
    };
    if (adobe) segment(0xee, {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});
    Bytes steps(65, 1);
    steps[0] = 0, steps[1] = 8;
    segment(0xdb, steps);
    const int width = picture.width * 8, height = picture.height * 8;
    Bytes frame{8, static_cast<std::uint8_t>(height >> 8), static_cast<std::uint8_t>(height),
                static_cast<std::uint8_t>(width >> 8), static_cast<std::uint8_t>(width), 4};
    Bytes scan{4};
    for (std::uint8_t ink = 1; ink <= 4; ++ink) {
        frame.insert(frame.end(), {ink, 0x11, 0});
        scan.insert(scan.end(), {ink, 0});
    }
    segment(0xc0, frame);
    segment(0xc4, {0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
    segment(0xc4, {0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    scan.insert(scan.end(), {0, 63, 0});
    segment(0xda, scan);
    const auto blocks = flat_scan(picture, adobe);
    file.insert(file.end(), blocks.begin(), blocks.end());
    file.insert(file.end(), {0xff, 0xd9});
    return file;
}

/// So many zeros as a zlib stream of a thousandth of that: one 0, then copies of 258 (RFC 1951, fixed codes).
inline Bytes zlib_zeros(std::uint64_t count) {
    Bytes out{0x78, 0x01};
    unsigned byte = 0, filled = 0;
    const auto bit = [&](unsigned value) {
        byte |= value << filled;
        if (++filled == 8) out.push_back(static_cast<std::uint8_t>(byte)), byte = 0, filled = 0;
    };
    const auto code = [&](unsigned value, int length) {
        while (length-- > 0) bit((value >> length) & 1u);
    };
    bit(1), bit(1), bit(0);
    const auto copies = (count - 1) / 258, single = count - copies * 258;
    for (std::uint64_t i = 0; i < single; ++i) code(0x30, 8);
    for (std::uint64_t i = 0; i < copies; ++i) code(0xc5, 8), code(0, 5);
    code(0, 7);
    while (filled != 0) bit(0);
    put_be(out, static_cast<std::uint32_t>((count % 65521) << 16) | 1);
    return out;
}

/// A picture of nothing but black, however large, with every one of its pixels in the file.
///
/// @param bits  1, 8 or 16 a sample   @param colour  PNG's: 0 grey, 2 red, green and blue
inline Bytes black_png(std::uint32_t width, std::uint32_t height, std::uint8_t bits, std::uint8_t colour = 0) {
    Bytes out{0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a}, header;
    put_be(header, width), put_be(header, height);
    header.insert(header.end(), {bits, colour, 0, 0, 0});
    png_chunk(out, "IHDR", header);
    const std::uint64_t row = (std::uint64_t{width} * bits * (colour == 2 ? 3 : 1) + 7) / 8 + 1;
    png_chunk(out, "IDAT", zlib_zeros(row * height));
    png_chunk(out, "IEND", {});
    return out;
}

}  // namespace arkki::imaging::test
