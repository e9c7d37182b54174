// However a file holds a picture, its words are the same.
#include <boost/test/unit_test.hpp>

#include "component/imaging_inks.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

std::string words_of(const PageRead& page) {
    std::string text;
    for (const auto& word : page.words) text += word.text.reveal() + ' ';
    return text;
}

/// Of a file of one page.
std::string words_of(const Bytes& file) {
    const auto outcome = read_one(file);
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(!outcome.page.damaged);
    return words_of(outcome.page);
}

const std::string bars = "LEHTI HELLE TILILLE LEHTI HETTI TILI LEHTI FILTTI ";
const std::string coarse = "LEHTI HELLE TILILLE LEHTI HETTI TILI ";

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(inks)

BOOST_AUTO_TEST_CASE(grey_in_eight_or_sixteen_bits_a_palette_and_letters_on_nothing_say_the_same) {
    for (const auto kind : {PngKind::grey8, PngKind::grey16, PngKind::rgba, PngKind::palette})
        BOOST_TEST(words_of(png(bar_page(), kind)) == bars, static_cast<int>(kind));
    for (const std::uint32_t dpi : {0u, 1u, 9999u}) BOOST_TEST(words_of(png(bar_page(), PngKind::grey8, dpi)) == bars, dpi);
}

BOOST_AUTO_TEST_CASE(a_tiff_in_four_inks_says_the_same) {
    BOOST_TEST(words_of(tiff({cmyk_page(bar_page())})) == bars);
}

BOOST_AUTO_TEST_CASE(a_jpeg_in_four_inks_says_the_same) {
    BOOST_TEST(words_of(png(enlarged(coarse_bars(), 8))) == coarse);
    BOOST_TEST(words_of(cmyk_jpeg(coarse_bars(), true)) == coarse);
}

BOOST_AUTO_TEST_CASE(a_tiff_whose_pages_are_all_of_different_kinds_says_the_same_on_each) {
    const auto fax = read_one(png(bar_page()));
    const auto file = tiff({tiff_page(bar_page()), cmyk_page(bar_page()), tiff_page(fax.page), rgb_page(bar_page()),
                            sixteen_bit_page(bar_page())});
    Reader reader{settings()};
    const auto result = read(reader, file);
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST(result.reading.failed == 0);
    BOOST_TEST_REQUIRE(result.pages.size() == 5u);
    for (const auto& page : result.pages) BOOST_TEST(words_of(page) == bars, page.number);
}

BOOST_AUTO_TEST_SUITE_END()
