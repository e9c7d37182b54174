// Every page of the real house, as every role and as a stranger, in every language, with friendly and hostile input.
#include <boost/test/unit_test.hpp>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>

#include <algorithm>
#include <map>
#include <set>

#include "access/access_list.hpp"
#include "access/people.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using access::Role;
using test::Visitor;

namespace {

test::TestSite& house() {
    static test::TestSite house;
    return house;
}

const std::vector<std::string> users{"clerk", "responsible", "auditor", "admin", "second"};

/// A person of the house who is signed in now: a page may have signed the last one out.
Visitor as(const std::string& user) {
    Visitor visitor{house().door()};
    visitor.sign_in(house().credential(user));
    return visitor;
}

std::string replaced(std::string text, const std::string& name, const std::string& value) {
    if (const auto at = text.find("{" + name + "}"); at != std::string::npos) text.replace(at, name.size() + 2, value);
    return text;
}

/// A route's address with things that exist.
std::string address(const web::Route& route) {
    const auto id = route.pattern.starts_with("/documents")   ? house().document.value()
                    : route.pattern.starts_with("/requests")  ? house().request.value()
                    : route.pattern.starts_with("/customers") ? house().customer.value()
                    : route.pattern.starts_with("/people")    ? 2  // the first human
                                                              : 1;
    std::string path = replaced(route.pattern, "id", std::to_string(id));
    for (const auto& [name, value] : std::map<std::string, std::string>{{"page", "1"},
                                                                        {"document", std::to_string(house().document.value())},
                                                                        {"draft", "0"},
                                                                        {"letter", "1"},
                                                                        {"code", "fi"},
                                                                        {"format", "csv"},
                                                                        {"seq", "1"},
                                                                        {"part", "proof"},
                                                                        {"month", "2026-01"},
                                                                        {"session", "0"},
                                                                        {"token", "0"},
                                                                        {"batch", "1"},
                                                                        {"claim", "0"},
                                                                        {"form", "contact"},
                                                                        {"language", "fi"},
                                                                        {"kind", "information-request"},
                                                                        {"hash", "0"},
                                                                        {"name", "arkki.css"}})
        path = replaced(path, name, value);
    return path;
}

/// Pages of things that this house does not have: they say so.
const std::set<std::string> nothing_there_yet{"/requests/{id}/papers/{document}",  // not filed yet: nobody's paper
                                              "/requests/{id}/letters/{letter}/annexes/{page}",
                                              "/requests/{id}/letters/{letter}/sent",
                                              "/requests/{id}/package",
                                              "/requests/{id}/letters/{letter}",
                                              "/requests/{id}/log-extract",
                                              "/requests/{id}/log-extract/evidence",
                                              "/findings/{id}",
                                              "/sample/{month}/{id}",
                                              "/glass/{id}",
                                              "/glass/new",
                                              "/proposals/{id}",
                                              "/scans/{batch}",
                                              "/scans/{batch}/state",
                                              "/arrivals/{id}/pages/{page}/thumbnail",
                                              "/forms/draw",
                                              "/restricted"};

bool open_to(const web::Route& route, Role role) { return std::ranges::find(route.roles, role) != route.roles.end(); }
bool for_anyone(const web::Route& route) { return open_to(route, Role::anyone); }

/// What a stranger must never see.
bool tells_something(const web::Reply& reply) {
    return std::ranges::any_of(
        std::vector<std::string>{"Esimerkki", "Meik", "Kirjaaja", "000 111", "AS-0000", "\xff\xd8", "%PDF"},
        [&](const auto& word) { return reply.body.find(word) != std::string::npos; });
}

std::string named(const web::Route& route) { return route.method + " " + route.pattern; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_stranger_gets_no_byte_of_content_from_any_route) {
    for (const auto& route : house().door().routes().table()) {
        if (for_anyone(route)) continue;
        Visitor stranger{house().door()};
        const auto reply = route.method == "GET" ? stranger.get(address(route)) : stranger.post(address(route));
        const bool to_sign_in = reply.status == 303 && reply.header("Location").starts_with("/sign-in?next=");
        BOOST_TEST((reply.status == 401 || to_sign_in), named(route) << " answers " << reply.status);
        BOOST_TEST(!tells_something(reply), named(route));
        if (to_sign_in) BOOST_TEST(reply.body.empty());
    }
}

BOOST_AUTO_TEST_CASE(every_route_is_closed_to_every_role_it_does_not_name) {
    for (const auto& user : users) {
        Visitor visitor = as(user);
        for (const auto& route : house().door().routes().table()) {
            if (for_anyone(route) || open_to(route, access::role_from(user))) continue;
            const auto reply = route.method == "GET" ? visitor.get(address(route)) : visitor.post(address(route));
            BOOST_TEST(reply.status == 403, named(route) << " answers " << reply.status << " to " << user);
            BOOST_TEST(reply.body.find("000 111") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_page_is_shown_to_its_roles_in_every_language) {
    for (const auto& user : users) {
        Visitor visitor = as(user);
        for (const auto& route : house().door().routes().table()) {
            if (route.method != "GET" || (!for_anyone(route) && !open_to(route, access::role_from(user)))) continue;
            for (const auto* language : {"fi", "sv", "en"}) {
                const auto reply = visitor.speak(language).get(address(route));
                const bool not_there = nothing_there_yet.contains(route.pattern) && reply.status / 100 == 4;
                BOOST_TEST((reply.status == 200 || reply.status == 303 || not_there),
                           named(route) << " answers " << reply.status << " to " << user);
                if (reply.status == 200 && reply.type.starts_with("text/html"))
                    BOOST_TEST(reply.body.find("<html lang=\"" + std::string{language} + "\"") != std::string::npos,
                               named(route));
            }
        }
    }
    for (const auto& line : house().reports()) BOOST_ERROR(line);
}

BOOST_AUTO_TEST_CASE(an_empty_form_is_answered_by_its_reason_and_never_breaks_anything) {
    for (const auto& user : users)
        for (const auto& route : house().door().routes().table()) {
            if (route.method != "POST" || !open_to(route, access::role_from(user))) continue;
            const auto reply = as(user).post(address(route));
            BOOST_TEST(reply.status < 500, named(route) << " answers " << reply.status);
            BOOST_TEST(reply.status != 401, named(route));
        }
}

BOOST_AUTO_TEST_CASE(hostile_words_in_every_field_stay_words) {
    const std::string evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'%7B%7Bx%7D%7D%20%F0%9F%92%A9%20--%20DROP%20TABLE";
    std::string fields = "user_name=" + evil + "&password=" + evil;
    for (const auto* name : {"q",         "words",     "customer_words",
                             "unit",      "series",    "document_language",
                             "next",      "role",      "purpose",
                             "case_ref",  "method",    "note",
                             "kind",      "received",  "request_language",
                             "channel",   "signature", "datum_1",
                             "old_1",     "wanted_1",  "ground_1",
                             "outcome_1", "reason_1",  "finding_1",
                             "pin",       "name",      "phone",
                             "source",    "limit"})
        fields += "&" + std::string{name} + "=" + evil;
    for (const auto& user : users)
        for (const auto& route : house().door().routes().table()) {
            if (route.method != "POST" || (!for_anyone(route) && !open_to(route, access::role_from(user)))) continue;
            const auto reply = as(user).post(address(route), fields);
            BOOST_TEST(reply.status < 500, named(route) << " answers " << reply.status);
            BOOST_TEST(reply.body.find("<script>alert") == std::string::npos, named(route));
            BOOST_TEST(!reply.header("Location").starts_with("http"), named(route));
        }
}

BOOST_AUTO_TEST_CASE(addresses_that_lead_nowhere_are_pages_that_do_not_exist) {
    Visitor clerk = as("clerk");
    for (const auto* path :
         {"/documents/999999", "/documents/-1", "/documents/x", "/documents/99999999999999999999999", "/documents/1%00",
          "/documents/1/pages/0/image", "/documents/1/pages/99/image", "/documents/1?page=77", "/customers/4711",
          "/requests/4711", "/requests/4711/letters/1", "/assets/0/nothing.css",
          "/assets/0/..%2f..%2fconfig%2fdemo.json", "/language/xx?next=/", "/nowhere"}) {
        const auto reply = clerk.get(path);
        BOOST_TEST((reply.status == 404 || reply.status == 422), path << " answers " << reply.status);
    }
    BOOST_TEST(clerk.get("/documents/1?frames=1-2-3.x-y.-5-1-1-1.9-9-9-9-9").status == 200);
    BOOST_TEST(as("auditor").get("/log?before=-5&actor=x&object=';--").status == 422);
}

BOOST_AUTO_TEST_CASE(what_was_typed_comes_back_beside_its_error) {
    Visitor responsible = as("responsible");
    const auto path = "/requests/" + std::to_string(house().request.value());
    const auto decided = responsible.post(path + "/decide", "outcome_1=refused&reason_1=R2&finding_1=");
    BOOST_TEST(decided.status == 422);
    BOOST_TEST(decided.body.find("value=\"R2\" checked") != std::string::npos);
    BOOST_TEST(decided.body.find("id=\"finding_1-problem\"") != std::string::npos);
    BOOST_TEST(decided.body.find("href=\"#finding_1\"") != std::string::npos);
    const auto pin = responsible.post(path + "/sign", "pin=1234");
    BOOST_TEST(pin.status == 422);
    BOOST_TEST(pin.body.find("id=\"pin-problem\"") != std::string::npos);
    BOOST_TEST(pin.body.find("1234") == std::string::npos);
    const auto opened = as("clerk").post("/requests/new",
                                         "act=open&kind=rectify&customer=1&received=30.2.2026&request_language=fi"
                                         "&channel=letter&signature=none&wanted_1=uusi+numero");
    BOOST_TEST(opened.status == 422);
    BOOST_TEST(opened.body.find("uusi numero") != std::string::npos);
    BOOST_TEST(opened.body.find("id=\"received-problem\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(words_searched_for_stand_in_no_address_and_the_hits_name_a_number_only) {
    const auto reply = as("clerk").post("/search", "q=puhelinnumero");
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.body.find("<rect class=\"hit\"") != std::string::npos);
    BOOST_TEST(reply.body.find("kept=") != std::string::npos);
    BOOST_TEST(reply.body.find("=puhelin") == std::string::npos);
    BOOST_TEST(as("clerk").post("/search", "q=").status == 422);
}

BOOST_AUTO_TEST_CASE(the_responsible_person_signs_and_the_letter_can_be_fetched) {
    Visitor responsible = as("responsible");
    const auto path = "/requests/" + std::to_string(house().request.value());
    const auto sheet = responsible.get(path + "/draft/0/pages/1");
    BOOST_TEST(sheet.type == "image/jpeg");
    const std::string pin = "pin=" + house().credential("responsible").pin.reveal();
    BOOST_TEST(responsible.post(path + "/sign", pin + "&drafts=" + std::string(64, '0')).status ==
               422);  // not what was read
    const std::string form = responsible.get(path + "/sign").body, field = "name=\"drafts\" value=\"";
    const std::string read = "&drafts=" + form.substr(form.find(field) + field.size(), 64);
    const auto signed_reply = responsible.post(path + "/sign", pin + read);
    BOOST_TEST_REQUIRE(signed_reply.status == 303);
    BOOST_TEST(signed_reply.header("Location") == path + "/sent");
    BOOST_TEST(responsible.get(path + "/sent").status == 200);
    const auto letter = as("clerk").get(path + "/letters/1");
    BOOST_TEST(letter.status == 200);
    BOOST_TEST(letter.body.starts_with("%PDF"));
    BOOST_TEST(responsible.post(path + "/sign", pin + read).status >= 400);
}

BOOST_AUTO_TEST_CASE(the_auditor_finds_the_look_and_the_refused_look_and_verifies) {
    Visitor auditor = as("auditor");
    const auto looks = auditor.get("/log?object=document%3A" + std::to_string(house().document.value()));
    BOOST_TEST(looks.body.find("Kaija Kirjaaja") != std::string::npos);
    BOOST_TEST(auditor.post("/log/verify").body.find("class=\"seal good\"") != std::string::npos);
    const auto csv = auditor.get("/log/export/csv?action=login.ok");
    BOOST_TEST(csv.header("Content-Disposition").find("log.csv") != std::string::npos);
    BOOST_TEST(web::whole_body(auditor.get("/log/export/jsonl")).find("document.view") != std::string::npos);
    BOOST_TEST(auditor.get("/log/export/exe").status == 404);
}

BOOST_AUTO_TEST_CASE(who_is_not_on_the_list_for_cards_learns_no_name_by_counting_ids) {
    Visitor clerk = as("clerk");
    const std::string name = house().office().database().read([](db::Read& read) {
        return read.one<std::string>("SELECT value FROM customer_item WHERE customer = 1 AND datum = 'name'");
    });
    BOOST_TEST(clerk.get("/requests/new?customer=1").body.find(name) != std::string::npos);
    const auto admin = house().desk("admin");
    const auto person = access::People{admin}.by_user_name("clerk").value();
    access::AccessList list{admin};
    for (const auto& entry : list.of(person))
        if (!entry.ended_at && (entry.series.empty() || entry.series == "card"))
            list.end(entry.id, PersonalText{"test"});
    const auto reply = clerk.get("/requests/new?customer=1");
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.body.find(name) == std::string::npos);
    BOOST_TEST(clerk.get("/customers/1").status == 403);
}

BOOST_AUTO_TEST_CASE(the_description_for_programs_lists_exactly_the_routes_for_programs) {
    Visitor stranger{house().door()};
    Poco::JSON::Parser parser;
    const auto document = parser.parse(stranger.get("/api/v1/openapi.json").body).extract<Poco::JSON::Object::Ptr>();
    std::set<std::string> told, routed;
    for (const auto& path : document->getObject("paths")->getNames())
        for (const auto& method : document->getObject("paths")->getObject(path)->getNames())
            told.insert(method + " " + path);
    for (const auto& route : house().door().routes().table())
        if (route.pattern.starts_with("/api/") || route.pattern == "/health")
            routed.insert((route.method == "GET" ? "get " : "post ") + route.pattern);
    BOOST_TEST(told == routed, boost::test_tools::per_element());
    BOOST_TEST(stranger.get("/health").body.find("\"ready\":true") != std::string::npos);
    BOOST_TEST(stranger.get("/api/v1/session").type == "application/problem+json");
}

BOOST_AUTO_TEST_CASE(nothing_unexpected_was_reported_to_the_operator) {
    for (const auto& line : house().reports()) BOOST_ERROR(line);
}
