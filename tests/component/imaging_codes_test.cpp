// QR and Code 128: found wherever the page lies, said where they stand on the upright page.
#define ZX_USE_UTF8
#include <boost/test/unit_test.hpp>

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <cmath>
#include <set>

#include "component/imaging_files.hpp"

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

/// `ARKKI:F:contact:fi:3` as a QR code of 25 modules.
const std::vector<std::string> form_code{
    "#######.#.....###.#######", "#.....#.#..####...#.....#", "#.###.#.##..#.#...#.###.#", "#.###.#.###.##.##.#.###.#",
    "#.###.#..##.#..##.#.###.#", "#.....#.###...#...#.....#", "#######.#.#.#.#.#.#######", "..........##....#........",
    "##..###...#.#.###..#.####", "#......##....#.#....#.#.#", ".##...#.###..#.##.###....", "##.##...##..#.##..#...###",
    ".#...##....#.##.####....#", "#..##..####.#.###...#.###", ".....####.######..#.#....", "...#...#.###.#..###.#.#..",
    "####.##.#...##..#####...#", "........##...##.#...#.#.#", "#######..#......#.#.#.#..", "#.....#.#.#.#.#.#...####.",
    "#.###.#.#..#.##.#########", "#.###.#...#.#..#.##...###", "#.###.#..########.#..#.#.", "#.....#.#..#.#.#....#.##.",
    "#######.##..##.#..#.#..##"};
/// `400000001747` as a Code 128.
const std::string label_code =
    "11010011100110001010001101100110011011001100110110011001001110011010001110110101111011101100011101011";

constexpr int module = 6, label_module = 4;
constexpr Box form_box{950, 80, 25 * module, 25 * module};

void draw_label(Picture8& picture, int x, int y) {
    for (const char bar : label_code) {
        if (bar == '1') picture.fill(x, y, label_module, 110);
        x += label_module;
    }
}

Picture8 page_with_codes() {
    auto picture = bar_page(1240, 1100);
    for (std::size_t y = 0; y < form_code.size(); ++y)
        for (std::size_t x = 0; x < form_code.size(); ++x)
            if (form_code[y][x] == '#')
                picture.fill(form_box.x + static_cast<int>(x) * module, form_box.y + static_cast<int>(y) * module,
                             module, module);
    draw_label(picture, 120, 800);
    return picture;
}

Picture8 turned_clockwise(const Picture8& picture) {
    Picture8 turned{picture.height, picture.width};
    for (int y = 0; y < turned.height; ++y)
        for (int x = 0; x < turned.width; ++x)
            turned.at(x, y) =
                picture
                    .bytes[static_cast<std::size_t>(picture.height - 1 - x) * static_cast<std::size_t>(picture.width) +
                           static_cast<std::size_t>(y)];
    return turned;
}

/// A QR code as scanners meet it, `side` pixels a module. @returns its side in pixels
int draw_qr(Picture8& picture, int left, int top, int side, const std::string& text) {
    ZXing::MultiFormatWriter writer{ZXing::BarcodeFormat::QRCode};
    const auto code = writer.setMargin(0).setEccLevel(1).encode(text, 0, 0);
    for (int y = 0; y < code.height(); ++y)
        for (int x = 0; x < code.width(); ++x)
            if (code.get(x, y)) picture.fill(left + x * side, top + y * side, side, side);
    return code.width() * side;
}

bool near(int left, int right) { return std::abs(left - right) <= 2 * module; }

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(codes)

BOOST_AUTO_TEST_CASE(codes_are_found_in_every_direction_and_ours_say_which_way_is_up) {
    auto picture = page_with_codes();
    for (const int turned : {0, 270, 180, 90}) {
        const auto page = read(reader(), png(picture)).pages.at(0);
        picture = turned_clockwise(picture);
        BOOST_TEST(page.turned == turned);
        BOOST_TEST(page.width == 1240);
        BOOST_TEST_REQUIRE(page.codes.size() == 2u, turned << " gave " << page.codes.size());
        BOOST_TEST(page.codes[0].text.reveal() == "ARKKI:F:contact:fi:3");
        BOOST_TEST((page.codes[0].format == CodeFormat::qr));
        const auto& box = page.codes[0].box;
        BOOST_TEST((near(box.x, form_box.x) && near(box.y, form_box.y)), box.x << ',' << box.y);
        BOOST_TEST((near(box.width, form_box.width) && near(box.height, form_box.height)));
        BOOST_TEST(page.codes[1].text.reveal() == "400000001747");
        BOOST_TEST((page.codes[1].format == CodeFormat::code128));
        BOOST_TEST((page.codes[1].box.y > 780 && page.codes[1].box.y < 920), page.codes[1].box.y);
        BOOST_TEST(page.words.at(0).text.reveal() == "LEHTI");
    }
}

BOOST_AUTO_TEST_CASE(the_same_label_twice_is_said_once_and_does_not_end_the_reader) {
    Picture8 picture{1240, 1100};
    draw_label(picture, 120, 100);
    draw_label(picture, 620, 100);
    draw_label(picture, 120, 800);
    const auto page = read(reader(), png(picture)).pages.at(0);
    BOOST_TEST(page.failure == "");
    BOOST_TEST(!page.codes_missing);
    BOOST_TEST(!page.blank);
    BOOST_TEST(page.codes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_of_many_codes_keeps_the_limit) {
    Picture8 picture{1260, 1260};
    for (int row = 0; row < 6; ++row)
        for (int column = 0; column < 6; ++column)
            for (std::size_t y = 0; y < form_code.size(); ++y)
                for (std::size_t x = 0; x < form_code.size(); ++x)
                    if (form_code[y][x] == '#')
                        picture.fill(20 + column * 205 + static_cast<int>(x) * 6,
                                     20 + row * 205 + static_cast<int>(y) * 6, 6, 6);
    const auto page = read(reader(), png(picture)).pages.at(0);
    BOOST_TEST(page.failure == "");
    BOOST_TEST(page.codes.size() <= 32u);
    BOOST_TEST(!page.codes.empty());
}

BOOST_AUTO_TEST_CASE(a_code_of_four_kilobytes_is_more_than_a_code_may_say) {
    Picture8 picture{1240, 1700};
    std::string text;
    while (text.size() < 4'296) text += static_cast<char>('A' + text.size() % 26);  // the most that any QR code holds
    BOOST_TEST(draw_qr(picture, 80, 80, 6, text) == 177 * 6);
    draw_qr(picture, 80, 1300, 8, "LYHYT");
    const auto page = read_one(png(picture)).page;
    BOOST_TEST_REQUIRE(page.codes.size() == 1u);
    BOOST_TEST(page.codes[0].text.reveal() == "LYHYT");
    Picture8 most{1240, 1240};
    const std::string kilobyte(1'024, 'A');
    draw_qr(most, 80, 80, 8, kilobyte);
    BOOST_TEST(read_one(png(most)).page.codes.at(0).text.reveal() == kilobyte);
}

BOOST_AUTO_TEST_CASE(of_hundreds_of_codes_on_a_page_some_are_kept_and_never_too_many) {
    Picture8 picture{20 * 60 + 40, 10 * 60 + 40};
    for (int i = 0; i < 200; ++i)  // not in rank and file: corners of different codes would look like one code's
        draw_qr(picture, 20 + i % 20 * 60 + i * 7 % 15, 20 + i / 20 * 60 + i * 5 % 13, 2, "K" + std::to_string(i));
    const auto outcome = read_one(png(picture));
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(!outcome.page.codes.empty());
    BOOST_TEST(outcome.page.codes.size() <= 32u);
    std::set<std::string> texts;
    for (const auto& code : outcome.page.codes) {
        BOOST_TEST(code.text.reveal().starts_with("K"));
        texts.insert(code.text.reveal());
    }
    BOOST_TEST(texts.size() == outcome.page.codes.size());
}

BOOST_AUTO_TEST_SUITE_END()
