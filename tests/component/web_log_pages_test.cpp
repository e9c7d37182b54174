// The auditor's desk: what is asked, what it costs, what it leaves in the log.
#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>

#include "access/people.hpp"
#include "audit/findings.hpp"
#include "audit/query.hpp"
#include "service/review.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

test::TestSite& house() {
    static test::TestSite house;
    return house;
}

Visitor as(const std::string& user) {
    Visitor visitor{house().door()};
    visitor.sign_in(house().credential(user));
    return visitor;
}

std::vector<audit::Entry> entries(const audit::Filter& filter, int limit = 1000) {
    return house().office().database().read(
        [&](db::Read& read) { return audit::entries(read, filter, std::nullopt, limit); });
}
audit::Entry last_entry() { return entries({}, 1).front(); }
std::uint64_t log_size() {
    return house().office().database().read([](db::Read& read) { return audit::current(read).size; });
}

std::string customer_number() {
    return house().office().database().read(
        [](db::Read& read) { return read.one<std::string>("SELECT number FROM customer WHERE id = 2"); });
}
std::string customer_name() {
    return house().office().database().read([](db::Read& read) {
        return read.one<std::string>("SELECT value FROM customer_item WHERE customer = 2 AND datum = 'name'");
    });
}

/// Somebody no request is about: nothing explains a look at his card.
const CustomerId stranger{2};

/// A look of the clerk at his card, as an entry.
audit::Entry look() {
    as("clerk").get("/customers/2");
    audit::Filter looks;
    looks.action = "card.view";
    return entries(looks, 1).front();
}

bool says(const web::Reply& reply, const std::string& text) { return reply.body.find(text) != std::string::npos; }

std::set<std::string> entry_links(const web::Reply& reply) {
    static const std::regex link{"href=\"/log/([0-9]+)\""};
    std::set<std::string> found;
    for (std::sregex_iterator at{reply.body.begin(), reply.body.end(), link}, end; at != end; ++at)
        found.insert((*at)[1]);
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_no_filter_is_told_beside_its_field_and_reads_nothing) {
    Visitor auditor = as("auditor");
    for (const auto* query : {"object=Matti", "case=x", "subject=AS-999999", "hours=25-1", "hours=x", "weekday=9",
                              "from=eilen", "actor=Kaija", "action=%27%20OR%201", "result=kaikki"}) {
        const auto before = log_size();
        const auto reply = auditor.get("/log?" + std::string{query});
        BOOST_TEST(reply.status == 422, query << " is answered " << reply.status);
        BOOST_TEST(says(reply, "class=\"problem\""), query);
        BOOST_TEST(log_size() == before, query << " was logged as read");
    }
}

BOOST_AUTO_TEST_CASE(a_page_of_the_log_leaves_one_line_with_what_was_asked) {
    look();
    Visitor auditor = as("auditor");
    const auto before = log_size();
    const auto reply = auditor.get("/log?subject=" + customer_number() + "&hours=0-23&weekday=");
    BOOST_TEST_REQUIRE(reply.status == 200);
    BOOST_TEST(log_size() == before + 1);
    const auto line = last_entry().event;
    BOOST_TEST(line.action == "log.read");
    BOOST_TEST((line.subjects == std::vector{stranger}));
    BOOST_TEST(line.args.back().second == "0-23");
    BOOST_TEST(!says(reply, customer_name()));
    BOOST_TEST(says(reply, customer_number()));
}

BOOST_AUTO_TEST_CASE(paging_on_shows_each_entry_once) {
    Visitor clerk = as("clerk"), auditor = as("auditor");
    for (int i = 0; i < 60; ++i) clerk.get("/documents/" + std::to_string(house().document.value()));
    const std::string asked = "/log?action=document.view";
    const auto first = auditor.get(asked);
    static const std::regex older{"href=\"(/log\\?[^\"]*before=[0-9]+)\""};
    std::smatch link;
    BOOST_TEST_REQUIRE(std::regex_search(first.body, link, older));
    std::string next = link[1];
    for (auto at = next.find("&amp;"); at != std::string::npos; at = next.find("&amp;")) next.replace(at, 5, "&");
    const auto second = auditor.get(next);
    BOOST_TEST(entry_links(first).size() == 50u);
    BOOST_TEST(entry_links(second).size() >= 10u);
    for (const auto& seq : entry_links(second)) BOOST_TEST(!entry_links(first).contains(seq));
    BOOST_TEST(says(first, "<svg"));
    BOOST_TEST(!says(second, "class=\"bars\""));
}

BOOST_AUTO_TEST_CASE(a_name_costs_a_reason_and_is_shown_once) {
    const auto entry = look();
    const std::string path = "/log/" + std::to_string(entry.seq.value());
    Visitor auditor = as("auditor");
    BOOST_TEST(!says(auditor.get(path), customer_name()));
    const auto refused = auditor.post(path + "/name", "customer=2&reason=");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(!says(refused, customer_name()));
    BOOST_TEST(auditor.post(path + "/name", "customer=3&reason=x").status >= 400);
    const auto shown = auditor.post(path + "/name", "customer=2&reason=Soitan%20asiakkaalle");
    BOOST_TEST_REQUIRE(shown.status == 200);
    BOOST_TEST(says(shown, customer_name()));
    const auto line = last_entry().event;
    BOOST_TEST(line.action == "name.shown");
    BOOST_TEST((line.subjects == std::vector{stranger}));
    BOOST_TEST(line.reason.reveal() == "Soitan asiakkaalle");
    BOOST_TEST(!says(auditor.get(path), customer_name()));
}

BOOST_AUTO_TEST_CASE(an_entry_is_told_in_full_with_its_proof) {
    const auto entry = look();
    const std::string path = "/log/" + std::to_string(entry.seq.value());
    Visitor auditor = as("auditor");
    BOOST_TEST(auditor.get("/log/999999999").status == 404);
    BOOST_TEST(auditor.get("/log/x").status == 404);
    const auto page = auditor.get(path);
    BOOST_TEST(says(page, "Kaija Kirjaaja"));
    BOOST_TEST(says(page, "127.0.0.1"));
    BOOST_TEST(auditor.get(path + "/evidence/proof").body.starts_with("c2sp.org/tlog-proof@v1\nindex "));
    BOOST_TEST(last_entry().event.action == "log.proved");
    BOOST_TEST(auditor.get(path + "/evidence/entry").body.starts_with("{\"format\":\"arkki-audit/v1\""));
    BOOST_TEST(auditor.get(path + "/evidence/other").status == 404);
}

BOOST_AUTO_TEST_CASE(everybody_sees_his_own_entries_and_no_others) {
    look();
    for (const auto* user : {"clerk", "responsible", "auditor", "admin", "second"}) {
        Visitor visitor = as(user);
        const auto reply = visitor.get("/my-log");
        BOOST_TEST_REQUIRE(reply.status == 200, user);
        BOOST_TEST(last_entry().event.action == "log.read", user);
        BOOST_TEST(entry_links(reply).empty(), user);
    }
    BOOST_TEST(!says(as("admin").get("/my-log"), "Asiakastiedot avattiin"));
    BOOST_TEST(says(as("clerk").get("/my-log"), "Asiakastiedot avattiin"));
}

BOOST_AUTO_TEST_CASE(a_finding_is_judged_with_a_reason_by_somebody_else) {
    look();
    static_cast<void>(service::review_now(house().office()));
    const auto found =
        house().office().database().read([](db::Read& read) { return audit::findings(read, {}, std::nullopt, 100); });
    BOOST_TEST_REQUIRE(!found.empty());
    const auto clerk = house().office().database().read([](db::Read& read) {
        return PersonId{read.one<std::int64_t>("SELECT id FROM person WHERE user_name = 'clerk'")};
    });
    const auto of_clerk = std::ranges::find(found, clerk, &audit::Finding::actor);
    BOOST_TEST_REQUIRE((of_clerk != found.end()));
    const std::string path = "/findings/" + std::to_string(of_clerk->id.value());
    Visitor auditor = as("auditor");
    BOOST_TEST(auditor.get("/findings?rule=nonsense").status == 422);
    BOOST_TEST(auditor.get("/findings/999999").status == 404);
    BOOST_TEST(says(auditor.get("/findings"), "href=\"" + path + "\""));
    BOOST_TEST(auditor.get(path).status == 200);
    BOOST_TEST(auditor.post(path + "/verdict", "verdict=&note=x").status == 422);
    BOOST_TEST(auditor.post(path + "/verdict", "verdict=misuse&note=").status == 422);
    BOOST_TEST(as("clerk").get(path).status == 403);
    const auto judged = auditor.post(path + "/verdict", "verdict=misuse&note=Ei%20asiaa");
    BOOST_TEST_REQUIRE(judged.status == 303);
    BOOST_TEST(last_entry().event.action == "log.verdict");
    const auto page = auditor.get(judged.header("Location"));
    BOOST_TEST(says(page, "Ei asiaa"));
    BOOST_TEST(says(auditor.get("/findings?state=misuse"), path));
    BOOST_TEST(!says(auditor.get("/findings?state=open"), "href=\"" + path + "\""));
}

BOOST_AUTO_TEST_CASE(a_sample_that_was_not_drawn_is_said_so) {
    Visitor auditor = as("auditor");
    BOOST_TEST(auditor.get("/sample?month=2026-13").status == 422);
    BOOST_TEST(auditor.get("/sample").status == 200);
    BOOST_TEST(auditor.get("/sample/2026-01/7").status == 404);
}

BOOST_AUTO_TEST_CASE(nothing_unexpected_was_reported_to_the_operator_at_the_desk) {
    for (const auto& line : house().reports()) BOOST_ERROR(line);
}
