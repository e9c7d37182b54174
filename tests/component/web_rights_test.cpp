// The access list, four eyes, conflicts and break-glass as people meet them on pages.
#include <boost/test/unit_test.hpp>

#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

struct House : test::TestSite {
    Visitor as(const std::string& user) {
        Visitor visitor{door()};
        visitor.sign_in(credential(user));
        return visitor;
    }
};

bool has(const web::Reply& reply, const std::string& text) { return reply.body.find(text) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_access_list_answers_for_a_day_a_person_and_a_place, House) {
    auto boss = as("responsible");
    BOOST_TEST(boss.get("/rights?day=2026-02-30").status == 422);
    BOOST_TEST(boss.get("/rights?where=KX").status == 422);
    BOOST_TEST(boss.get("/rights?day=1999-01-01").status == 200);
    BOOST_TEST(!has(boss.get("/rights?day=1999-01-01"), "/end\""));
    BOOST_TEST(has(boss.get("/rights"), "/end\""));
    BOOST_TEST(!has(as("auditor").get("/rights"), "/end\""));
    BOOST_TEST(as("clerk").get("/rights").status == 403);
    BOOST_TEST(boss.post("/rights/new", "user=clerk&act=burn&reason=x").status == 422);
    BOOST_TEST(boss.post("/rights/new", "user=clerk&act=print").status == 422);
    BOOST_TEST(boss.post("/rights/new", "user=clerk&act=print&reason=posti").header("Location") ==
               "/rights?done=granted");
}

BOOST_FIXTURE_TEST_CASE(a_right_of_ones_own_waits_for_the_second_person, House) {
    auto boss = as("responsible");
    BOOST_TEST(boss.post("/rights/new", "user=responsible&act=dispose&reason=seulonta").header("Location") ==
               "/rights?done=proposed");
    BOOST_TEST(boss.post("/proposals/1", "verdict=approve&why=minulle").status == 422);
    auto second = as("second");
    BOOST_TEST(has(second.get("/proposals"), "seulonta"));
    BOOST_TEST(second.post("/proposals/1", "verdict=approve").status == 422);
    BOOST_TEST(second.post("/proposals/1", "verdict=approve&why=tarkistettu").status == 303);
    BOOST_TEST(second.get("/proposals/1").status == 404);
}

BOOST_FIXTURE_TEST_CASE(a_conflict_shows_its_rule_and_the_way_on_but_nothing_of_the_record, House) {
    auto clerk = as("clerk");
    BOOST_REQUIRE(has(clerk.get("/customers/1"), "AS-000001"));
    BOOST_TEST(clerk.post("/relations", "customer=AS-000001&kind=enemy").status == 422);
    BOOST_TEST(clerk.post("/relations", "customer=AS-000001&kind=family").status == 303);
    const auto refused = clerk.get("/customers/1");
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(!has(refused, "AS-000001"));
    BOOST_TEST(has(refused, "/glass/new?of=customer%3A1"));
    BOOST_TEST(clerk.post("/glass/new", "of=customer:1&minutes=30&reason=kiire").status == 422);
    BOOST_TEST(clerk.post("/glass/new", "of=person:1&minutes=30&reason=pitkä+riittävä+syy").status == 404);
    BOOST_TEST(clerk.post("/glass/new", "of=customer:1&minutes=30&reason=asiakas+odottaa+nyt").header("Location") ==
               "/customers/1");
    const auto open = clerk.get("/customers/1");
    BOOST_TEST(open.status == 200);
    BOOST_TEST(has(open, "/glass/1/end"));
    BOOST_TEST(clerk.post("/glass/1/end").status == 303);
    BOOST_TEST(clerk.get("/customers/1").status == 403);
    auto boss = as("responsible");
    BOOST_TEST(has(boss.get("/glass"), "/glass/1"));
    BOOST_TEST(boss.post("/glass/1", "verdict=justified").status == 422);
    BOOST_TEST(boss.post("/glass/1", "verdict=justified&reason=oli+kiire").status == 303);
}
