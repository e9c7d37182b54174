#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "web/door.hpp"
#include "web/routes.hpp"

using namespace arkki;
using namespace arkki::web;
using access::Role;

namespace {

Handler says(std::string text) {
    return [text](const Request&, const access::Desk*) { return page(text); };
}
Handler fails(Fault fault) {
    return [fault](const Request&, const access::Desk*) -> Reply { throw Error{fault, "some.key", "for the operator"}; };
}

struct House {
    std::vector<std::string> reports;
    Door door{Routes{{{"GET", "/", {Role::anyone}, says("start")},
                      {"GET", "/documents/{id}", {Role::anyone}, says("document")},
                      {"GET", "/documents/new", {Role::anyone}, says("new")},
                      {"POST", "/documents/{id}", {Role::anyone}, says("changed"), 1000},
                      {"GET", "/inbox", {Role::clerk}, says("inbox")},
                      {"POST", "/inbox", {Role::clerk}, says("inbox")},
                      {"GET", "/denied", {Role::anyone}, fails(Fault::denied)},
                      {"GET", "/corrupt", {Role::anyone}, fails(Fault::corrupt)},
                      {"GET", "/strange", {Role::anyone}, [](auto&&...) -> Reply { throw std::runtime_error{"secret"}; }}}},
              {[](const Request&) { return std::optional<access::Desk>{}; },
               [](const Request&, const Problem& problem, const access::Desk*) {
                   return page(problem.key, problem.status);
               },
               [this](std::string_view line) { reports.emplace_back(line); }, system_randomness()},
              {}};

    Reply ask(std::string method, std::string_view target, HeaderList headers = {}) const {
        Body none;
        headers.emplace_back("Host", "x");
        return door.answer(std::move(method), target, std::move(headers), {"127.0.0.1", false}, none);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_path_fits_its_pattern_segment_by_segment) {
    BOOST_TEST(match_path("/", "/").has_value());
    BOOST_TEST(match_path("/a/{id}/b", "/a/7/b").value().text("id") == "7");
    BOOST_TEST(match_path("/a/{id}", "/a/%C3%A4").value().text("id") == "ä");
    BOOST_TEST(match_path("/assets/{path...}", "/assets/12/a.css").value().text("path") == "12/a.css");
    for (const char* path : {"", "a", "/", "/a", "/a/", "/a/7/", "/a/7/b/c", "/a//b", "/a/%2F/b", "/a/%/b", "/b/7/b"})
        BOOST_TEST(!match_path("/a/{id}/b", path).has_value(), path);
}

BOOST_AUTO_TEST_CASE(a_fixed_word_wins_over_a_name) {
    BOOST_TEST(House{}.ask("GET", "/documents/new").body == "new");
    BOOST_TEST(House{}.ask("GET", "/documents/12?x=1").body == "document");
}

BOOST_AUTO_TEST_CASE(an_unknown_page_is_404_and_a_wrong_method_405_with_what_is_allowed) {
    BOOST_TEST(House{}.ask("GET", "/nothing").status == 404);
    const auto reply = House{}.ask("DELETE", "/documents/12");
    BOOST_TEST(reply.status == 405);
    BOOST_TEST(reply.header("Allow") == "GET, HEAD, POST");
    BOOST_TEST(House{}.ask("HEAD", "/").status == 200);
}

BOOST_AUTO_TEST_CASE(a_route_without_a_role_does_not_come_to_be) {
    BOOST_CHECK_THROW((Routes{{{"GET", "/", {}, says("")}}}), std::logic_error);
    BOOST_CHECK_THROW((Routes{{{"GET", "/", {Role::anyone}, {}}}}), std::logic_error);
    BOOST_CHECK_THROW((Routes{{{"GET", "/", {Role::anyone}, says("")}, {"GET", "/", {Role::clerk}, says("")}}}),
                      std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_stranger_is_sent_to_sign_in_and_a_program_is_told) {
    const auto reply = House{}.ask("GET", "/inbox");
    BOOST_TEST(reply.status == 303);
    BOOST_TEST(reply.header("Location") == "/sign-in?next=%2Finbox");
    BOOST_TEST(House{}.ask("GET", "/inbox", {{"Accept", "application/json"}}).status == 401);
    BOOST_TEST(House{}.ask("POST", "/inbox", {{"Origin", "http://x"}}).status == 401);
}

BOOST_AUTO_TEST_CASE(a_post_from_elsewhere_changes_nothing) {
    BOOST_TEST(House{}.ask("POST", "/documents/1").status == 403);
    BOOST_TEST(House{}.ask("POST", "/documents/1", {{"Origin", "http://evil.example"}}).status == 403);
    BOOST_TEST(House{}.ask("POST", "/documents/1", {{"Origin", "http://x"}}).body == "changed");
}

BOOST_AUTO_TEST_CASE(every_error_becomes_a_status_in_one_place) {
    House house;
    BOOST_TEST(house.ask("GET", "/denied").status == 403);
    BOOST_TEST(house.reports.empty());
    BOOST_TEST(house.ask("GET", "/corrupt").status == 500);
    BOOST_TEST(house.ask("GET", "/strange").status == 500);
    BOOST_TEST_REQUIRE(house.reports.size() == 2u);
    BOOST_TEST(house.reports[1].find("secret") == std::string::npos);
    BOOST_TEST(house.ask("GET", "/?a=%ff").status == 400);
}

BOOST_AUTO_TEST_CASE(the_limit_of_a_body_is_that_of_its_route) {
    House house;
    BOOST_TEST(house.door.limit("POST", "/documents/1?x=y") == 1000u);
    BOOST_TEST(house.door.limit("POST", "/nothing") == form_limit);
}
