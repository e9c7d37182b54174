// What is typed into the search: words, phrases, exclusions and fields in three languages; nothing is an error.
#include "archive/asked.hpp"

#include <boost/test/unit_test.hpp>

#include "archive/tiers.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

FieldWords field_words() {
    using Field = FieldWords::Field;
    FieldWords words;
    words.fields = {{"tyyppi", Field::series}, {"typ", Field::series},       {"type", Field::series},
                    {"paikka", Field::place},  {"asiakas", Field::customer}, {"alkaen", Field::from},
                    {"asti", Field::to},       {"tila", Field::state},       {"nimi", Field::name}};
    words.series = {{"tilaus", Series::order}, {"order", Series::order}, {"access request", Series::access_request}};
    words.states = {{"odottaa", false}, {"arkistoitu", true}};
    return words;
}

Asked asked(const std::string& typed) {
    static lang::Analyser analyser;
    static const FieldWords words = field_words();
    return understood(analyser, typed, words);
}

/// The words of the terms: blanks within one, bars between.
std::string words_of(const std::vector<lang::QueryTerm>& terms) {
    std::string text;
    for (const auto& term : terms) {
        if (!text.empty()) text += '|';
        for (const auto& word : term.words) text += (text.empty() || text.back() == '|' ? "" : " ") + word.forms.front();
    }
    return text;
}

std::string wanted(const std::string& typed) { return words_of(asked(typed).terms); }

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_no_field_and_no_value_is_words) {
    BOOST_TEST(wanted("col:tilaus") == "col|tilaus");
    BOOST_TEST(wanted("tyyppi:banaani") == "tyyppi|banaani");
    BOOST_TEST(wanted("tyyppi:") == "tyyppi");
    BOOST_TEST(wanted(":tilaus") == "tilaus");
    BOOST_TEST(wanted("alkaen:32.1.2024 x") == "alkaen|32 1 2024|x");
    BOOST_TEST(wanted("NEAR(xq zq)*") == "near|xq|zq");
    BOOST_TEST(wanted("\"auki xq") == "auki|xq");
    BOOST_TEST(wanted(std::string{"xq\0zq", 5}) == "xq|zq");
    BOOST_TEST(wanted("a-b - c") == "a|b|c");
    BOOST_TEST(asked("* : - \"\" ").empty());
}

BOOST_AUTO_TEST_CASE(exclusions_stand_apart_and_alone_are_words) {
    const auto query = asked("xq -zq -\"yksi kaksi\" -:");
    BOOST_TEST(words_of(query.terms) == "xq");
    BOOST_TEST(words_of(query.excluded) == "zq|yksi kaksi");
    BOOST_TEST(wanted("-xq") == "xq");
    BOOST_TEST(asked("-xq").excluded.empty());
    BOOST_TEST(words_of(asked("-xq tyyppi:tilaus").excluded) == "xq");
}

BOOST_AUTO_TEST_CASE(fields_are_understood_in_every_language_and_case) {
    for (const std::string typed : {"tyyppi:tilaus", "TYP:order", "Type:\"Order\"", "type:ORDER"}) {
        BOOST_TEST((asked(typed).filters.series == Series::order), typed);
        BOOST_TEST(asked(typed).terms.empty(), typed);
    }
    BOOST_TEST((asked("type:\"Access request\" xq").filters.series == Series::access_request));
    const auto query = asked("paikka:K2-H3 xq asiakas:\"Malli Maija\" tila:odottaa nimi:\"Qvist Xaver\"");
    BOOST_TEST(query.filters.place == "K2-H3");
    BOOST_TEST(query.filters.customer.reveal() == "Malli Maija");
    BOOST_TEST((query.filters.confirmed == false));
    BOOST_TEST(query.names);
    BOOST_TEST(words_of(query.terms) == "xq|qvist xaver");
}

BOOST_AUTO_TEST_CASE(days_months_and_years_bound_the_day_of_receipt) {
    const auto days = [](const std::string& typed) {
        const auto filters = asked(typed).filters;
        return (filters.from ? iso(*filters.from) : "-") + " " + (filters.to ? iso(*filters.to) : "-");
    };
    BOOST_TEST(days("alkaen:2024 asti:2024") == "2024-01-01 2024-12-31");
    BOOST_TEST(days("alkaen:2/2024 asti:2/2024") == "2024-02-01 2024-02-29");
    BOOST_TEST(days("alkaen:2.3.2024 asti:2024-03-05") == "2024-03-02 2024-03-05");
    for (const std::string typed : {"alkaen:0", "alkaen:30.2.2024", "alkaen:1.2.3.2024", "alkaen:-1", "alkaen:13/2024"})
        BOOST_TEST(days(typed) == "- -", typed);
}

BOOST_AUTO_TEST_CASE(at_most_twenty_words_are_searched_for) {
    std::string words = "\"";
    for (int i = 0; i < 60; ++i) words += "sana" + std::to_string(i) + (i == 29 ? "\" " : " ");
    std::size_t count = 0;
    for (const auto& term : asked(words).terms) count += term.words.size();
    BOOST_TEST(count == 20u);
}

BOOST_AUTO_TEST_CASE(a_number_does_not_join_over_a_field) {
    BOOST_TEST(wanted("050 tyyppi:tilaus 123") == "050|123");
    BOOST_TEST(wanted("050 123 4567") == "050 123 4567");
}

BOOST_AUTO_TEST_CASE(a_mark_in_the_answers_is_read_back_or_it_is_none) {
    const Mark best{1, 987654321, PageId{77}, true}, newest{0, {}, PageId{5}, false};
    for (const auto& mark : {best, newest}) {
        const auto read = Mark::from(mark.text());
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST(read->text() == mark.text());
        BOOST_TEST((read->points == mark.points && read->page == mark.page && read->similar == mark.similar));
    }
    for (const std::string text : {"", "p", "1", "3wnp1", "1xnp1", "1wnp", "1wnp0", "1wnp-1", "1wxp1", "1w1p1;--", "1wp1"})
        BOOST_TEST(!Mark::from(text).has_value(), text);
}
