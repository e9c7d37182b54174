#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter_markdown.hpp"
#include "support/pdf_letters.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

constexpr Language languages[] = {Language::fi, Language::sv, Language::en};

/// Composes, and leaves the file in $ARKKI_KEEP_PDF for a look at it.
Bytes composed(const pdf::LetterSheet& sheet, const std::string& name) {
    Bytes letter = pdf::compose(sheet, resources());
    if (const char* folder = std::getenv("ARKKI_KEEP_PDF")) {
        std::ofstream out{std::filesystem::path{folder} / (name + ".pdf"), std::ios::binary};
        out << text_of(letter);
    }
    return letter;
}

Bytes composed_finnish(const std::string& body) { return composed(sheet(Language::fi, body), "letter"); }

/// A letter with a value in its text.
std::string with(const std::string& value) { return refusal(Language::fi) + "\n" + value + "\n"; }

std::string key_of(const std::string& body) {
    try {
        composed_finnish(body);
    } catch (const Error& error) {
        BOOST_TEST((error.fault() == Fault::invalid));
        return error.key();
    }
    return "no error";
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
    return found;
}

void check_conforming(const Bytes& letter) {
    const auto problems = pdf::conformance_problems(letter);
    BOOST_TEST(problems.empty(), (problems.empty() ? std::string{} : problems.front()));
}

/// White space of a letter's blocks as one blank each.
std::string words_only(std::string text) {
    for (const std::string& blank : {std::string{"\u2028"}, std::string{"\u00a0"}, std::string{"\n"}})
        for (std::size_t at; (at = text.find(blank)) != std::string::npos;) text.replace(at, blank.size(), " ");
    return text;
}

struct TextOf {
    std::string operator()(const pdf::Heading& heading) const { return pdf::plain(heading.text); }
    std::string operator()(const pdf::Paragraph& paragraph) const { return pdf::plain(paragraph.text); }
    std::string operator()(const pdf::Rule&) const { return {}; }
    std::string operator()(const pdf::List& list) const {
        std::string all;
        int number = list.first;
        for (const auto& item : list.items) {
            all += (all.empty() ? "" : " ") + (list.numbered ? std::to_string(number++) + "." : std::string{"–"});
            for (const auto& paragraph : item) all += " " + pdf::plain(paragraph);
        }
        return all;
    }
    std::string operator()(const pdf::Table& table) const {
        std::string all;
        for (const auto& cell : table.head) all += (all.empty() ? "" : " ") + pdf::plain(cell);
        for (const auto& row : table.rows)
            for (const auto& cell : row) all += " " + pdf::plain(cell);
        return all;
    }
};

std::string text_of_blocks(const std::string& markdown) {
    std::string all;
    for (const auto& block : pdf::blocks_of(markdown)) all += (all.empty() ? "" : " ") + std::visit(TextOf{}, block);
    return words_only(all);
}

}  // namespace

BOOST_AUTO_TEST_CASE(characters_that_deceive_or_that_no_font_has_are_refused) {
    BOOST_TEST(key_of(with("abc \u202e def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("abc \u200b def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("abc \x01 def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("abc \u0085 def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("abc \ue000 def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("abc \xed\xa0\x80 def")) == "letter.bad_character");
    BOOST_TEST(key_of(with("ไทย")) == "letter.no_glyph");
    BOOST_TEST(key_of(with("नमस्ते")) == "letter.no_glyph");
    BOOST_TEST(key_of(with("\U0001f9ff")) == "letter.no_glyph");
}

BOOST_AUTO_TEST_CASE(markup_outside_the_dialect_is_refused_with_its_line) {
    for (const char* markup :
         {"<b>x</b>", "[x](http://example.org)", "![x](y.png)", "`x`", "> x", "*x*", "### x", "- a\n  - b"})
        BOOST_TEST(key_of(with(markup)) == "letter.bad_markdown", markup);
    try {
        pdf::blocks_of("# Title\n\n> quoted\n");
    } catch (const Error& error) {
        BOOST_TEST(std::string{error.what()} == "letter.bad_markdown: block_quote in line 3");
    }
}

BOOST_AUTO_TEST_CASE(a_letter_without_its_parts_is_refused) {
    BOOST_TEST(key_of("Esimerkki Oy\n") == "letter.bad_markdown");
    BOOST_TEST(key_of("a\n\nb\n\nc\n\nd\n\n# Title\n") == "letter.bad_head");
    BOOST_TEST(
        key_of("a\n\nb\n\n1\\\n2\\\n3\\\n4\\\n5\\\n6\\\n7\\\n8\\\n9\\\n10\n\n# Title\n\nEtunimi Sukunimi, asiakaspalvelupäällikkö\n") ==
        "letter.bad_head");
    BOOST_TEST(key_of("a\n\nb\n\nc\n\n# Title\n\nNo signer here.\n") == "letter.no_signature_block");
}

BOOST_AUTO_TEST_CASE(a_missing_font_or_profile_is_said_so) {
    auto without = resources();
    without.colour_profile = "/nowhere/sRGB.icc";
    BOOST_CHECK_EXCEPTION(pdf::compose(sheet(Language::fi, refusal(Language::fi)), without), Error,
                          [](const Error& error) { return error.key() == "letter.no_resource"; });
    without = resources();
    without.font_settings = "/nowhere/fonts.conf";
    BOOST_CHECK_EXCEPTION(pdf::compose(sheet(Language::fi, refusal(Language::fi)), without), Error,
                          [](const Error& error) { return error.key() == "letter.no_resource"; });
}

BOOST_AUTO_TEST_CASE(a_letter_conforms_in_each_language_and_is_the_same_bytes_each_time) {
    for (const auto language : languages) {
        const auto letter = sheet(language, refusal(language));
        const auto bytes = composed(letter, "refusal-" + std::string{code(language)});
        check_conforming(bytes);
        BOOST_TEST((bytes == composed(letter, "again")));
    }
}

BOOST_AUTO_TEST_CASE(three_letters_at_once_are_the_same_bytes_as_one_after_the_other) {
    const auto letter = sheet(Language::fi, refusal(Language::fi));
    const auto alone = composed(letter, "alone");
    std::atomic<int> same{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 8; ++k) same += pdf::compose(letter, resources()) == alone;
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(same == 24);
}

BOOST_AUTO_TEST_CASE(the_text_of_the_file_is_the_text_of_the_letter) {
    for (const auto language : languages) {
        const auto letter = sheet(language, refusal(language, 3));
        BOOST_TEST(pdf::text_of_letter(composed(letter, "text")).reveal() == text_of_blocks(letter.body));
    }
    const auto table = sheet(Language::fi, access_reply(60, "Esimerkkitie 2, 00200 Helsinki"));
    BOOST_TEST(pdf::text_of_letter(composed(table, "access-60")).reveal() == text_of_blocks(table.body));
}

BOOST_AUTO_TEST_CASE(the_letters_of_our_neighbours_are_printed) {
    const std::string names = "Áŋŋá Čáhppesoađđi, Ǯiõǥǥ, Żółć Gęślą, Šimek, Þór";
    const auto letter = composed_finnish(with(names));
    check_conforming(letter);
    BOOST_TEST(pdf::text_of_letter(letter).reveal().find(names) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_letter_to_be_signed_by_hand_has_no_field) {
    auto letter = sheet(Language::fi, refusal(Language::fi));
    letter.signatures.clear();
    const auto bytes = composed(letter, "by-hand");
    check_conforming(bytes);
    BOOST_TEST(count(text_of(bytes), "/Widget") == 0u);
}

BOOST_AUTO_TEST_CASE(two_signers_get_two_fields) {
    auto letter = sheet(Language::fi, refusal(Language::fi) + "\nEsimerkki Oy\n\nToinen Todistaja, arkistonhoitaja\n");
    letter.signatures.push_back({"Toinen Todistaja, arkistonhoitaja", "Allekirjoitus: Toinen Todistaja"});
    const auto bytes = composed(letter, "two-signers");
    check_conforming(bytes);
    const auto file = text_of(bytes);
    BOOST_TEST(count(file, "(Signature1)") == 1u);
    BOOST_TEST(count(file, "(Signature2)") == 1u);
}

BOOST_AUTO_TEST_CASE(an_internal_paper_needs_no_receiver) {
    auto letter = sheet(Language::fi, "Esimerkki Oy\n\nHelsinki 5.3.2026\n\n# SITOUMUS\n\nTeksti.\n");
    letter.signatures.clear();
    check_conforming(composed(letter, "internal"));
}

BOOST_AUTO_TEST_CASE(long_values_stay_on_the_page) {
    check_conforming(composed_finnish(with(std::string(5000, 'x'))));
    check_conforming(composed(sheet(Language::fi, access_reply(5, std::string(200, 'm'))), "long-words"));
    std::string finding;
    for (int i = 0; i < 400; ++i) finding += "sana ";
    check_conforming(composed(sheet(Language::fi, access_reply(3, finding)), "long-cells"));
    check_conforming(composed(sheet(Language::fi, access_reply(3, finding + finding + finding)), "no-table"));
}

BOOST_AUTO_TEST_CASE(an_address_is_never_given_a_hyphen) {
    const std::string mail = "tietosuojavaltuutetun.henkilötietotoimisto@henkilötietojen-esimerkkiyhteisö.example";
    const std::string number = "A-000" + std::string(120, '7');
    auto letter = sheet(Language::fi, access_reply(1, mail + " " + number));
    letter.hyphenate = [](const std::string& text) {  // wherever it can
        std::string divided;
        for (const char sign : text) divided += (sign >= 'a' && sign <= 'z' ? "\u00ad" : "") + std::string{sign};
        return divided;
    };
    std::string text = pdf::text_of_letter(composed(letter, "addresses")).reveal();
    std::erase(text, ' ');
    BOOST_TEST(text.find(mail) != std::string::npos);
    BOOST_TEST(text.find(number) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(empty_cells_and_tables_do_no_harm) {
    check_conforming(composed(sheet(Language::fi, access_reply(3, "")), "empty-cells"));
    check_conforming(composed(sheet(Language::fi, access_reply(0, "")), "empty-table"));
}
