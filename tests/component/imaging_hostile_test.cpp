// Files nobody would send in good faith, and files that broke on the way: each has its exact outcome, and the next file
// is read as if nothing had happened.
#include <boost/test/unit_test.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "component/imaging_files.hpp"
#include "imaging/limits.hpp"
#include "imaging/process.hpp"
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

std::string refusal(ByteView file) {
    const auto result = read(reader(), file);
    for (const auto& page : result.pages) BOOST_TEST(page.image.empty() == !page.failure.empty());
    return result.reading.refusal;
}
std::string refusal(const std::string& file) { return refusal(view(file)); }

Bytes head(const Bytes& file, std::size_t size) {
    return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// The file is read, has no words and costs neither much time nor much memory.
void expect_harmless(const Bytes& file) {
    static Process process{settings()};
    const SealedFile sealed{file};
    const auto start = std::chrono::steady_clock::now();
    auto attempt = process.read_page(sealed.descriptor(), 1, {});
    BOOST_TEST(attempt.failure == "");
    BOOST_TEST_REQUIRE(attempt.answer.complete());
    if (!attempt.answer.refusal()) BOOST_TEST(attempt.answer.take_page().words.empty());
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds{30}));  // the machine may be busy
    BOOST_TEST(attempt.peak_kilobytes < 400'000);
}

const std::string locked = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + std::string(64, 'a') + ">/U<" +
                           std::string(64, 'b') + ">>>/ID[<00><00>]";

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(nothing_and_other_kinds_of_file_are_refused_unopened) {
    BOOST_TEST(refusal("") == "reader.empty");
    for (const auto* text :
         {"hello", "/etc/passwd\n", "GIF89a\x01", "PK\x03\x04zip", "<html>", "P5 65000 65000 255\n", "BM"})
        BOOST_TEST(refusal(text) == "reader.unknown_type", text);
    auto small = settings();
    small.largest_file = 100;
    Reader modest{small};
    BOOST_TEST(read(modest, png(Picture8{50, 50})).reading.refusal == "reader.file_too_big");
}

BOOST_AUTO_TEST_CASE(a_signature_alone_is_broken) {
    for (const auto& magic : {std::string("%PDF-1.4\n"), std::string("II*\0", 4), std::string("MM\0*", 4),
                              std::string("\x89PNG\r\n\x1a\n"), std::string("\xff\xd8\xff")})
        BOOST_TEST(refusal(magic) == "reader.broken");
    BOOST_TEST(refusal("%PDF-1.4\n" + std::string(5000, 'x')) == "reader.broken");
    BOOST_TEST(refusal("\x89PNG\r\n\x1a\n/etc/passwd\n/etc/hostname\n") == "reader.broken");
}

BOOST_AUTO_TEST_CASE(sizes_beyond_the_limits_are_refused_by_the_header) {
    const Picture8 dot{1, 1};
    BOOST_TEST(refusal(png(dot, PngKind::grey8, 300, 30'000, 30'000)) == "reader.too_large");
    BOOST_TEST(refusal(png(dot, PngKind::grey8, 300, 20'001, 1)) == "reader.too_large");
    BOOST_TEST(refusal(png(dot, PngKind::grey8, 300, 20'000, 10'001)) == "reader.too_large");
    BOOST_TEST(refusal(png(dot, PngKind::rgba, 300, 12'000, 12'000)) == "reader.too_large");
    auto page = tiff_page(dot);
    page.width = 60'000, page.height = 20'000;
    BOOST_TEST(refusal(tiff({page})) == "reader.too_large");
}

BOOST_AUTO_TEST_CASE(a_picture_that_promises_more_than_it_holds_is_broken) {
    BOOST_TEST(refusal(png(Picture8{1, 1}, PngKind::grey8, 300, 5'000, 5'000)) == "reader.broken");
    const auto whole = png(bar_page());
    BOOST_TEST(refusal(head(whole, whole.size() / 2)) == "reader.broken");
}

BOOST_AUTO_TEST_CASE(a_jpeg_that_broke_off_is_shown_and_marked_and_a_bad_one_is_broken) {
    const auto jpeg = read(reader(), png(bar_page())).pages.at(0).image;
    const auto result = read(reader(), head(jpeg, jpeg.size() / 2));
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST(result.pages.at(0).damaged);
    BOOST_TEST(result.pages.at(0).constant_tail);
    auto bad = jpeg;
    std::fill(bad.begin() + 2, bad.begin() + 200, std::uint8_t{0xff});
    BOOST_TEST(refusal(bad) == "reader.broken");
}

BOOST_AUTO_TEST_CASE(tiff_directories_in_a_circle_are_broken_and_too_many_are_said) {
    auto circle = tiff({tiff_page(Picture8{4, 4})});
    const std::size_t next = 8 + 2 + 11 * 12;
    circle[next] = 8;
    BOOST_TEST(refusal(circle) == "reader.broken");
    auto longer = tiff({tiff_page(Picture8{4, 4}), tiff_page(bar_page()), tiff_page(Picture8{4, 4})});
    const std::size_t last = longer.size() - 16 - 8 - 4;  // behind it: a resolution and a picture
    for (std::size_t i = 0; i < 4; ++i) BOOST_TEST_REQUIRE(longer[last + i] == 0);
    std::copy_n(longer.begin() + static_cast<std::ptrdiff_t>(next), 4, longer.begin() + static_cast<std::ptrdiff_t>(last));
    BOOST_TEST(refusal(longer) == "reader.broken");
    for (const std::size_t pages : {static_cast<std::size_t>(limits::pages) + 1, std::size_t{65'535}})
        BOOST_TEST(refusal(tiff(std::vector<TiffPage>(pages, tiff_page(Picture8{4, 4})))) == "reader.too_many_pages");
}

BOOST_AUTO_TEST_CASE(a_tiff_whose_picture_broke_off_is_broken_and_its_other_pages_are_read) {
    const auto whole = tiff({tiff_page(bar_page()), tiff_page(bar_page())});
    const auto result = read(reader(), head(whole, whole.size() - 200'000));
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST(result.reading.failed == 1);
    BOOST_TEST_REQUIRE(result.pages.size() == 2u);
    BOOST_TEST(result.pages[0].words.at(0).text.reveal() == "LEHTI");
    BOOST_TEST(result.pages[1].failure == "reader.broken");
    const auto lone = tiff({tiff_page(bar_page())});
    BOOST_TEST(refusal(head(lone, lone.size() / 2)) == "reader.broken");
}

BOOST_AUTO_TEST_CASE(what_a_file_names_is_never_opened) {
    const auto bait = std::filesystem::temp_directory_path() / ("arkki-bait-" + std::to_string(::getpid()));
    std::ofstream{bait} << "bait";
    const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    BOOST_TEST_REQUIRE(::inotify_add_watch(watch, bait.c_str(), IN_OPEN | IN_ACCESS) >= 0);
    const auto path = bait.string();
    BOOST_TEST(refusal(path + "\n" + path + "\n") == "reader.unknown_type");
    for (const auto& magic : {std::string("\x89PNG\r\n\x1a\n"), std::string("II*\0", 4), std::string("%PDF-1.4\n"),
                              std::string("\xff\xd8\xff")})
        BOOST_TEST(refusal(magic + path + "\n" + path + "\n") == "reader.broken");
    char event[512];
    BOOST_TEST(::read(watch, event, sizeof event) < 0);
    std::ifstream{bait}.get();  // the watch does see an opened file
    BOOST_TEST(::read(watch, event, sizeof event) > 0);
    ::close(watch);
    std::filesystem::remove(bait);
}

BOOST_AUTO_TEST_CASE(one_bad_page_costs_that_page_only) {
    auto bad = tiff_page(Picture8{4, 4});
    bad.width = 30'000;
    const auto result = read(reader(), tiff({tiff_page(bar_page()), bad, tiff_page(bar_page())}));
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST(result.reading.failed == 1);
    BOOST_TEST_REQUIRE(result.pages.size() == 3u);
    BOOST_TEST(result.pages[1].failure == "reader.too_large");
    BOOST_TEST(result.pages[1].number == 2);
    BOOST_TEST(!result.pages[2].words.empty());
}

BOOST_AUTO_TEST_CASE(pictures_of_odd_shape_or_content_do_no_harm) {
    for (const auto& [width, height] : {std::pair{1, 1}, {3, 20'000}, {20'000, 3}, {2, 2}, {31, 33}, {400, 400}})
        expect_harmless(png(Picture8{width, height}));
    Picture8 black{600, 600}, stripes{600, 600}, checker{600, 600}, noise{600, 600};
    black.fill(0, 0, 600, 600);
    std::uint32_t seed = 1;
    for (int y = 0; y < 600; ++y)
        for (int x = 0; x < 600; ++x) {
            seed = seed * 1664525u + 1013904223u;
            stripes.at(x, y) = y % 20 < 10 ? 0 : 255;
            checker.at(x, y) = (x / 8 + y / 8) % 2 == 0 ? 0 : 255;
            noise.at(x, y) = static_cast<std::uint8_t>(seed >> 24);
        }
    for (const auto& picture : {black, stripes, checker, noise}) expect_harmless(png(picture));
}

BOOST_AUTO_TEST_CASE(a_locked_pdf_is_called_encrypted) {
    BOOST_TEST(refusal(pdf({lines({"salaisuus"})}, "0 0 595 842", locked)) == "reader.encrypted");
}

BOOST_AUTO_TEST_CASE(a_pdf_of_too_many_pages_is_said) {
    BOOST_TEST(refusal(pdf(std::vector<std::string>(limits::pages + 1, "0 0 1 1 re f"))) == "reader.too_many_pages");
}

BOOST_AUTO_TEST_CASE(pdf_tricks_end_within_their_cage) {
    // A form that draws itself, for ever.
    expect_harmless(pdf({"/X Do"}, "0 0 595 842", "",
                        "5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>"
                        "/Length 5>>stream\n/X Do\nendstream endobj\n",
                        "/XObject<</X 5 0 R>>"));
}

BOOST_AUTO_TEST_CASE(pages_without_a_size_and_pages_as_large_as_a_country_are_of_limited_work) {
    struct Sheet {
        const char* box;
        const char* said;
        int width, height;
        std::size_t words;
    };
    // A box of nothing stands for a letter of America; one that lies beside the page's origin for nothing at all.
    for (const auto& [box, said, width, height, words] :
         {Sheet{"0 0 1000000000 1000000000", "", 4472, 4472, 0}, Sheet{"0 0 1000000000 1", "", 20'000, 1, 0},
          Sheet{"0 0 0 0", "", 2550, 3300, 1}, Sheet{"5 5 5 5", "reader.broken", 0, 0, 0},
          Sheet{"100 100 0 0", "", 1667, 1667, 0}}) {
        const auto outcome = read_one(pdf({lines({"iso"})}, box));
        BOOST_TEST(outcome.said == said, box);
        BOOST_TEST((outcome.page.width == width && outcome.page.height == height), box);
        BOOST_TEST(outcome.page.words.size() == words, box);
        BOOST_TEST(outcome.megabytes < 300, box);
    }
}

BOOST_AUTO_TEST_CASE(a_page_that_takes_too_long_is_given_up_and_the_next_is_read) {
    auto hasty = settings();
    hasty.page_limit = std::chrono::milliseconds{1};
    Reader impatient{hasty};
    BOOST_TEST(read(impatient, png(bar_page())).reading.refusal == "reader.timed_out");
    BOOST_TEST(refusal(png(bar_page())) == "");
}

BOOST_AUTO_TEST_CASE(without_the_program_the_file_is_not_to_blame) {
    auto wrong = settings();
    wrong.program = "/nonexistent/arkki-reader";
    Reader none{wrong};
    BOOST_CHECK_EXCEPTION(static_cast<void>(read(none, png(bar_page()))), Error, [](const Error& error) {
        return error.fault() == Fault::unavailable && error.key() == "reader.unavailable";
    });
    wrong.program = "/bin/true";
    Reader silent{wrong};
    BOOST_CHECK_THROW(static_cast<void>(read(silent, png(bar_page()))), Error);
}

BOOST_AUTO_TEST_SUITE_END()
