// The disk is full: a page says so, 503, and shows nothing of anybody.
#include <boost/test/unit_test.hpp>

#include "audit/verify.hpp"
#include "support/full_disk.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using namespace arkki::test;

BOOST_AUTO_TEST_CASE(on_a_full_disk_every_page_with_personal_data_is_a_503_without_any) {
    if (engine() != db::Engine::sqlite) return;
    TestSite site;
    Visitor clerk{site.door()};
    clerk.sign_in(site.credential("clerk"));
    const std::string document = "/documents/" + std::to_string(site.document.value());
    const auto before = clerk.get(document);
    BOOST_TEST_REQUIRE(before.status == 200);
    {
        const FullDisk full{site.office().database(), 0};
        auto reply = clerk.get(document);
        for (int i = 0; i < 500 && reply.status == 200; ++i) reply = clerk.get(document);  // the last free pages
        for (const auto& page : {document, document + "/pages/1/image", document + "/pages/1/thumbnail"}) {
            reply = clerk.get(page);
            BOOST_TEST(reply.status == 503, page);
            BOOST_TEST(reply.type.find("image") == std::string::npos);
            BOOST_TEST(reply.body.find("Esimerkki") == std::string::npos);
            BOOST_TEST(reply.body.size() < before.body.size());
        }
        BOOST_TEST(audit::verify(site.office().database(), site.office().world().wall_clock).ok);
    }
    BOOST_TEST(clerk.get(document).status == 200);
    BOOST_TEST(audit::verify(site.office().database(), site.office().world().wall_clock).ok);
}
