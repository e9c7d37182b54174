// Good pages: every kind of file is read, upright and straight, with the words that stand on it.
#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "component/imaging_files.hpp"
#include "imaging/process.hpp"
#include "imaging/sealed_file.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

Reader& reader() {
    static Reader one{settings()};
    return one;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The letter as a scanner would deliver it: a JPEG without any text of its own.
const Bytes& scanned_letter() {
    static const Bytes jpeg = read(reader(), pdf({lines(letter())})).pages.at(0).image;
    return jpeg;
}

void expect_upright_letter(const Result& result) {
    BOOST_TEST_REQUIRE(result.pages.size() == 1u);
    for (const auto* word :
         {"Osoitteenmuutos", "asiakasrekisteriin", "Mallikas", "Vaihdamme", "allekirjoittanut", "maanantaina"})
        BOOST_TEST(contains(result.text(), word), word << " is missing");
}

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(a_born_digital_page_gives_its_own_words_even_without_its_own_font) {
    const auto result = read(reader(), pdf({lines(letter())}));
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST((result.reading.kind == FileKind::pdf));
    expect_upright_letter(result);
    const auto& page = result.pages[0];
    BOOST_TEST((page.source == Source::embedded));
    BOOST_TEST(std::abs(page.width - 2480) <= 2);
    BOOST_TEST(std::abs(page.height - 3509) <= 2);
    BOOST_TEST(page.dpi == 300);
    BOOST_TEST(page.words[0].box.x > 200);
    BOOST_TEST(page.words[0].box.y < 500);
}

BOOST_AUTO_TEST_CASE(a_scanned_page_is_recognised) {
    const auto result = read(reader(), scanned_letter());
    expect_upright_letter(result);
    const auto& page = result.pages[0];
    BOOST_TEST((result.reading.kind == FileKind::jpeg));
    BOOST_TEST((page.source == Source::ocr));
    BOOST_TEST(page.dpi == 300);
    BOOST_TEST(!page.blank);
    BOOST_TEST(!page.damaged);
    BOOST_TEST(page.words[0].confidence > 60);
    BOOST_TEST(page.words.back().line >= 7);
    BOOST_TEST((kind_of(page.image) == FileKind::jpeg));
    BOOST_TEST(page.thumbnail.size() < 40'000u);
    BOOST_TEST(page.bilevel.size() < 100'000u);
}

BOOST_AUTO_TEST_CASE(png_of_every_kind_says_the_same) {
    for (const auto kind : {PngKind::grey8, PngKind::grey16, PngKind::rgba, PngKind::palette}) {
        const auto result = read(reader(), png(bar_page(), kind));
        BOOST_TEST(contains(result.text(), "LEHTI"), static_cast<int>(kind) << ": " << result.text());
        BOOST_TEST(contains(result.text(), "TILILLE"));
    }
}

BOOST_AUTO_TEST_CASE(a_resolution_nobody_believes_does_no_harm) {
    for (const std::uint32_t dpi : {0u, 1u, 9999u}) {
        const auto result = read(reader(), png(bar_page(), PngKind::grey8, dpi));
        BOOST_TEST(contains(result.text(), "LEHTI"), dpi << ": " << result.text());
        BOOST_TEST(result.pages.at(0).dpi == 300);
    }
}

BOOST_AUTO_TEST_CASE(every_page_of_a_tiff_is_read_whatever_its_kind) {
    const auto fax = read(reader(), scanned_letter()).pages.at(0);
    const auto file = tiff({tiff_page(bar_page()), tiff_page(Picture8{600, 400}), tiff_page(fax)});
    const auto result = read(reader(), file);
    BOOST_TEST(result.reading.pages == 3);
    BOOST_TEST(result.reading.failed == 0);
    BOOST_TEST_REQUIRE(result.pages.size() == 3u);
    BOOST_TEST(result.pages[0].words.at(0).text.reveal() == "LEHTI");
    BOOST_TEST(result.pages[1].blank);
    BOOST_TEST(result.pages[2].number == 3);
    BOOST_TEST(result.pages[2].of == 3);
    BOOST_TEST(contains(result.text(), "Osoitteenmuutos"));
}

BOOST_AUTO_TEST_CASE(reading_goes_on_where_it_stopped) {
    const auto file = pdf({lines({"yksi"}), lines({"kaksi"}), lines({"kolme"})});
    const auto result = read(reader(), file, 2);
    BOOST_TEST(result.reading.pages == 3);
    BOOST_TEST_REQUIRE(result.pages.size() == 2u);
    BOOST_TEST(result.text() == "kaksi kolme ");
    const auto beyond = read(reader(), file, 4);
    BOOST_TEST(beyond.pages.empty());
    BOOST_TEST(beyond.reading.pages == 3);
    BOOST_TEST(beyond.reading.refusal == "");
}

BOOST_AUTO_TEST_CASE(a_page_that_lies_on_its_side_or_head_is_turned) {
    const auto upright = lines(letter());
    const std::vector<std::pair<int, std::string>> turns{
        {90, "0 1 -1 0 595 0 cm "}, {180, "-1 0 0 -1 595 842 cm "}, {270, "0 -1 1 0 0 842 cm "}};
    for (const auto& [turned, matrix] : turns) {
        // Drawn sideways on a sheet that is wide enough for it, so that no letter is cut off.
        const auto result =
            read(reader(), pdf({lines(letter(), matrix)}, turned == 180 ? "0 0 595 842" : "-247 0 842 842"));
        expect_upright_letter(result);
        BOOST_TEST(result.pages.at(0).turned == turned);
    }
}

BOOST_AUTO_TEST_CASE(one_page_is_read_by_itself_and_says_how_many_there_are) {
    const auto file = pdf({lines({"yksi"}), lines({"kaksi"}), lines({"kolme"})});
    const SealedFile sealed{file};
    const auto answer = reader().read_page(sealed, 2);
    BOOST_TEST(answer.pages == 3);
    BOOST_TEST((answer.kind == FileKind::pdf));
    BOOST_TEST(answer.page.number == 2);
    BOOST_TEST(answer.page.of == 3);
    BOOST_TEST(answer.page.words.at(0).text.reveal() == "kaksi");
    const auto beyond = reader().read_page(sealed, 4);
    BOOST_TEST(beyond.no_such_page);
    BOOST_TEST(beyond.pages == 3);
    BOOST_TEST(!beyond.page.failure.empty());
    const auto none = reader().read_page(SealedFile{view("hello")}, 1);
    BOOST_TEST(none.of_file);
    BOOST_TEST(none.page.failure == "reader.unknown_type");
    BOOST_TEST(none.pages == 0);
}

BOOST_AUTO_TEST_CASE(a_person_turns_a_page_as_he_likes) {
    const auto file = pdf({lines(letter())});
    const SealedFile sealed{file};
    const auto upright = reader().read_page(sealed, 1).page;
    for (const int degrees : {0, 90, 180, 270}) {
        const auto page = reader().read_page(sealed, 1, {.turn_by = degrees}).page;
        BOOST_TEST(page.turned == degrees);
        BOOST_TEST(page.width == (degrees % 180 == 0 ? upright.width : upright.height));
        BOOST_TEST((page.source == Source::embedded) == (degrees == 0));
    }
}

BOOST_AUTO_TEST_CASE(a_sloping_page_is_straightened) {
    const auto result =
        read(reader(), read(reader(), pdf({lines(letter(), ".9994 .0349 -.0349 .9994 10 -10 cm ")})).pages.at(0).image);
    expect_upright_letter(result);
    BOOST_TEST(result.pages.at(0).skew == 2.0, boost::test_tools::tolerance(0.1));
}

BOOST_AUTO_TEST_CASE(text_unlike_the_picture_is_not_taken_for_what_the_page_says) {
    const std::string rectangles = "0 g 72 600 200 20 re f 72 500 20 100 re f 300 300 150 20 re f\n";
    const auto result = read(reader(), pdf({rectangles + "BT 3 Tr /F 16 Tf 72 760 Td (Salakirjoitus) Tj ET"}));
    BOOST_TEST_REQUIRE(result.pages.size() == 1u);
    BOOST_TEST((result.pages[0].source == Source::ocr));
    BOOST_TEST(!contains(result.text(), "Salakirjoitus"));
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_marked_and_a_small_cross_is_not_nothing) {
    BOOST_TEST(read(reader(), png(Picture8{1240, 1754}, PngKind::grey8, 150)).pages.at(0).blank);
    Picture8 cross{1240, 1754};
    for (int i = 0; i < 30; ++i) cross.fill(600 + i, 800 + i, 3, 3), cross.fill(630 - i, 800 + i, 3, 3);
    BOOST_TEST(!read(reader(), png(cross, PngKind::grey8, 150)).pages.at(0).blank);
    Picture8 dust{1240, 1754};
    for (int i = 0; i < 40; ++i) dust.fill(100 + 25 * i, 100 + 37 * i, 2, 2);
    BOOST_TEST(read(reader(), png(dust, PngKind::grey8, 150)).pages.at(0).blank);
}

BOOST_AUTO_TEST_CASE(line_crops_are_spared_their_compression_and_read_the_same) {
    const SealedFile file{scanned_letter()};
    Process quick{settings()};
    auto spared = quick.read_page(file.descriptor(), 1, {});
    ::setenv("ARKKI_READER_PNG_CROPS", "1", 1);
    Process plain{settings()};
    ::unsetenv("ARKKI_READER_PNG_CROPS");
    auto compressed = plain.read_page(file.descriptor(), 1, {});
    BOOST_TEST(spared.answer.spared_crops() > 0u);
    BOOST_TEST(compressed.answer.spared_crops() == 0u);
    BOOST_TEST((spared.answer.take_page().words == compressed.answer.take_page().words));
    BOOST_TEST(spared.peak_kilobytes < 250'000);
}

BOOST_AUTO_TEST_CASE(the_engine_line_names_program_models_and_steps) {
    const auto line = reader().engine();
    for (const auto* part : {"arkki-reader/", "tesseract/5.", "fin+swe+eng", "models/"})
        BOOST_TEST(contains(line, part));
}

BOOST_AUTO_TEST_SUITE_END()
