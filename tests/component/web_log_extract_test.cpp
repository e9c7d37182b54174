#include <boost/test/unit_test.hpp>

#include "support/test_site.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

/// The demonstration house with a request for an extract of the log.
class Extract : public TestSite {
public:
    Extract() {
        const auto responsible = desk("responsible");
        extract =
            office()
                .requests(responsible)
                .open({.kind = requests::Kind::log_extract, .subject = customer, .received_on = responsible.today()})
                .request;
        path = "/requests/" + std::to_string(extract.value()) + "/log-extract";
    }
    RequestId extract{0};
    std::string path;
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_extract_of_the_log_is_the_responsible_persons_page) {
    Extract site;
    for (const auto* user : {"clerk", "auditor", "admin"}) {
        Visitor visitor{site.door()};
        visitor.sign_in(site.credential(user));
        BOOST_TEST(visitor.get(site.path).status == 403, user);
        BOOST_TEST(visitor.get(site.path + "/evidence").status == 403, user);
        BOOST_TEST(visitor.post(site.path + "/names", "reason=syy").status == 403, user);
    }
    Visitor visitor{site.door()};
    visitor.sign_in(site.credential("responsible")).speak("en");
    BOOST_TEST(visitor.get("/requests/9999/log-extract").status == 404);
    // A request of another kind has no extract.
    BOOST_TEST(visitor.get("/requests/" + std::to_string(site.request.value()) + "/log-extract").status == 409);
    const auto page = visitor.get(site.path);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.body.find("Who has looked at the data") != std::string::npos);
    BOOST_TEST(page.body.find("Names are not given") != std::string::npos);
    BOOST_TEST(page.body.find("/evidence") == std::string::npos, "not before the decision");
    const auto request = visitor.get("/requests/" + std::to_string(site.extract.value()));
    BOOST_TEST(request.body.find(site.path) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_need_a_reason_and_evidence_a_decision) {
    Extract site;
    Visitor visitor{site.door()};
    visitor.sign_in(site.credential("responsible")).speak("en");
    const auto refused = visitor.post(site.path + "/names", "reason=");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body.find("Write why the staff names are given") != std::string::npos);
    BOOST_TEST(visitor.get(site.path + "/evidence").status == 409);
    BOOST_TEST(visitor.post(site.path + "/names", "reason=Suspicion+of+misuse").status == 303);
    const auto page = visitor.get(site.path);
    BOOST_TEST(page.body.find("Names are given") != std::string::npos);
    BOOST_TEST(page.body.find(site.path + "/names") == std::string::npos, "it is decided once");
}

BOOST_AUTO_TEST_CASE(the_notice_to_staff_is_printed_by_the_administrator) {
    Extract site;
    Visitor clerk{site.door()};
    clerk.sign_in(site.credential("clerk"));
    BOOST_TEST(clerk.get("/staff-notice").status == 403);
    Visitor admin{site.door()};
    admin.sign_in(site.credential("admin"));
    const auto notice = admin.get("/staff-notice");
    BOOST_TEST(notice.status == 200);
    BOOST_TEST(notice.body.starts_with("%PDF"));
}
