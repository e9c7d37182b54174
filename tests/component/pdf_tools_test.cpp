// What other people's programs make of our files. A program that is not installed is said to be skipped.
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <regex>

#include "support/pdf_letters.hpp"
#include "support/pdf_scans.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

struct Run {
    int exit_code;
    std::string output;
};

Run run(const std::string& command) {
    Run result{-1, {}};
    std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.output.append(buffer.data(), n);
    result.exit_code = WEXITSTATUS(pclose(pipe));
    return result;
}

bool is_here(const std::string& program) {
    const bool here = run("command -v " + program).exit_code == 0;
    if (!here) BOOST_TEST_MESSAGE("skipped: " << program << " is not installed");
    return here;
}

/// A file that goes when the test ends.
class Kept {
public:
    explicit Kept(const Bytes& bytes)
        : path_{std::filesystem::temp_directory_path() / ("arkki-pdf-" + std::to_string(getpid()) + ".pdf")} {
        std::ofstream{path_, std::ios::binary} << text_of(bytes);
    }
    ~Kept() { std::filesystem::remove(path_); }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

Bytes letter(Language language, const std::string& body) { return pdf::compose(sheet(language, body), resources()); }

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
    return found;
}

struct Place {
    double left, top, right, bottom;
};

/// Where pdftotext sees a word for the first time, in points from the upper left corner.
Place place_of(const std::string& bbox, const std::string& word) {
    const std::regex entry{R"re(xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">)re" + word + "<"};
    std::smatch found;
    BOOST_TEST_REQUIRE(std::regex_search(bbox, found, entry), word);
    return {std::stod(found[1]), std::stod(found[2]), std::stod(found[3]), std::stod(found[4])};
}

}  // namespace

BOOST_AUTO_TEST_CASE(qpdf_finds_nothing_wrong) {
    if (!is_here("qpdf")) return;
    const std::vector files{letter(Language::fi, refusal(Language::fi)), letter(Language::sv, refusal(Language::sv, 9)),
                            letter(Language::fi, access_reply(60, "arvo")),
                            pdf::searchable({scanned_page(), scanned_page()}, {"Lomake", Language::sv}, resources())};
    for (const auto& bytes : files) {
        const auto checked = run("qpdf --check " + Kept{bytes}.path());
        BOOST_TEST(checked.exit_code == 0, checked.output);
    }
}

BOOST_AUTO_TEST_CASE(the_pages_are_counted_and_table_heads_stand_on_each) {
    if (!is_here("pdftotext")) return;
    const Kept file{letter(Language::fi, access_reply(60, "Esimerkkitie 2, 00200 Helsinki"))};
    const auto text = run("pdftotext -layout " + file.path() + " -").output;
    const auto pages = count(text, "\f");
    BOOST_TEST_REQUIRE(pages >= 3u);
    for (std::size_t i = 1; i <= pages; ++i)
        BOOST_TEST(count(text, "sivu " + std::to_string(i) + "/" + std::to_string(pages)) == 1u);
    const auto pages_with_rows =
        pages - (text.substr(text.rfind('\f', text.size() - 2)).find("yhteydenottolomake") == std::string::npos);
    BOOST_TEST(count(text, "Mistä saatu") == pages_with_rows);
    BOOST_TEST(count(text, "yhteydenottolomake") == 60u);
}

BOOST_AUTO_TEST_CASE(no_heading_is_left_alone_at_the_foot_of_a_page) {
    if (!is_here("pdftotext")) return;
    for (int items = 1; items < 12; ++items) {
        const Kept file{letter(Language::fi, refusal(Language::fi, items))};
        const auto text = run("pdftotext -layout " + file.path() + " -").output;
        const auto at = text.find("OIKEUSSUOJAKEINOT");
        const auto next = text.find("rikotaan", at);
        BOOST_TEST(text.substr(at, next - at).find('\f') == std::string::npos, items << " items");
        const auto signature = text.find("Etunimi Sukunimi, asiakaspalvelupäällikkö");
        BOOST_TEST(text.substr(signature, text.find("7F3K-92QD", signature) - signature).find('\f') ==
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_address_stands_in_the_window_of_the_envelope) {
    if (!is_here("pdftotext")) return;
    constexpr double mm = 72 / 25.4;
    auto sheet_with_window = sheet(Language::fi, refusal(Language::fi));
    const Kept file{pdf::compose(sheet_with_window, resources())};
    const auto words = run("pdftotext -bbox " + file.path() + " -").output;
    const auto street = place_of(words, "Esimerkkitie");
    BOOST_TEST(street.left >= 19.5 * mm);
    BOOST_TEST(street.top >= 46 * mm);
    const auto city = place_of(words.substr(words.find(">Esimerkkitie<")), "00200");
    BOOST_TEST(city.bottom <= 71 * mm);
    BOOST_TEST(city.right <= 105 * mm);
    sheet_with_window.window = {112, 50, 80, 30};
    const Kept moved{pdf::compose(sheet_with_window, resources())};
    BOOST_TEST(place_of(run("pdftotext -bbox " + moved.path() + " -").output, "Esimerkkitie").left >= 111.5 * mm);
}

BOOST_AUTO_TEST_CASE(the_header_stands_upright_at_the_top_and_the_footer_at_the_foot) {
    if (!is_here("pdftotext")) return;
    const Kept file{letter(Language::fi, refusal(Language::fi, 9))};
    const auto words = run("pdftotext -f 2 -l 2 -bbox " + file.path() + " -").output;
    BOOST_TEST(place_of(words, "TODISTUS").bottom < 60);
    BOOST_TEST(place_of(words, "K-2026-00017,").top > 780);
}

BOOST_AUTO_TEST_CASE(a_prepared_letter_has_no_signature_yet) {
    if (!is_here("pdfsig")) return;
    const Kept file{letter(Language::fi, refusal(Language::fi))};
    BOOST_TEST(run("pdfsig " + file.path()).output.find("Signature #1") != 0u);
}

BOOST_AUTO_TEST_CASE(a_scan_is_found_word_for_word_where_it_stands) {
    if (!is_here("pdftotext")) return;
    const Kept file{pdf::searchable({scanned_page()}, {"Lomake", Language::fi}, resources())};
    const auto text = run("pdftotext " + file.path() + " -").output;
    BOOST_TEST(text.find("Hyvä vastaanottaja") == 0u, text);
    BOOST_TEST(text.find("Ŋuorri") != std::string::npos);
    const auto words = run("pdftotext -bbox " + file.path() + " -").output;
    const auto word = place_of(words, "vastaanottaja");
    constexpr double points = 72.0 / 300;
    BOOST_TEST(word.left == 480 * points, boost::test_tools::tolerance(0.01));
    BOOST_TEST(word.right == 900 * points, boost::test_tools::tolerance(0.01));
    BOOST_TEST(word.top == 400 * points, boost::test_tools::tolerance(0.02));
    BOOST_TEST(word.bottom == 450 * points, boost::test_tools::tolerance(0.02));
}

// Not in Debian 12: set ARKKI_VERAPDF to its launcher to have the real judge look at everything.
BOOST_AUTO_TEST_CASE(verapdf_agrees_where_it_is_installed) {
    const char* program = std::getenv("ARKKI_VERAPDF");
    if (!program) {
        BOOST_TEST_MESSAGE("skipped: ARKKI_VERAPDF is not set");
        return;
    }
    const auto check = [&](const Bytes& bytes, const std::string& flavour) {
        const auto judged = run(std::string{program} + " --format text -f " + flavour + " " + Kept{bytes}.path());
        BOOST_TEST(judged.output.find("PASS") == 0u, judged.output);
    };
    for (const auto language : {Language::fi, Language::sv, Language::en}) {
        check(letter(language, refusal(language, 5)), "3a");
        check(letter(language, refusal(language, 5)), "ua1");
    }
    check(pdf::searchable({scanned_page()}, {"Lomake", Language::fi}, resources()), "2u");
}
