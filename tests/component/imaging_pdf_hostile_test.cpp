// PDF files nobody would send in good faith, and those that honest programs locked: each with its exact outcome.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "component/imaging_files.hpp"
#include "imaging/wire.hpp"

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

void put(Bytes& out, std::uint32_t value) { put_be(out, value); }

/// A segment of a JBIG2 stream (ITU-T T.88, 7.2).
void segment(Bytes& out, std::uint32_t number, std::uint8_t kind, const Bytes& data) {
    put(out, number);
    out.insert(out.end(), {kind, 0, 1});
    put(out, static_cast<std::uint32_t>(data.size()));
    out.insert(out.end(), data.begin(), data.end());
}

enum class Jbig2 { fax, arithmetic };

/// A white picture of this side: for each row one bit as a fax has them, or no bits at all.
Bytes white_jbig2(std::uint32_t side, Jbig2 coding) {
    Bytes page, region, out;
    for (const auto value : {side, side, 0u, 0u}) put(page, value);
    page.insert(page.end(), {0, 0, 0});
    segment(out, 0, 48, page);
    for (const auto value : {side, side, 0u, 0u}) put(region, value);
    region.push_back(0);
    if (coding == Jbig2::fax) {
        region.push_back(1);
        region.insert(region.end(), (side + 7) / 8, 0xff);
    } else {
        region.insert(region.end(), {0, 3, 0xff, 0xfd, 0xff, 2, 0xfe, 0xfe, 0xfe, 0xff, 0xac});
    }
    segment(out, 1, 38, region);
    return out;
}

Bytes pdf_of_jbig2(std::uint32_t side, Jbig2 coding) {
    const auto data = white_jbig2(side, coding);
    const auto size = std::to_string(side);
    return pdf({"595 0 0 842 0 0 cm /X Do"}, "0 0 595 842", "",
               "5 0 obj<</Type/XObject/Subtype/Image/Width " + size + "/Height " + size +
                   "/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode/Length " + std::to_string(data.size()) +
                   ">>stream\n" + std::string{data.begin(), data.end()} + "\nendstream endobj\n",
               "/XObject<</X 5 0 R>>");
}

/// A tree of pages six deep, each node ten times the one below: a million pages in a kilobyte.
std::string million_pages() {
    std::string file = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n";
    int count = 1'000'000;
    for (int node = 2; node < 8; ++node, count /= 10) {
        std::string kids;
        for (int i = 0; i < 10; ++i) kids += std::to_string(node + 1) + " 0 R ";
        file += std::to_string(node) + " 0 obj<</Type/Pages/Count " + std::to_string(count) + "/Kids[" + kids + "]>>endobj\n";
    }
    return file + "8 0 obj<</Type/Page/MediaBox[0 0 200 200]>>endobj\n2000000 0 obj null endobj\n" +
           "trailer<</Root 1 0 R/Size 2000001>>\n%%EOF\n";
}

/// A folder that goes away again, for a program that wants files.
class Locksmith {
public:
    Locksmith() : folder_{std::filesystem::temp_directory_path() / ("arkki-locks-" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(folder_);
    }
    ~Locksmith() { std::filesystem::remove_all(folder_); }
    static bool is_here() {
        const bool here = std::system("command -v qpdf >/dev/null 2>&1") == 0;
        if (!here) BOOST_TEST_MESSAGE("skipped: qpdf is not installed");
        return here;
    }
    Bytes locked(const Bytes& file, const std::string& how) {
        const auto in = folder_ / "in.pdf", out = folder_ / "out.pdf";
        std::ofstream{in, std::ios::binary}.write(reinterpret_cast<const char*>(file.data()),
                                                  static_cast<std::streamsize>(file.size()));
        // Exit 3: done, with a word about the missing table of our file.
        const int status = std::system(
            ("qpdf --allow-weak-crypto --encrypt " + how + " -- " + in.string() + " " + out.string() + " 2>/dev/null; test $? = 0 -o $? = 3")
                .c_str());
        BOOST_TEST_REQUIRE(status == 0);
        std::ifstream made{out, std::ios::binary};
        return {std::istreambuf_iterator<char>{made}, {}};
    }

private:
    std::filesystem::path folder_;
};

const std::string forbidden = " --print=none --modify=none --extract=n";

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(pdf_hostile)

BOOST_AUTO_TEST_CASE(what_its_owner_only_forbids_to_print_and_change_is_read) {
    if (!Locksmith::is_here()) return;
    Locksmith smith;
    for (const auto& how : {"'' omistaja 256" + forbidden, "'' omistaja 128 --use-aes=y" + forbidden,
                            "'' omistaja 128 --use-aes=n" + forbidden,
                            std::string{"'' omistaja 40 --print=n --modify=n --extract=n"}}) {
        const auto outcome = read_one(smith.locked(pdf({lines(letter())}), how));
        BOOST_TEST(outcome.said == "", how);
        BOOST_TEST((outcome.page.source == Source::embedded));
        BOOST_TEST(words_of(outcome.page).starts_with("Osoitteenmuutos asiakasrekisteriin "), how);
    }
}

BOOST_AUTO_TEST_CASE(what_needs_a_password_is_called_encrypted) {
    if (!Locksmith::is_here()) return;
    Locksmith smith;
    for (const auto* how : {"salasana omistaja 256", "salasana omistaja 128 --use-aes=y"})
        BOOST_TEST(read_one(smith.locked(pdf({lines(letter())}), how)).said == "reader.encrypted", how);
}

BOOST_AUTO_TEST_CASE(a_jbig2_picture_of_a_thousand_million_pixels_costs_a_page_of_ordinary_size) {
    const auto file = pdf_of_jbig2(35'000, Jbig2::fax);
    BOOST_TEST(file.size() < 12'000u);
    const auto outcome = read_one(file);
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.blank);
    BOOST_TEST(outcome.page.width <= 2500);
    BOOST_TEST(outcome.megabytes < 450);
}

BOOST_AUTO_TEST_CASE(a_jbig2_picture_whose_pixels_are_not_there_ends) {
    const auto file = pdf_of_jbig2(3'000, Jbig2::arithmetic);
    BOOST_TEST(file.size() < 1'000u);
    const auto outcome = read_one(file);
    BOOST_TEST(outcome.said == "");
    BOOST_TEST(outcome.page.words.empty());
    BOOST_TEST(outcome.megabytes < 300);
}

BOOST_AUTO_TEST_CASE(a_million_pages_are_too_many_before_the_first_is_looked_at) {
    const auto outcome = read_one(view(million_pages()));
    BOOST_TEST(outcome.said == "reader.too_many_pages");
    BOOST_TEST(outcome.megabytes < 300);
}

BOOST_AUTO_TEST_CASE(letters_of_a_font_that_is_nowhere_are_drawn_in_another) {
    for (const auto* program : {"", "/FontFile2 99 0 R"}) {
        const auto outcome =
            read_one(pdf({"BT /G 16 Tf 72 760 Td (Osoitteenmuutos) Tj ET"}, "0 0 595 842", "",
                         "6 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Tuntematon/FirstChar 32/LastChar 32/Widths[500]"
                         "/FontDescriptor 7 0 R>>endobj\n"
                         "7 0 obj<</Type/FontDescriptor/FontName/Tuntematon/Flags 32/ItalicAngle 0/Ascent 700"
                         "/Descent -200/CapHeight 700/StemV 80/MissingWidth 500/FontBBox[0 -200 1000 900]" +
                             std::string{program} + ">>endobj\n",
                         "/Font<</G 6 0 R>>"));
        BOOST_TEST(outcome.said == "");
        BOOST_TEST(words_of(outcome.page) == "Osoitteenmuutos ", program);
    }
}

BOOST_AUTO_TEST_SUITE_END()
