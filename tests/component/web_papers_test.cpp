// The papers of a person who asks for access, read through on their pages: what is picked leaves the copy, what is undone
// comes back, and nobody else's paper is touched.
#include <boost/test/unit_test.hpp>

#include "archive/redactions.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

struct House : test::TestSite {
    House() {
        const std::string path = "/documents/" + std::to_string(document.value()) + "/file";
        Visitor clerk{door()};
        const auto reply = clerk.sign_in(credential("clerk"))
                               .post(path, "act=file&series=correction_request&customer=1&unit=K2-H3-M07");
        if (reply.status != 303) throw std::runtime_error{"the form was not filed"};
        asked = ask_for_access(CustomerId{1});
        other = ask_for_access(CustomerId{2});
    }
    RequestId ask_for_access(CustomerId subject) {
        const auto desk = this->desk("clerk");
        const auto requests = office().requests(desk);
        const auto id = requests.open({.kind = requests::Kind::access, .subject = subject, .received_on = desk.today()}).request;
        requests.identify(desk.open<access::WorkOnRequest>(id), "visit");
        return id;
    }
    RequestId asked{0}, other{0};
};
House& house() {
    static House house;
    return house;
}

std::string papers(RequestId request) { return "/requests/" + std::to_string(request.value()) + "/papers"; }
std::string paper(RequestId request) { return papers(request) + "/" + std::to_string(house().document.value()); }
bool holds(const web::Reply& reply, const std::string& part) { return web::whole_body(reply).find(part) != std::string::npos; }

/// The number of the word's box on the page, as the list of words has it.
std::string number_of(const web::Reply& reply, const std::string& word) {
    const std::string body = web::whole_body(reply), mark = "name=\"word\" value=\"";
    const auto at = body.find("> " + word);
    const auto from = body.rfind(mark, at) + mark.size();
    return at == std::string::npos ? "" : body.substr(from, body.find('"', from) - from);
}

struct Clerk : Visitor {
    Clerk() : Visitor{house().door()} { sign_in(house().credential("clerk")); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_paper_of_somebody_else_is_not_found_under_this_request, Clerk) {
    BOOST_TEST(get(paper(house().other)).status == 404);
    BOOST_TEST(post(paper(house().other), "act=take_out&ground=others&boxes=1+1+50+50").status == 404);
    BOOST_TEST(holds(get(papers(house().other)), "papers") == true);
}

BOOST_FIXTURE_TEST_CASE(a_form_without_a_place_comes_back_with_its_problem_and_what_was_typed, Clerk) {
    const auto nothing = post(paper(house().asked), "act=take_out&ground=others");
    BOOST_TEST(nothing.status == 422);
    const auto wrong = post(paper(house().asked), "act=take_out&ground=others&boxes=kaikki+pois");
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST(holds(wrong, "kaikki pois"));
    BOOST_TEST(post(paper(house().asked), "act=take_out&ground=others&word=99999").status == 422);
    BOOST_TEST(post(paper(house().asked), "act=withhold").status == 422);
}

BOOST_FIXTURE_TEST_CASE(the_next_step_of_a_request_is_to_read_the_papers_until_all_are_read, Clerk) {
    const std::string request = papers(house().asked).substr(0, papers(house().asked).size() - 7);
    BOOST_TEST(holds(get(request), "class=\"button\" href=\"" + papers(house().asked)));
    BOOST_TEST(holds(get(papers(house().asked)), "href=\"" + paper(house().asked)));
    const auto done = post(paper(house().asked), "act=next");
    BOOST_TEST(done.status == 303);
    BOOST_TEST(done.header("Location").starts_with(request));
    BOOST_TEST(!holds(get(request), "class=\"button\" href=\"" + papers(house().asked)));
}

BOOST_FIXTURE_TEST_CASE(a_picked_word_leaves_the_copy_and_comes_back_when_undone, Clerk) {
    const auto page = get(paper(house().asked));
    BOOST_TEST(page.status == 200);
    const auto word = number_of(page, "Meik");
    BOOST_TEST_REQUIRE(!word.empty());
    const std::string picture = paper(house().asked) + "/pages/1/image";
    const auto before = web::whole_body(get(picture));
    BOOST_TEST(post(paper(house().asked), "act=take_out&ground=others&word=" + word + "&boxes=10+10+300+80").status == 303);
    BOOST_TEST(holds(get(paper(house().asked)), "class=\"taken\""));
    const auto burnt = web::whole_body(get(picture));
    BOOST_TEST((burnt != before));
    BOOST_TEST(burnt.starts_with("\xff\xd8"));
    for (int i = 0; i < 2; ++i) BOOST_TEST(post(paper(house().asked), "act=undo").status == 303);
    BOOST_TEST(!holds(get(paper(house().asked)), "class=\"taken\""));
    BOOST_TEST((web::whole_body(get(picture)) == before));
}

BOOST_FIXTURE_TEST_CASE(a_paper_that_is_withheld_says_so_and_may_be_given_after_all, Clerk) {
    BOOST_TEST(post(paper(house().asked), "act=withhold&withhold_ground=secret").status == 303);
    BOOST_TEST(holds(get(paper(house().asked)), "value=\"undo_withheld\""));
    BOOST_TEST(get(paper(house().asked) + "/pages/1/image").status == 409);
    BOOST_TEST(post(paper(house().asked), "act=undo_withheld").status == 303);
    BOOST_TEST(get(paper(house().asked) + "/pages/1/image").status == 200);
}

BOOST_FIXTURE_TEST_CASE(the_persons_own_name_is_never_proposed, Clerk) {
    // Matti Meikäläinen is customer 1; whatever is proposed of his form, it is not his name.
    const auto body = web::whole_body(get(paper(house().asked)));
    const auto at = body.find("class=\"pick-list\"");
    const auto list = body.substr(at, body.find("</fieldset>", at) - at);
    if (body.find("pick proposed") != std::string::npos) BOOST_TEST(list.find("Meik") == std::string::npos);
    BOOST_TEST(body.find("pick") != std::string::npos);
}
