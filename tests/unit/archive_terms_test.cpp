// What is indexed, what is asked of the engines, and how a query is kept in the log.
#include <boost/test/unit_test.hpp>

#include "archive/asked.hpp"
#include "archive/document.hpp"
#include "archive/engine_query.hpp"
#include "archive/terms.hpp"
#include "archive/vocabulary.hpp"
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

const EngineQuery sqlite{db::Engine::sqlite}, postgresql{db::Engine::postgresql};

imaging::Word word(const std::string& text, int line) { return {PersonalText{text}, {}, 90.F, line, 0, 0}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_can_not_leave_its_quotes) {
    BOOST_TEST(sqlite.all_of({term({{"a\"b"}})}) == "(\"a\"\"b\")");
    BOOST_TEST(postgresql.all_of({term({{"a'b\\c"}})}) == "((('a''b\\\\c')))");
    BOOST_TEST(sqlite.all_of({term({{"\" OR terms:\""}})}) == "(\"\"\" OR terms:\"\"\")");
    BOOST_TEST(postgresql.all_of({term({{"' | !'x\\"}})}) == "(((''' | !''x\\\\')))");
}

BOOST_AUTO_TEST_CASE(forms_are_alternatives_and_words_must_all_be_there) {
    const std::vector<lang::QueryTerm> terms{term({{"pyynnön", "pyyntö"}}), term({{"050"}, {"123"}}, "050123")};
    BOOST_TEST(sqlite.all_of(terms) == "(\"pyynnön\x1fpyyntö\") AND (\"050 123\" OR \"050123\")");
    BOOST_TEST(postgresql.all_of(terms) == "((('pyynnön' | 'pyyntö'))) & ((('050') <-> ('123')) | '050123')");
    BOOST_TEST(sqlite.but_not("\"a\"", "") == "\"a\"");
    BOOST_TEST(sqlite.but_not("\"a\"", "\"b\"") == "(\"a\") NOT (\"b\")");
    BOOST_TEST(postgresql.but_not("'a'", "'b'") == "('a') & !('b')");
    BOOST_TEST(one_phrase(terms).words.size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_log_keeps_what_was_typed_or_the_words_it_was_taken_for) {
    lang::Analyser analyser;
    const auto kept = [&](const std::string& typed) {
        return loggable(PersonalText{typed}, understood(analyser, typed, {})).reveal();
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
}

BOOST_AUTO_TEST_CASE(only_the_words_that_answer_are_marked) {
    lang::Analyser analyser;
    const std::vector<imaging::Word> words{word("Pyyntö:", 0), word("-", 0),        word("050-123", 0),
                                           word("4567", 0),    word("korjaus-", 0), word("pyynnön", 1),
                                           word("pyyntö", 1)};
    const auto groups = terms_of(analyser, joined_text(words));
    const auto places = forms_by_place(groups);
    const auto marked = [&](const std::string& typed) {
        return words_at(words, answering(places, analyser.query(typed)));
    };
    using Places = std::vector<std::size_t>;
    BOOST_TEST(marked("pyynnöt") == (Places{0, 4, 5, 6}), boost::test_tools::per_element());  // a divided word too
    BOOST_TEST((marked("korjauspyyntö") == Places{4}));
    BOOST_TEST((marked("\"pyyntö pyyntö\"") == Places{4, 5, 6}));
    BOOST_TEST((marked("0501234567") == Places{2}));
    BOOST_TEST(marked("050 123 4567") == (Places{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(marked("pyy").empty());
    BOOST_TEST(words_at({}, {0, 7}).empty());
}

BOOST_AUTO_TEST_CASE(what_is_indexed_keeps_its_places_and_stays_below_a_megabyte) {
    lang::Analyser analyser;
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + std::string(55, 'x') + " ";
    const auto groups = terms_of(analyser, text);
    BOOST_TEST(groups.size() < 500'001u);
    BOOST_TEST(tsvector(groups).size() < 1'048'576u);
    BOOST_TEST(terms_of(analyser, "xq b xq") == "xq b xq");
    BOOST_TEST(terms_of(analyser, "korjauspyynnön").starts_with("korjauspyynnön\x1fkorjauspyyntö\x1f"));
    BOOST_TEST(tsvector("b a\x1f" "b'c") == "'a':2 'b':1 'b''c':2");
}

BOOST_AUTO_TEST_CASE(the_vocabulary_keeps_words_as_written_and_no_numbers) {
    BOOST_TEST((vocabulary_words("pyynnön\x1fpyyntö 0501234567 työ k2o19") ==
                std::set<std::string>{"pyynnön", "k2o19"}));
    BOOST_TEST(vocabulary_words("").empty());
}

BOOST_AUTO_TEST_CASE(every_type_of_paper_has_its_code) {
    BOOST_TEST(all_series().size() == 6u);
    for (const auto series : all_series()) BOOST_TEST((series_from(code(series)) == series));
    BOOST_CHECK_THROW(series_from("invoice"), Error);
}
