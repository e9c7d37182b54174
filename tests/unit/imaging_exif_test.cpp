// How a camera held the picture: said by foreign bytes, so nothing beyond their end is looked at.
#include <boost/test/unit_test.hpp>

#include <string>

#include "imaging/exif.hpp"

using namespace arkki;
using namespace arkki::imaging;

namespace {

Bytes jpeg_with(const std::string& tiff, const std::string& before = "") {
    const std::string block = std::string("Exif\0\0", 6) + tiff;
    const auto size = block.size() + 2;
    const std::string file = "\xff\xd8" + before + "\xff\xe1" + static_cast<char>(size >> 8) +
                             static_cast<char>(size & 0xff) + block + "\xff\xda";
    return {file.begin(), file.end()};
}

std::string little_endian(char orientation) {
    return std::string("II*\0\x08\0\0\0\x02\0", 10) + std::string("\x0f\x01\x02\0\x04\0\0\0abc\0", 12) +
           std::string("\x12\x01\x03\0\x01\0\0\0", 8) + orientation + std::string("\0\0\0\0\0\0\0", 7);
}

std::string big_endian(char orientation) {
    return std::string("MM\0*\0\0\0\x08\0\x01", 10) + std::string("\x01\x12\0\x03\0\0\0\x01\0", 9) + orientation +
           std::string("\0\0\0\0\0\0", 6);
}

}  // namespace

BOOST_AUTO_TEST_CASE(pictures_without_a_word_about_it_are_upright) {
    BOOST_TEST(exif_orientation({}) == 1);
    BOOST_TEST(exif_orientation(view("\xff\xd8\xff\xda")) == 1);
    BOOST_TEST(exif_orientation(jpeg_with("")) == 1);
    BOOST_TEST(exif_orientation(jpeg_with(little_endian(0))) == 1);
    BOOST_TEST(exif_orientation(jpeg_with(little_endian(9))) == 1);
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_does_no_harm) {
    const auto whole = jpeg_with(big_endian(6));
    for (std::size_t size = 0; size < whole.size() - 8; ++size)
        BOOST_TEST(exif_orientation(ByteView{whole}.first(size)) == 1);
    auto far = jpeg_with(little_endian(6));
    far[2 + 4 + 6 + 4] = 0xff;  // the directory lies beyond the block
    BOOST_TEST(exif_orientation(far) == 1);
}

BOOST_AUTO_TEST_CASE(both_orders_of_bytes_and_blocks_before_it_are_understood) {
    for (char orientation = 1; orientation <= 8; ++orientation) {
        BOOST_TEST(exif_orientation(jpeg_with(little_endian(orientation))) == orientation);
        BOOST_TEST(exif_orientation(jpeg_with(big_endian(orientation))) == orientation);
    }
    const std::string jfif("\xff\xe0\0\x06JFIF", 8);
    BOOST_TEST(exif_orientation(jpeg_with(big_endian(8), jfif)) == 8);
}
