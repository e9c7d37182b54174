// What is indexed, what is asked of the engines, and how a query is kept in the log.
#include <boost/test/unit_test.hpp>

#include "archive/document.hpp"
#include "archive/terms.hpp"
#include "base/error.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

lang::QueryTerm term(const std::vector<std::vector<std::string>>& words, const std::string& joined = {}) {
    lang::QueryTerm made;
    for (const auto& forms : words) made.words.push_back({0, 0, forms});
    made.joined = joined;
    return made;
}

imaging::Word word(const std::string& text, int line) { return {PersonalText{text}, {}, 90.F, line, 0, 0}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_can_not_leave_its_quotes) {
    BOOST_TEST(fts5_query({term({{"a\"b"}})}) == "((\"a\"\"b\"))");
    BOOST_TEST(tsquery({term({{"a'b\\c"}})}) == "(('a''b\\\\c'))");
    BOOST_TEST(fts5_query({term({{"\" OR terms:\""}})}) == "((\"\"\" OR terms:\"\"\"))");
    BOOST_TEST(tsquery({term({{"' | !'x\\"}})}) == "((''' | !''x\\\\'))");
}

BOOST_AUTO_TEST_CASE(forms_are_alternatives_and_words_must_all_be_there) {
    const std::vector<lang::QueryTerm> terms{term({{"pyynnön", "pyyntö"}}), term({{"050"}, {"123"}}, "050123")};
    BOOST_TEST(fts5_query(terms) == "((\"pyynnön\" OR \"pyyntö\")) AND (((\"050\") AND (\"123\")) OR \"050123\")");
    BOOST_TEST(tsquery(terms) == "(('pyynnön' | 'pyyntö')) & ((('050') & ('123')) | '050123')");
    BOOST_TEST((wanted_forms(terms) == std::set<std::string>{"pyynnön", "pyyntö", "050", "123", "050123"}));
}

BOOST_AUTO_TEST_CASE(at_most_twenty_words_are_searched_for) {
    lang::Analyser analyser;
    std::string words = "\"";
    for (int i = 0; i < 60; ++i) words += "sana" + std::to_string(i) + (i == 29 ? "\" " : " ");
    std::size_t count = 0;
    for (const auto& part : query_terms(analyser, words)) count += part.words.size();
    BOOST_TEST(count == 20u);
    BOOST_TEST(query_terms(analyser, " \" * ").empty());
}

BOOST_AUTO_TEST_CASE(the_log_keeps_what_was_typed_or_the_words_it_was_taken_for) {
    lang::Analyser analyser;
    const auto kept = [&](const std::string& typed) {
        return loggable(PersonalText{typed}, query_terms(analyser, typed)).reveal();
    };
    BOOST_TEST(kept("\"Maija Malli\" tilaus?") == "\"Maija Malli\" tilaus?");
    BOOST_TEST(kept("Maija\x1B[2J Malli").find('\x1B') == std::string::npos);
    BOOST_TEST(kept(std::string("tilaus\0", 7)) == "tilaus");
    BOOST_TEST(kept("tilaus \xFF").starts_with("tilaus"));
    BOOST_TEST(kept("tilaus \xC2\x9B"
                    "31m")
                   .find("\xC2\x9B") == std::string::npos);
    BOOST_TEST(kept(std::string(600, 'x')).size() == 64u);
}

BOOST_AUTO_TEST_CASE(text_keeps_lines_and_names_are_looked_for_within_one) {
    const std::vector<imaging::Word> words{word("Maija", 0), word("Malli", 0), word("Helsinki", 1)};
    BOOST_TEST(joined_text(words) == "Maija Malli\nHelsinki");
    BOOST_TEST(joined_text({}) == "");
    BOOST_TEST((name_keys(words) == std::vector<std::string>{"maija malli"}));
    lang::Analyser analyser;
    BOOST_TEST((words_with(analyser, words, {"malli"}) == std::vector<std::size_t>{1}));
    BOOST_TEST(words_with(analyser, words, {"mall"}).empty());
    BOOST_TEST(words_with(analyser, {}, {"malli"}).empty());
}

BOOST_AUTO_TEST_CASE(what_is_indexed_stays_below_a_megabyte) {
    lang::Analyser analyser;
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + std::string(55, 'x') + " ";
    BOOST_TEST(terms_of(analyser, text).size() < 900'000u);
    BOOST_TEST(terms_of(analyser, "b a b") == "a b");
}

BOOST_AUTO_TEST_CASE(every_type_of_paper_has_its_code) {
    BOOST_TEST(all_series().size() == 6u);
    for (const auto series : all_series()) BOOST_TEST((series_from(code(series)) == series));
    BOOST_CHECK_THROW(series_from("invoice"), Error);
}
