#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "base/error.hpp"
#include "pdf/conformance.hpp"
#include "support/pdf_letters.hpp"
#include "support/pdf_scans.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

const pdf::SearchableMeta meta{"Tilauslomake", Language::fi};

std::string key_of(const std::vector<pdf::SearchablePage>& pages, const pdf::Resources& from = resources()) {
    try {
        static_cast<void>(pdf::searchable(pages, meta, from));
    } catch (const Error& error) {
        return error.key();
    }
    return "no error";
}

pdf::SearchablePage with(void (*change)(pdf::SearchablePage&)) {
    auto page = scanned_page();
    change(page);
    return page;
}

pdf::SearchablePage jpeg(int components) {
    auto page = scanned_page();
    page.kind = pdf::SearchablePage::Picture::jpeg;
    page.picture = jpeg_head(page.width, page.height, components);
    return page;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pages_that_cannot_be_are_refused) {
    BOOST_TEST(key_of({}) == "searchable.bad_page");
    BOOST_TEST(key_of({with([](auto& page) { page.width = 0; })}) == "searchable.bad_page");
    BOOST_TEST(key_of({with([](auto& page) { page.height = -1; })}) == "searchable.bad_page");
    BOOST_TEST(key_of({with([](auto& page) { page.dpi = 0; })}) == "searchable.bad_page");
    BOOST_TEST(key_of({with([](auto& page) { page.picture.clear(); })}) == "searchable.bad_page");
    BOOST_TEST(key_of({with([](auto& page) { page.kind = pdf::SearchablePage::Picture::jpeg; })}) ==
               "searchable.bad_page");
    BOOST_TEST(key_of({jpeg(4)}) == "searchable.bad_page");
    auto small = jpeg(1);
    small.width = 100;
    BOOST_TEST(key_of({small}) == "searchable.bad_page");
    auto cut = jpeg(1);
    for (std::size_t i = 0; i < 20; ++i) {
        cut.picture.resize(i);
        BOOST_TEST(key_of({cut}) == (i < 18 ? "searchable.bad_page" : "no error"));
        cut = jpeg(1);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_font_is_said_so) {
    auto without = resources();
    without.glyphless_font = "/nowhere/pdf.ttf";
    BOOST_TEST(key_of({scanned_page()}, without) == "letter.no_resource");
}

BOOST_AUTO_TEST_CASE(odd_words_do_no_harm) {
    auto page = scanned_page();
    page.words.push_back({PersonalText{""}, 1, 1, 1, 1, 3, 1, 0});
    page.words.push_back({PersonalText{"x"}, 0, 0, 0, 0, 3, 1, 0});
    page.words.push_back({PersonalText{"\xff"}, 1, 1, 1, 1, 3, 1, 0});
    page.words.push_back({PersonalText{"\U0001f600"}, 1, 1, 9, 9, 3, 1, 0});
    page.words.push_back({PersonalText{"ylä"}, 5, 0, 9, 9, 4, 1, -5});
    BOOST_TEST(key_of({page}) == "no error");
    page.words.clear();
    BOOST_TEST(key_of({page}) == "no error");
}

BOOST_AUTO_TEST_CASE(a_searchable_file_is_the_same_bytes_each_time_and_says_what_it_is) {
    const std::vector pages{scanned_page(), jpeg(1), jpeg(3)};
    const auto file = pdf::searchable(pages, meta, resources());
    BOOST_TEST((file == pdf::searchable(pages, meta, resources())));
    const auto text = text_of(file);
    for (const char* part : {"%PDF-1.7\n", "<pdfaid:part>2<", "<pdfaid:conformance>U<", "/CCITTFaxDecode", "/DCTDecode",
                             "/DeviceRGB", "/GTS_PDFA1", "/Lang (fi)", "/GlyphLessFont"})
        BOOST_TEST(text.find(part) != std::string::npos, part);
    for (const char* part : {"/Producer", "/ModDate", "/CreationDate"})
        BOOST_TEST(text.find(part) == std::string::npos, part);
}

BOOST_AUTO_TEST_CASE(what_is_no_searchable_file_of_ours_does_not_pass_the_list) {
    const auto file = pdf::searchable({scanned_page(), jpeg(1), jpeg(3)}, meta, resources());
    BOOST_TEST(pdf::searchable_problems(file).empty());
    const auto changed = [&](const std::string& from, const std::string& to) {
        BOOST_REQUIRE(from.size() == to.size());
        std::string text = text_of(file);
        const auto at = text.find(from);
        BOOST_REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
        return pdf::searchable_problems(view(text));
    };
    BOOST_TEST(!changed("<pdfaid:part>2<", "<pdfaid:part>1<").empty());
    BOOST_TEST(!changed("<pdfaid:conformance>U<", "<pdfaid:conformance>B<").empty());
    BOOST_TEST(!changed("/ToUnicode", "/ToUnicorn").empty());
    BOOST_TEST(!changed("/FontFile2", "/FontFile9").empty());
    BOOST_TEST(!changed("/GTS_PDFA1", "/GTS_PDFX1").empty());
    BOOST_TEST(!changed("/DeviceRGB", "/DeviceCMY").empty());
    BOOST_TEST(!changed("/DCTDecode", "/JPXDecode").empty());
    BOOST_TEST(!changed("/Lang (fi)", "/Long (fi)").empty());
    BOOST_TEST(!changed("%PDF-1.7", "%PDF-2.7").empty());
    BOOST_TEST(!pdf::searchable_problems({}).empty());
    const std::string text = text_of(file);
    for (std::size_t cut = 0; cut < text.size(); cut += 997)
        BOOST_TEST(!pdf::searchable_problems(view(std::string_view{text}.substr(0, cut))).empty());
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_does_not_spoil_the_file_another_may_stand_in_its_place) {
    Bytes bytes;
    pdf::SearchableFile file{[&](ByteView piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); }, meta,
                             resources()};
    BOOST_CHECK_THROW(file.add(jpeg(4)), Error);
    file.add(scanned_page());
    file.finish();
    BOOST_TEST(pdf::searchable_problems(bytes).empty());
}

BOOST_AUTO_TEST_CASE(a_thousand_pages_are_written_without_being_kept) {
    std::size_t written = 0, longest = 0;
    pdf::SearchableFile file{[&](ByteView piece) {
                                 written += piece.size();
                                 longest = std::max(longest, piece.size());
                             },
                             meta, resources()};
    const auto page = scanned_page();
    for (int i = 0; i < 1000; ++i) file.add(page);
    file.finish();
    BOOST_TEST(written > 1000 * page.picture.size());
    BOOST_TEST(longest < 20'000u);
}
