// The page of a request's clock: stored days shown, forms that come back with what is wrong, the extension by the
// responsible person alone.
#include <boost/test/unit_test.hpp>

#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

struct Office : test::TestSite {
    Office() {
        Visitor visitor{door()};
        const auto opened = visitor.sign_in(credential("clerk"))
                                .post("/requests/new", "act=open&kind=access&customer=1&received=" + iso(today) +
                                                           "&request_language=fi&channel=letter&signature=none");
        BOOST_TEST_REQUIRE(opened.status == 303);
        path = opened.header("Location");
    }
    Visitor as(const std::string& user) {
        Visitor visitor{door()};
        visitor.sign_in(credential(user));
        return visitor;
    }
    std::string extension(Day told, Day until, const std::string& words = "Pyynt%C3%B6j%C3%A4+on+monta") {
        return "reason=number&explanation=" + words + "&told=" + iso(told) + "&until=" + iso(until);
    }

    Day today = desk("clerk").today();
    Day safe = add_months(today, 1), longest = add_months(today, 3);
    std::string path;
};

/// "3.4.2026", as Finnish pages say it.
std::string said(Day day) {
    return std::to_string(static_cast<unsigned>(day.day())) + "." + std::to_string(static_cast<unsigned>(day.month())) +
           "." + std::to_string(static_cast<int>(day.year()));
}

bool says(const web::Reply& reply, const std::string& text) { return web::whole_body(reply).find(text) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_clock_shows_the_days_as_stored_and_the_way_to_it_is_on_the_request, Office) {
    auto clerk = as("clerk");
    BOOST_TEST(says(clerk.get(path), path + "/clock"));
    const auto page = clerk.get(path + "/clock");
    BOOST_TEST(page.status == 200);
    for (const Day day : {today, add_days(today, 14), safe, longest}) BOOST_TEST(says(page, said(day)), said(day));
    BOOST_TEST(says(page, "1182/71"));
    BOOST_TEST(!says(page, path + "/extend"));  // a clerk sees no form he may not send
    BOOST_TEST(clerk.post(path + "/extend", extension(today, longest)).status == 403);
    BOOST_TEST(clerk.get(path + "/clock").status == 200);
}

BOOST_FIXTURE_TEST_CASE(a_bad_extension_comes_back_with_what_was_typed_and_a_good_one_moves_the_promise, Office) {
    auto boss = as("responsible");
    const auto bad = boss.post(path + "/extend", extension(today, add_days(longest, 1)));
    BOOST_TEST(bad.status == 422);
    BOOST_TEST(says(bad, "Pyyntöjä on monta"));
    BOOST_TEST(boss.post(path + "/extend", extension(today, longest, "")).status == 422);
    for (const std::string day : {"", "eilen", "2026-02-30"})
        BOOST_TEST(boss.post(path + "/extend", "reason=number&explanation=x&told=" + day + "&until=" + iso(longest)).status == 422,
                   day);
    BOOST_TEST(boss.post(path + "/extend", extension(today, longest)).status == 303);
    BOOST_TEST(says(boss.get(path), said(longest)));
    BOOST_TEST(says(boss.get("/requests"), said(longest)));
    BOOST_TEST(!says(boss.get(path + "/clock"), path + "/extend"));  // there is no second
    BOOST_TEST(boss.post(path + "/extend", extension(today, longest)).status == 422);
}

BOOST_FIXTURE_TEST_CASE(a_question_makes_its_answer_the_next_step_and_moves_no_day, Office) {
    auto clerk = as("clerk");
    const std::string on = iso(today);
    BOOST_TEST(clerk.post(path + "/pause", "why=signature&asked=" + on).status == 422);
    BOOST_TEST(clerk.post(path + "/resume", "answered=" + on).status == 422);
    BOOST_TEST(clerk.post(path + "/pause", "why=scope&asked=" + on).status == 303);
    const auto page = clerk.get(path);
    BOOST_TEST(says(page, said(safe)));
    BOOST_TEST(says(page, "Kirjaa vastaus"));
    BOOST_TEST(clerk.post(path + "/resume", "answered=" + on).status == 303);
    BOOST_TEST(!says(clerk.get(path), "Kirjaa vastaus"));
}
