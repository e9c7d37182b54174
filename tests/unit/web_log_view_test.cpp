// How the log is asked and drawn: spans of hours, addresses that keep what was asked, bars and the table that says the
// same.
#include <boost/test/unit_test.hpp>

#include <filesystem>

#include "web/log_charts.hpp"
#include "web/log_filter.hpp"
#include "web/log_view.hpp"

using namespace arkki;
using namespace arkki::web;

namespace {

const lang::Catalogue& catalogue() {
    static const lang::Catalogue messages{std::filesystem::path{ARKKI_BINARY_DIR} / "messages"};
    return messages;
}

std::string text(const lang::Value& value, const std::string& name) { return *value.find(name)->text(); }

lang::Value bars(const WeekHours& counts) {
    return bars_value({catalogue(), Language::fi}, counts, {}, [](std::string_view field, const std::string& value) {
        return "/log?" + std::string{field} + "=" + value;
    });
}

const lang::Value& bar(const lang::Value& bars, const std::string& chart, std::size_t at) {
    return bars.find(chart + ".bars")->rows()->at(at);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_no_span_of_hours_is_none) {
    for (const auto* bad : {"", "7", "7-", "-7", "7-24", "-1-3", "7-8-9", "a-b", "7 - 8", "99999999999999-1"})
        BOOST_TEST(!span_of(bad, 0, 23).has_value(), bad);
    BOOST_TEST(span_of("19-5", 0, 23)->first == 19);
    BOOST_TEST(span_of("19-5", 0, 23)->last == 5);
}

BOOST_AUTO_TEST_CASE(an_address_keeps_what_was_asked_and_begins_at_the_first_page_again) {
    Fields query;
    for (const auto& [name, value] : {std::pair{"actor", "4"},
                                      {"object", "document:8 1"},
                                      {"action", ""},
                                      {"from", ""},
                                      {"before", "77"},
                                      {"done", "x"}})
        query.add(name, value);
    BOOST_TEST(address_of("/log", query) == "/log?actor=4&object=document%3A8%201&from=");
    BOOST_TEST(address_of("/log", query, {{"actor", ""}, {"hours", "7-7"}}) ==
               "/log?object=document%3A8%201&from=&hours=7-7");
    BOOST_TEST(address_of("/log", query, {{"before", "50"}}).ends_with("&before=50"));
}

BOOST_AUTO_TEST_CASE(an_empty_log_draws_no_bar_and_divides_by_nothing) {
    const auto value = bars({});
    BOOST_TEST(text(bar(value, "hours", 0), "height") == "0");
    BOOST_TEST(text(bar(value, "days", 6), "off_height") == "0");
}

BOOST_AUTO_TEST_CASE(bars_count_hours_and_weekdays_and_mark_what_is_outside_the_office_day) {
    WeekHours counts{};
    counts[10] = 90;          // Monday at ten
    counts[3] = 10;           // Monday at three in the night
    counts[6 * 24 + 10] = 1;  // Sunday at ten
    const auto value = bars(counts);
    BOOST_TEST(text(value, "sentence").find("101") != std::string::npos);
    BOOST_TEST(text(value, "sentence").find("11 ") != std::string::npos);
    BOOST_TEST(text(bar(value, "hours", 10), "count") == "91");
    BOOST_TEST(text(bar(value, "hours", 10), "bar_href") == "/log?hours=10-10");
    BOOST_TEST(text(bar(value, "hours", 10), "off_height") == "1");
    BOOST_TEST(text(bar(value, "hours", 3), "height") == "0");
    BOOST_TEST(std::stoi(text(bar(value, "hours", 3), "off_height")) > 0);
    BOOST_TEST(text(bar(value, "days", 0), "count") == "100");
    BOOST_TEST(text(bar(value, "days", 6), "count") == "1");
    BOOST_TEST(std::stoi(text(bar(value, "days", 6), "off_height")) == 1);
    BOOST_TEST(text(bar(value, "days", 6), "bar_href") == "/log?weekday=7");
}

BOOST_AUTO_TEST_CASE(warnings_are_words_and_an_unknown_flag_is_its_code) {
    audit::Event event;
    BOOST_TEST(warnings({catalogue(), Language::fi}, event).rows()->empty());
    event.args = {{"explained", "none"}, {"flag", "surname,something_new"}};
    const auto marks = warnings({catalogue(), Language::fi}, event);
    BOOST_TEST_REQUIRE(marks.rows()->size() == 3u);
    BOOST_TEST(text(marks.rows()->at(1), "mark_text") == catalogue().text(Language::fi, "log.flag.surname"));
    BOOST_TEST(text(marks.rows()->at(2), "mark_text") == "something_new");
}

BOOST_AUTO_TEST_CASE(things_have_names_and_unknown_things_their_code) {
    const Words in{catalogue(), Language::fi};
    BOOST_TEST(object_text(in, "document:812") == "asiakirja 812");
    BOOST_TEST(object_text(in, "spaceship:1") == "spaceship:1");
    BOOST_TEST(object_text(in, "") == "");
    BOOST_TEST(action_text(in, "no.such") == "no.such");
}
