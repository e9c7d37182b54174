// Boxes burnt into a picture: what was beneath is gone, the rest stays, and what is no picture of ours is refused.
#include <boost/test/unit_test.hpp>

#include <leptonica/allheaders.h>

#include "base/error.hpp"
#include "component/imaging_files.hpp"
#include "imaging/burning.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

Reader& reader() {
    static Reader one{settings()};
    return one;
}

/// The letter as the reader keeps it: a JPEG.
const PageRead& letter_page() {
    static const PageRead page = read(reader(), pdf({lines(letter())})).pages.at(0);
    return page;
}

std::string refusal(ByteView picture, int width, int height, const std::vector<imaging::Box>& boxes) {
    try {
        static_cast<void>(imaging::burn(reader(), picture, width, height, boxes));
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

/// The lightest grey inside a box, 0 to 255.
int lightest(ByteView jpeg, const imaging::Box& box) {
    Pix* pix = pixReadMemJpeg(jpeg.data(), jpeg.size(), 0, 1, nullptr, L_JPEG_READ_LUMINANCE);
    BOOST_REQUIRE(pix != nullptr);
    l_uint32 light = 0;
    for (int y = box.y; y < box.y + box.height; ++y)
        for (int x = box.x; x < box.x + box.width; ++x) {
            l_uint32 value = 0;
            pixGetPixel(pix, x, y, &value);
            light = std::max(light, value);
        }
    pixDestroy(&pix);
    return static_cast<int>(light);
}

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(burning)

BOOST_AUTO_TEST_CASE(what_is_no_picture_of_this_size_and_boxes_outside_of_it_are_refused) {
    const auto& page = letter_page();
    const imaging::Box box{10, 10, 20, 20};
    BOOST_TEST(refusal({}, page.width, page.height, {box}) == "redaction.bad_picture");
    BOOST_TEST(refusal(view(std::string_view{"no picture"}), page.width, page.height, {box}) == "redaction.bad_picture");
    BOOST_TEST(refusal(page.image, page.width + 1, page.height, {box}) == "redaction.bad_picture");
    BOOST_TEST(refusal(page.image, page.width, page.height, {}) == "redaction.bad_picture");
    for (const imaging::Box& bad : {imaging::Box{-1, 0, 5, 5}, imaging::Box{0, 0, 0, 5}, imaging::Box{page.width - 4, 0, 5, 5}, imaging::Box{0, page.height, 5, 5},
                           imaging::Box{5, 5, 2'147'483'647, 5}})
        BOOST_TEST(refusal(page.image, page.width, page.height, {bad}) == "redaction.bad_picture");
    BOOST_TEST(refusal(page.image, page.width, page.height, std::vector<imaging::Box>(4'001, box)) == "redaction.bad_picture");
}

BOOST_AUTO_TEST_CASE(a_burnt_word_is_black_and_cannot_be_read_any_more_while_the_others_can) {
    const auto& page = letter_page();
    imaging::Box secret;
    for (const auto& word : page.words)
        if (word.text.reveal().find("Mallikas") != std::string::npos) secret = word.box;
    BOOST_TEST_REQUIRE(secret.width > 0);
    BOOST_TEST(lightest(page.image, secret) > 200);
    const auto burnt = imaging::burn(reader(), page.image, page.width, page.height, {secret});
    BOOST_TEST(lightest(burnt, secret) < 30);
    const auto again = read(reader(), burnt);
    BOOST_TEST_REQUIRE(again.pages.size() == 1u);
    BOOST_TEST(again.pages[0].width == page.width);
    BOOST_TEST(again.text().find("Mallik") == std::string::npos);
    BOOST_TEST(again.text().find("asiakasrekisteriin") != std::string::npos);
    BOOST_TEST((imaging::burn(reader(), page.image, page.width, page.height, {secret}) == burnt));
}

BOOST_AUTO_TEST_CASE(as_many_boxes_as_there_may_be_reach_the_cage) {
    const auto& page = letter_page();
    std::vector<imaging::Box> boxes;
    for (int i = 0; i < 4'000; ++i) boxes.push_back({i % 100 * 20, i / 100 * 20, 20, 20});
    const auto burnt = imaging::burn(reader(), page.image, page.width, page.height, boxes);
    BOOST_TEST(lightest(burnt, {0, 0, 2000, 800}) < 30);
}

BOOST_AUTO_TEST_SUITE_END()
