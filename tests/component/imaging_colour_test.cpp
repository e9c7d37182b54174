// Pictures as they come from cameras and colour scanners: colour is kept where there is any, and only there.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "component/imaging_files.hpp"
#include "imaging/sealed_file.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

Reader& reader() {
    static Reader one{settings()};
    return one;
}

PageRead only_page(const Bytes& file) {
    auto result = read(reader(), file);
    BOOST_TEST_REQUIRE(result.pages.size() == 1u);
    BOOST_TEST_REQUIRE(result.pages[0].failure == "");
    return std::move(result.pages[0]);
}

/// Components of a JPEG: 1 is grey, 3 is colour.
int components(const Bytes& jpeg) {
    for (std::size_t at = 2; at + 9 < jpeg.size() && jpeg[at] == 0xff;
         at += 2 + std::size_t{jpeg[at + 2]} * 256 + jpeg[at + 3])
        if (jpeg[at + 1] >= 0xc0 && jpeg[at + 1] <= 0xc2) return jpeg[at + 9];
    return 0;
}

std::string words_of(const PageRead& page) {
    std::string text;
    for (const auto& word : page.words) text += word.text.reveal() + ' ';
    return text;
}

/// The same JPEG as a camera would write it that was held otherwise.
Bytes held(const Bytes& jpeg, char orientation) {
    const std::string block = std::string(
                                  "\xff\xe1\0\x22"
                                  "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
                                  29) +
                              orientation + std::string("\0\0\0\0\0\0", 6);
    Bytes file{jpeg.begin(), jpeg.begin() + 2};
    file.insert(file.end(), block.begin(), block.end());
    file.insert(file.end(), jpeg.begin() + 2, jpeg.end());
    return file;
}

const std::string stamp = "0.8 0.1 0.1 rg 350 300 120 60 re f 0 g\n";
const std::string drawing = "0 g 72 300 200 20 re f\n";

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(colour)

BOOST_AUTO_TEST_CASE(a_page_without_colour_is_kept_grey_even_if_its_file_has_colours) {
    for (const auto& file : {pdf({lines(letter())}), pdf({lines(letter(), "1 1 0.86 rg 0 0 595 842 re f 0 g ")}),
                             png(bar_page(), PngKind::rgba), png(bar_page(), PngKind::palette)}) {
        const auto page = only_page(file);
        BOOST_TEST(!page.colour);
        BOOST_TEST(components(page.image) == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_red_stamp_keeps_the_page_in_colour_with_the_same_words) {
    const auto page = only_page(pdf({lines(letter(), stamp)}));
    BOOST_TEST(page.colour);
    BOOST_TEST(components(page.image) == 3);
    BOOST_TEST(components(page.thumbnail) == 3);
    const auto scanned = only_page(page.image);
    BOOST_TEST(scanned.colour);
    BOOST_TEST(components(scanned.image) == 3);
    BOOST_TEST(words_of(scanned).find("Osoitteenmuutos") != std::string::npos);
    const auto turned = reader().read_page(SealedFile{page.image}, 1, {.turn_by = 90}).page;
    BOOST_TEST(turned.colour);
    BOOST_TEST(turned.width == scanned.height);
}

BOOST_AUTO_TEST_CASE(a_photograph_stands_as_the_camera_held_it) {
    const auto upright = only_page(pdf({lines(letter(), drawing)}));
    const auto expected = words_of(only_page(upright.image));
    for (const char orientation : {char{3}, char{6}, char{8}}) {
        const auto page = only_page(held(upright.image, orientation));
        BOOST_TEST(page.turned != 0);  // this one was held upright: what its camera says is undone by its letters
        BOOST_TEST(page.width == upright.width);
        BOOST_TEST(words_of(page).find("asiakasrekisteriin") != std::string::npos);
    }
    const auto empty = only_page(png(Picture8{1240, 1754}, PngKind::grey8, 150)).image;
    BOOST_TEST(only_page(empty).width == 1240);
    BOOST_TEST(only_page(held(empty, 6)).width == 1754);
    BOOST_TEST(only_page(held(empty, 5)).width == 1754);
    BOOST_TEST(only_page(held(empty, 4)).width == 1240);
    BOOST_TEST(only_page(held(empty, 77)).width == 1240);
}

BOOST_AUTO_TEST_CASE(a_photograph_for_print_is_read) {
    std::ifstream in{ARKKI_SOURCE_DIR "/tests/fuzz/corpus/decoders/cmyk_jpg", std::ios::binary};
    const Bytes file{std::istreambuf_iterator<char>{in}, {}};
    BOOST_TEST(only_page(file).width == 16);
}

BOOST_AUTO_TEST_CASE(white_letters_on_a_dark_bar_are_read) {
    const auto page = only_page(only_page(pdf({lines(letter(),
                                                     "0 g 60 690 480 40 re f 1 g BT /F 22 Tf 80 702 Td "
                                                     "(Tilausvahvistus asiakkaalle) Tj ET 0 g 1 0 0 1 0 -90 cm ")}))
                                    .image);
    BOOST_TEST(words_of(page).find("Tilausvahvistus") != std::string::npos, words_of(page));
    BOOST_TEST(words_of(page).find("Mallikas") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_text_layer_says_unlike_the_picture_is_kept_for_search_only) {
    const auto page =
        only_page(pdf({"0 g 72 600 200 20 re f 72 500 20 100 re f 300 300 150 20 re f\n"
                       "BT 3 Tr /F 16 Tf 72 760 Td (Salakirjoitus) Tj ET"}));
    BOOST_TEST((page.source == Source::ocr));
    BOOST_TEST(words_of(page).find("Salakirjoitus") == std::string::npos);
    BOOST_TEST_REQUIRE(page.layer.size() == 1u);
    BOOST_TEST(page.layer[0].text.reveal() == "Salakirjoitus");
    BOOST_TEST(page.layer[0].box.x > 200);
    const auto trusted = only_page(pdf({lines(letter())}));
    BOOST_TEST(trusted.layer.empty());
}

BOOST_AUTO_TEST_SUITE_END()
