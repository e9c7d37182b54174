// What a word on a page is found by.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <thread>

#include "lang/analysers.hpp"
#include "lang/words.hpp"

using namespace arkki;

namespace {

lang::Analyser& analyser() {
    static lang::Analyser one;
    return one;
}

bool has(const std::vector<std::string>& forms, const std::string& form) {
    return std::find(forms.begin(), forms.end(), form) != forms.end();
}

/// Whether a one-word or one-number query finds something in a text, as an index would: any form of the query's word is
/// among the forms of a word of the text.
bool finds(const std::string& query, const std::string& text) {
    const auto tokens = analyser().tokens(text);
    const auto terms = analyser().query(query);
    BOOST_TEST_REQUIRE(terms.size() == 1u);
    const auto at = [&](std::size_t first) {
        for (std::size_t i = 0; i < terms[0].words.size(); ++i) {
            if (first + i >= tokens.size()) return false;
            const auto& forms = terms[0].words[i].forms;
            if (!std::any_of(forms.begin(), forms.end(),
                             [&](const auto& form) { return has(tokens[first + i].forms, form); }))
                return false;
        }
        return true;
    };
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (at(i) || (!terms[0].joined.empty() && has(tokens[i].forms, terms[0].joined))) return true;
    return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_inflected_compound_is_found_by_itself_and_by_its_members) {
    for (const auto* query : {"korjauspyyntö", "pyyntö", "pyynnöt", "KORJAUSPYYNNÖSTÄ", "korjaus"})
        BOOST_TEST(finds(query, "Todistus korjauspyynnön epäämisestä."), query);
    BOOST_TEST(!finds("korjauspyyntö", "Pyyntö saapui."));
    BOOST_TEST(finds("epääminen", "korjauspyynnön epäämisestä"));
}

BOOST_AUTO_TEST_CASE(a_word_divided_at_a_lines_end_is_found_whole_and_in_parts) {
    for (const auto* query : {"korjauspyyntö", "korjaus", "pyyntö"})
        BOOST_TEST(finds(query, "tämä korjaus-\npyynnön epääminen"), query);
    BOOST_TEST(!finds("korjauspyyntö", "korjaus -\npyynnön"));
}

BOOST_AUTO_TEST_CASE(spans_of_a_compound_are_found) {
    BOOST_TEST(finds("tietosuoja", "tietosuojavaltuutetun"));
    BOOST_TEST(finds("suojavaltuutettu", "tietosuojavaltuutetun"));
    BOOST_TEST(finds("käsittely", "tietojenkäsittelyn"));
    BOOST_TEST(finds("viranomainen", "valvontaviranomaiselle"));
}

BOOST_AUTO_TEST_CASE(unknown_words_are_found_as_written_whatever_their_case_or_composition) {
    BOOST_TEST(finds("xyzzyqvist", "Herra XYZZYQVIST saapui"));
    BOOST_TEST(finds("äxyzzy", "A\u0308XYZZY"));
    BOOST_TEST(finds("beställning", "BESTÄLLNING av varor"));
    BOOST_TEST(finds("ongelma", "on\u00adgel\u00adma"));
}

BOOST_AUTO_TEST_CASE(numbers_are_found_however_they_are_grouped) {
    for (const auto* query :
         {"050 123 4567", "0501234567", "050-1234567", "+358 50 123 4567", "+358501234567", "00358 50 1234567"})
        for (const auto* text : {"Puh. 050 123 4567.", "0501234567", "050-123 4567", "+358 50 123 4567",
                                 "050\u00a0123\u00a04567 7.10.2020"})
            BOOST_TEST(finds(query, text), query << " in " << text);
    BOOST_TEST(finds("7.10.2020", "07.10.2020"));
    BOOST_TEST(finds("20201007", "Päivä 7.10.2020"));
    BOOST_TEST(finds("\"K2-0017\"", "k2-0017"));
    BOOST_TEST(!finds("050 123 4567", "050 123 4568"));
}

BOOST_AUTO_TEST_CASE(letters_a_scanner_reads_into_numbers_do_not_hide_them) {
    BOOST_TEST(finds("2018", "2O18"));
    BOOST_TEST(finds("10580", "1O5B0"));
    BOOST_TEST(!finds("50", "so"));
}

BOOST_AUTO_TEST_CASE(offsets_point_at_the_word_as_written) {
    const std::string text = "Ää korjauspyynnön \xFF (1)";
    const auto tokens = analyser().tokens(text);
    BOOST_TEST_REQUIRE(tokens.size() == 3u);
    BOOST_TEST(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin) == "korjauspyynnön");
    BOOST_TEST(tokens[1].forms.front() == "korjauspyynnön");
    BOOST_TEST(analyser().tokens("").empty());
    BOOST_TEST(analyser().tokens(std::string(100000, 'a')).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_query_keeps_quoted_words_together_and_ends_at_twenty_terms) {
    const auto terms = analyser().query("\"korjauspyynnön epääminen\" liite \"auki");
    BOOST_TEST_REQUIRE(terms.size() == 3u);
    BOOST_TEST(terms[0].words.size() == 2u);
    BOOST_TEST(has(terms[0].words[0].forms, "korjauspyyntö"));
    BOOST_TEST(!has(terms[0].words[0].forms, "pyyntö"));
    std::string many;
    for (int i = 0; i < 50; ++i) many += "sana ";
    BOOST_TEST(analyser().query(many).size() == 20u);
    BOOST_TEST(analyser().query("\"\" * ( ) '").empty());
    BOOST_TEST(lang::analyser_version().starts_with("2/voikko-"));
}

BOOST_AUTO_TEST_CASE(swedish_and_english_words_are_found_inflected) {
    BOOST_TEST(finds("beställning", "Beställningarna levererades"));
    BOOST_TEST(finds("räkningen", "kundens räkningar"));
    BOOST_TEST(finds("customer", "The customers' complaints"));
    BOOST_TEST(finds("delivery", "Late deliveries"));
    BOOST_TEST(!finds("complaint", "Beställningarna levererades"));
}

BOOST_AUTO_TEST_CASE(what_nobody_sees_parts_no_word) {
    for (const auto* text :
         {"kor\u200bjaus", "kor\u200djaus", "\u202ekorjaus\u202c", "\ufeffkorjaus", "kor\u00adjaus"})
        BOOST_TEST(finds("korjaus", text), text);
    BOOST_TEST(analyser().tokens("\u200b \u202e \ufeff").empty());
}

BOOST_AUTO_TEST_CASE(analysers_are_lent_to_many_threads_at_once) {
    lang::Analysers analysers;
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 20; ++k)
                if (has(analysers.lend()->tokens("korjauspyynnön")[0].forms, "pyyntö")) ++right;
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(right == 160);
}
