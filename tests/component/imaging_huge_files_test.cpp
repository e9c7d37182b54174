// Small files that would be huge: each ends within its time and memory, and says what it was.
#include <boost/test/unit_test.hpp>

#include "component/imaging_inks.hpp"
#include "imaging/limits.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

/// A fax page of nothing but white rows: one bit a row.
TiffPage white_fax(std::uint32_t width, std::uint32_t height) {
    return {width, height, 300, 4, 0, 1, Bytes((height + 7) / 8, 0xff), 1};
}

/// A PDF whose page is one white picture of this many pixels, in a kilobyte for each 8,000 rows.
Bytes pdf_of_a_white_picture(int side) {
    const std::string data(static_cast<std::size_t>(side + 7) / 8, '\xff'), size = std::to_string(side);
    return pdf({"595 0 0 842 0 0 cm /X Do"}, "0 0 595 842", "",
               "5 0 obj<</Type/XObject/Subtype/Image/Width " + size + "/Height " + size +
                   "/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns " +
                   size + "/Rows " + size + ">>/Length " + std::to_string(data.size()) + ">>stream\n" + data +
                   "\nendstream endobj\n",
               "/XObject<</X 5 0 R>>");
}

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(bombs)

BOOST_AUTO_TEST_CASE(a_picture_of_two_hundred_million_pixels_is_read_smaller) {
    const auto outcome = read_one(tiff({white_fax(20'000, 10'000)}));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.rescaled);
    BOOST_TEST(outcome.page.blank);
    BOOST_TEST(std::int64_t{outcome.page.width} * outcome.page.height <= limits::working_pixels + 10'000);
    BOOST_TEST(outcome.megabytes < 900);
}

BOOST_AUTO_TEST_CASE(what_is_beyond_the_limits_is_not_decoded) {
    const auto outcome = read_one(tiff({white_fax(30'000, 30'000)}));
    BOOST_TEST(outcome.said == "reader.too_large");
    BOOST_TEST(outcome.megabytes < 200);
}

BOOST_AUTO_TEST_CASE(bombs_that_hold_all_their_pixels_are_refused_by_their_header) {
    for (const auto& bomb : {black_png(30'000, 30'000, 1), black_png(60'000, 20'000, 8), black_png(20'000, 10'000, 8, 2),
                             black_png(20'000, 10'000, 16, 2), black_png(20'000, 10'001, 1)}) {
        const auto outcome = read_one(bomb);
        BOOST_TEST(outcome.said == "reader.too_large");
        BOOST_TEST(outcome.megabytes < 200);
    }
}

BOOST_AUTO_TEST_CASE(two_hundred_million_grey_pixels_are_read_smaller) {
    const auto outcome = read_one(black_png(20'000, 10'000, 8));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.rescaled);
    BOOST_TEST(outcome.page.words.empty());
    BOOST_TEST(outcome.megabytes < 900);
}

BOOST_AUTO_TEST_CASE(a_picture_of_a_thousand_million_pixels_in_a_pdf_costs_a_page_of_ordinary_size) {
    const auto outcome = read_one(pdf_of_a_white_picture(35'000));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.width <= 2500);
    BOOST_TEST(outcome.page.blank);
    BOOST_TEST(outcome.megabytes < 450);
}

BOOST_AUTO_TEST_CASE(a_pdf_that_promises_a_million_pages_is_refused) {
    std::string text(reinterpret_cast<const char*>(pdf({lines({"yksi"})}).data()), pdf({lines({"yksi"})}).size());
    const auto count = text.find("/Count 1");
    text.replace(count, 8, "/Count 1000000");
    const auto outcome = read_one(view(text));
    BOOST_TEST(outcome.said == "reader.broken");
}

BOOST_AUTO_TEST_CASE(cross_references_in_a_circle_end) {
    const std::string circle =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        "xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 4/Prev 190>>\nstartxref\n190\n%%EOF\n";
    const auto outcome = read_one(view(circle));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.of == 2);
    BOOST_TEST(outcome.megabytes < 400);
}

BOOST_AUTO_TEST_CASE(files_inside_a_file_are_not_opened) {
    const auto outcome =
        read_one(pdf({lines(letter())}, "0 0 595 842",
                     "/Names<</EmbeddedFiles<</Names[(x) 5 0 R]>>>>/OpenAction<</S/Launch/F(/bin/sh)>>",
                     "5 0 obj<</Type/Filespec/F(/etc/passwd)/EF<</F 6 0 R>>>>endobj\n"));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.words.at(0).text.reveal() == "Osoitteenmuutos");
}

BOOST_AUTO_TEST_CASE(after_all_that_the_same_reader_reads_the_same_words_in_any_order) {
    const std::vector<Bytes> files{png(bar_page()), pdf({lines(letter())}), png(bar_page(), PngKind::palette)};
    std::vector<std::vector<Word>> first, again;
    for (const auto& file : files) first.push_back(read_one(file).page.words);
    for (auto file = files.rbegin(); file != files.rend(); ++file)
        again.insert(again.begin(), read_one(*file).page.words);
    BOOST_TEST((first == again));
    Process fresh{settings()};
    const SealedFile sealed{files[2]};
    BOOST_TEST((fresh.read_page(sealed.descriptor(), 1, {}).answer.take_page().words == first[2]));
}

BOOST_AUTO_TEST_SUITE_END()
