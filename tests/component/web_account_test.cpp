// One's own account at the door of the real house: held sessions, the second factor, tokens for programs; wrong,
// replayed, expired and misplaced proofs first.
#include <boost/test/unit_test.hpp>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <regex>

#include "access/commitments.hpp"
#include "access/people.hpp"
#include "access/second_factor.hpp"
#include "access/totp.hpp"
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
std::string password_of(const std::string& user) {
    return web::percent_encoded(house().credential(user).password.reveal());
}

/// A program: no cookie, no token of a form, only headers.
web::Reply program(const std::string& method, const std::string& target, web::HeaderList headers,
                   const std::string& text = "") {
    headers.emplace_back("Host", "arkki.example");
    if (method == "POST") headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    std::size_t at = 0;
    web::Body body{text.size(), [&](char* buffer, std::size_t size) {
                       const auto count = text.copy(buffer, size, at);
                       at += count;
                       return count;
                   }};
    return house().door().answer(method, target, std::move(headers), {"127.0.0.1", false}, body);
}
web::HeaderList bearer(const std::string& secret) { return {{"Authorization", "Bearer " + secret}}; }

std::string found(const std::string& text, const std::string& pattern) {
    std::smatch parts;
    return std::regex_search(text, parts, std::regex{pattern}) ? parts[1].str() : "";
}

std::string token(const std::string& user, const std::string& scopes, const std::string& purpose) {
    const auto reply =
        as(user).post("/account/tokens/new", "name=ohjelma&" + scopes + "&token_purpose=" + purpose +
                                                 "&expires=" + iso(add_days(house().desk(user).today(), 9)) +
                                                 "&current=" + password_of(user));
    BOOST_TEST(reply.status == 200);
    return found(reply.body, "(arkki_[0-9a-f]{64})");
}

std::string last_event() {
    return house().office().database().read([](db::Read& read) {
        const auto [action, result, rule, auth, via] =
            read.one<std::string, std::string, std::string, std::string, std::string>(
                "SELECT action, result, rule, auth, via FROM audit_entry ORDER BY seq DESC LIMIT 1");
        return action + " " + result + " " + rule + " " + auth + " " + via;
    });
}

/// A person nobody else uses, with a one-time password from the administrator.
service::Credential newcomer(const std::string& user, bool with_own_password) {
    static int count = 0;
    const auto machine = house().office().machine_desk("maintenance");
    auto& office = house().office();
    const auto admin = house().desk("admin");
    access::People people{admin};
    const auto witness = people.by_user_name("second").value();
    const std::string name = user + std::to_string(++count);
    const auto person = people.add({name, PersonalText{"Uusi " + name}, {}, "own", admin.today()});
    access::Commitments{admin}.record({person, "1", admin.today(), {}, std::string(64, 'a'), witness});
    people.give_role(person, access::Role::clerk, admin.today());
    const PersonalText once{"annettu kerran " + name.substr(0, 1) + "7"};
    people.set_password(person, once, office.passwords());
    if (!with_own_password) return {name, "clerk", once, {}, {}};
    const auto held = office.desk(office.sessions().sign_in(name, once, {"web", "127.0.0.1", ""}, "r").session);
    const PersonalText own{"oma ja hyvä lause"};
    access::People{held}.set_password(person, own, office.passwords());
    return {name, "clerk", own, {}, {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_one_time_password_leads_to_a_password_of_ones_own_and_nowhere_else) {
    const auto credential = newcomer("tuula", false);
    Visitor visitor{house().door()};
    visitor.sign_in(credential);
    for (const auto* path : {"/", "/inbox", "/search", "/customers", "/documents/1", "/account", "/account/factor",
                             "/account/tokens/new", "/purpose"}) {
        const auto reply = visitor.get(path);
        BOOST_TEST(reply.status == 303, path);
        BOOST_TEST(reply.header("Location") == "/account/password", path);
        BOOST_TEST(reply.body.empty());
    }
    BOOST_TEST(visitor.get("/api/v1/session").status == 403);
    BOOST_TEST(visitor.post("/search", "q=Meik").status == 403);
    BOOST_TEST(visitor.post("/purpose", "purpose=orders").status == 403);
    BOOST_TEST(visitor.get("/account/password").status == 200);
    const std::string current = "current=" + web::percent_encoded(credential.password.reveal());
    const auto change = [&](const std::string& fields) { return visitor.post("/account/password", fields); };
    BOOST_TEST(change("").status == 422);
    BOOST_TEST(change(current + "&fresh=lyhyt&again=lyhyt").status == 422);
    BOOST_TEST(change(current + "&fresh=aivan+uusi+lause&again=aivan+toinen+lause").status == 422);
    BOOST_TEST(change(current + "&fresh=" + web::percent_encoded(credential.password.reveal()) +
                      "&again=" + web::percent_encoded(credential.password.reveal()))
                   .status == 422);
    const auto done = change(current + "&fresh=aivan+uusi+lause&again=aivan+uusi+lause");
    BOOST_TEST(done.status == 303);
    BOOST_TEST(done.header("Location") == "/sign-in?done=password");
    BOOST_TEST(visitor.get("/inbox").header("Location").starts_with("/sign-in"));  // every session ended with it
    Visitor anew{house().door()};
    anew.sign_in({credential.user, "clerk", PersonalText{"aivan uusi lause"}, {}, {}});
    BOOST_TEST(anew.get("/inbox").status == 200);
}

BOOST_AUTO_TEST_CASE(the_second_factor_is_begun_shown_confirmed_and_asked_for) {
    const auto credential = newcomer("kerttu", true);
    Visitor visitor{house().door()};
    visitor.sign_in(credential);
    const std::string current = "current=" + web::percent_encoded(credential.password.reveal());
    BOOST_TEST(visitor.post("/account/factor/confirm", "code=123456").status == 422);
    BOOST_TEST(visitor.post("/account/factor/begin", "").status == 422);
    BOOST_TEST(visitor.post("/account/factor/begin", current).status == 303);
    const auto page = visitor.get("/account/factor").body;
    const auto secret_text = found(page, "secret=([A-Z2-7]{32})");
    BOOST_TEST(secret_text.size() == 32u);
    BOOST_TEST(page.find("<path class=\"qr-ink\" d=\"M0 0h7v1h-7z") != std::string::npos);  // a finder pattern
    BOOST_TEST(page.find("<script>") == std::string::npos);
    const auto desk =
        house().office().desk(house()
                                  .office()
                                  .sessions()
                                  .sign_in(credential.user, credential.password, {"web", "127.0.0.1", ""}, "r")
                                  .session);
    const auto& factor = house().office().sessions().second_factor();
    const auto secret = factor.begun(desk).value();
    BOOST_TEST(access::base32(secret) == secret_text);
    const auto code = [&](int off = 0) {
        return access::totp_code(secret, access::totp_step(house().office().world().clock()) + off);
    };
    BOOST_TEST(visitor.post("/account/factor/confirm", "code=000000").status == 422);
    const auto confirmed = visitor.post("/account/factor/confirm", "code=" + code());
    BOOST_TEST(confirmed.status == 200);
    const auto recovery = found(confirmed.body, "<code>([0-9a-z]{5}-[0-9a-z]{5})</code>");
    BOOST_TEST(recovery.size() == 11u);
    BOOST_TEST(visitor.get("/account/factor").body.find(recovery) == std::string::npos);  // shown once

    const std::string sign_in =
        "user_name=" + credential.user + "&password=" + web::percent_encoded(credential.password.reveal());
    Visitor other{house().door()};
    BOOST_TEST(other.get("/sign-in/code").header("Location") == "/sign-in");
    BOOST_TEST(other.post("/sign-in/code", "code=" + code(1)).status == 422);  // no password before it
    const auto first = other.post("/sign-in", sign_in);
    BOOST_TEST(first.header("Location").starts_with("/sign-in/code"));
    const auto cookies = first.header("Set-Cookie");
    BOOST_TEST(cookies.starts_with("arkki-step="));
    BOOST_TEST(cookies.find("HttpOnly") != std::string::npos);
    const web::HeaderList with_ticket{{"Cookie", cookies.substr(0, cookies.find(';'))},
                                      {"Origin", "http://arkki.example"}};
    BOOST_TEST(program("GET", "/sign-in/code", with_ticket).status == 200);
    BOOST_TEST(program("GET", "/inbox", with_ticket).status == 303);  // a ticket is no session
    BOOST_TEST(program("POST", "/sign-in/code", with_ticket, "code=").status == 422);
    const auto entered = program("POST", "/sign-in/code", with_ticket, "code=" + recovery);
    BOOST_TEST(entered.status == 303);
    BOOST_TEST(entered.header("Location") == "/");
    BOOST_TEST(program("POST", "/sign-in/code", with_ticket, "code=" + recovery).status == 422);

    auto admin = as("admin");
    const auto person = access::People{house().desk("admin")}.by_user_name(credential.user).value();
    BOOST_TEST(admin.post("/people/" + std::to_string(person.value()) + "/reset-factor").status == 303);
    BOOST_TEST(!factor.state(person).active_since.has_value());
    BOOST_TEST(as("clerk").post("/people/" + std::to_string(person.value()) + "/reset-factor").status == 403);
}

BOOST_AUTO_TEST_CASE(a_token_opens_its_routes_and_no_page) {
    const auto secret = token("clerk", "scopes=search", "orders");
    BOOST_TEST_REQUIRE(secret.size() == 70u);
    const auto session = program("GET", "/api/v1/session", bearer(secret));
    BOOST_TEST(session.status == 200);
    BOOST_TEST(session.body.find("\"purpose\":\"orders\"") != std::string::npos);
    const auto hits = program("POST", "/api/v1/search", bearer(secret), "q=puhelinnumero");  // no form token, no origin
    BOOST_TEST(hits.status == 200);
    BOOST_TEST(last_event() == "search.page allowed  token api");
    BOOST_TEST(program("GET", "/api/v1/arrivals", bearer(secret)).status == 403);
    BOOST_TEST(last_event() == "page.refused denied scope token api");
    const std::string document = "/api/v1/documents/" + std::to_string(house().document.value());
    BOOST_TEST(program("GET", document, bearer(secret)).status == 403);
    BOOST_TEST(program("GET", "/api/v1/log", bearer(secret)).status == 403);
    BOOST_TEST(program("GET", document, bearer(token("clerk", "scopes=read", "care"))).status == 200);
    BOOST_TEST(last_event() == "document.view allowed  token api");
    BOOST_TEST(program("GET", "/api/v1/log", bearer(token("auditor", "scopes=log", "audit"))).status == 200);
    for (const auto* page : {"/", "/inbox", "/account", "/sign-in", "/customers/1", "/log", "/health"}) {
        const auto reply = program("GET", page, bearer(secret));
        BOOST_TEST(reply.status == 403, page);
        BOOST_TEST(reply.body.find("Meik") == std::string::npos);
    }
    BOOST_TEST(program("POST", "/account/tokens/new", bearer(secret), "name=x").status == 403);
}

BOOST_AUTO_TEST_CASE(wrong_double_mixed_and_ended_proofs_open_nothing) {
    const auto secret = token("clerk", "scopes=search", "care");
    const auto refused = [&](const web::HeaderList& headers) {
        return program("GET", "/api/v1/session", headers).status;
    };
    BOOST_TEST(refused({}) == 401);
    const auto none = program("GET", "/api/v1/session", bearer("arkki_" + std::string(64, '0')));
    BOOST_TEST(none.status == 401);
    BOOST_TEST(none.header("WWW-Authenticate").starts_with("Bearer"));
    for (const std::string& value : {std::string{"Bearer"}, std::string{"Basic YTpi"}, secret, "Bearer " + secret + "x",
                                     "Bearer " + secret + "," + secret, std::string(4000, 'B')})
        BOOST_TEST(refused({{"Authorization", value}}) == 401, value.substr(0, 30));
    auto twice = bearer(secret);
    twice.emplace_back("Authorization", "Bearer " + secret);
    BOOST_TEST(refused(twice) == 400);
    const auto in = house().office().sessions().sign_in("clerk", house().credential("clerk").password,
                                                        {"web", "127.0.0.1", ""}, "r");
    for (const std::string& cookie : {"arkki=" + in.cookie.reveal(), std::string{"arkki=garbage"}, "arkki=" + secret}) {
        auto both = bearer(secret);
        both.emplace_back("Cookie", cookie);
        const auto reply = program("GET", "/api/v1/session", both);
        BOOST_TEST(reply.status == 400, cookie.substr(0, 20));
        BOOST_TEST(reply.body.find("web.bad_proofs") != std::string::npos);
    }
    BOOST_TEST(program("GET", "/api/v1/session", {{"Cookie", "arkki=" + secret}}).status == 401);  // no cookie
    BOOST_TEST(refused(bearer(secret)) == 200);
    const auto account = as("clerk").get("/account").body;
    BOOST_TEST(account.find(secret) == std::string::npos);
    const auto id = found(account, "/account/tokens/(t-[0-9a-f]{16})/end");
    BOOST_TEST(as("responsible").post("/account/tokens/" + id + "/end").status == 404);
    for (auto left = id; !left.empty();
         left = found(as("clerk").get("/account").body, "/account/tokens/(t-[0-9a-f]{16})/end"))
        BOOST_TEST(as("clerk").post("/account/tokens/" + left + "/end").status == 303);
    BOOST_TEST(refused(bearer(secret)) == 401);
}

BOOST_AUTO_TEST_CASE(a_token_form_says_what_is_wrong_with_it) {
    Visitor clerk = as("clerk");
    const std::string day = iso(add_days(house().desk("clerk").today(), 9));
    const std::string current = "&current=" + password_of("clerk");
    const auto make = [&](const std::string& fields) { return clerk.post("/account/tokens/new", fields); };
    BOOST_TEST(make("").status == 422);
    BOOST_TEST(make("name=x&token_purpose=care&expires=" + day + current).body.find("scopes-problem") !=
               std::string::npos);
    BOOST_TEST(make("name=x&scopes=log&token_purpose=care&expires=" + day + current).status == 422);
    BOOST_TEST(make("name=x&scopes=read&token_purpose=request&expires=" + day + current).status == 422);
    BOOST_TEST(make("name=x&scopes=read&token_purpose=care&expires=30.2.2027" + current).status == 422);
    BOOST_TEST(make("name=x&scopes=read&token_purpose=care&expires=2099-01-01" + current).status == 422);
    Visitor other{house().door()};  // somebody nobody else signs in as: a wrong password makes its owner wait
    other.sign_in(newcomer("veikko", true));
    const auto wrong = other.post("/account/tokens/new",
                                  "name=ohjelmani&scopes=read&token_purpose=care&expires=" + day + "&current=vaara");
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST(wrong.body.find("value=\"ohjelmani\"") != std::string::npos);
    BOOST_TEST(wrong.body.find("current-problem") != std::string::npos);
    BOOST_TEST(wrong.body.find("vaara") == std::string::npos);
    BOOST_TEST(as("admin").get("/account/tokens/new").status == 403);
}

BOOST_AUTO_TEST_CASE(a_cookie_of_another_service_or_two_of_them_give_a_stranger) {
    const auto in = house().office().sessions().sign_in("responsible", house().credential("responsible").password,
                                                        {"web", "127.0.0.1", ""}, "r");
    const std::string ours = "arkki=" + in.cookie.reveal();
    BOOST_TEST(program("GET", "/inbox", {{"Cookie", ours}}).status == 200);
    for (const std::string& cookie :
         {std::string{"arkki=" + std::string(64, 'e')}, std::string{"arkki=zzz"},
          std::string{"JSESSIONID=1; PHPSESSID=2"}, "arkki=" + std::string(4000, 'a'), ours + "; " + ours,
          ours + "; arkki=x", "arkki=x; " + ours, "__Host-" + ours, "arkki-step=" + in.cookie.reveal()}) {
        const auto page = program("GET", "/inbox", {{"Cookie", cookie}});
        BOOST_TEST(page.status == 303, cookie.substr(0, 30));
        BOOST_TEST(page.header("Location").starts_with("/sign-in"));
        BOOST_TEST(program("GET", "/sign-in", {{"Cookie", cookie}}).status == 200, cookie.substr(0, 30));
    }
    BOOST_TEST(program("GET", "/inbox", {{"Cookie", ours}, {"Cookie", "a=b"}}).status == 303);
}

BOOST_AUTO_TEST_CASE(one_ends_ones_own_sessions_and_nobody_elses) {
    Visitor here = as("auditor"), there = as("auditor"), clerk = as("clerk");
    const auto page = here.get("/account").body;
    const auto id = found(page, "/account/sessions/(s-[0-9a-f]{16})/end");
    BOOST_TEST(clerk.post("/account/sessions/" + id + "/end").status == 404);
    BOOST_TEST(here.post("/account/sessions/end-others").status == 303);
    BOOST_TEST(there.get("/account").status == 303);
    BOOST_TEST(here.get("/account").status == 200);
    const auto auditor = access::People{house().desk("admin")}.by_user_name("auditor").value();
    BOOST_TEST(as("admin").post("/people/" + std::to_string(auditor.value()) + "/end-sessions").status == 303);
    BOOST_TEST(here.get("/account").status == 303);
}

BOOST_AUTO_TEST_CASE(from_a_request_one_goes_to_work_on_it_with_its_purpose) {
    Visitor clerk = as("clerk");
    const std::string id = std::to_string(house().request.value()), path = "/requests/" + id;
    const auto page = clerk.get(path).body;
    BOOST_TEST(page.find("name=\"case_ref\" value=\"request:" + id + "\"") != std::string::npos);
    const auto form = clerk.get("/purpose?next=%2Frequests%2F" + id).body;
    BOOST_TEST(form.find("value=\"request\" checked") != std::string::npos);
    BOOST_TEST(form.find("value=\"request:" + id + "\"") != std::string::npos);
    BOOST_TEST(clerk.post("/purpose", "purpose=request&case_ref=request:" + id + "&next=" + path).status == 303);
    BOOST_TEST(clerk.get(path).body.find("name=\"case_ref\"") == std::string::npos);
    const auto session = clerk.get("/api/v1/session").body;
    BOOST_TEST(session.find("\"case\":\"request:" + id + "\"") != std::string::npos);
    BOOST_TEST(clerk.post("/purpose", "purpose=request&case_ref=").status == 422);
}

BOOST_AUTO_TEST_CASE(the_description_tells_programs_how_to_prove_themselves) {
    Poco::JSON::Parser parser;
    const auto document =
        parser.parse(program("GET", "/api/v1/openapi.json", {}).body).extract<Poco::JSON::Object::Ptr>();
    const auto schemes = document->getObject("components")->getObject("securitySchemes");
    BOOST_TEST(schemes->getObject("token")->getValue<std::string>("scheme") == "bearer");
    const auto search = document->getObject("paths")->getObject("/api/v1/search")->getObject("post");
    BOOST_TEST(search->getArray("security")->getObject(0)->getArray("token")->getElement<std::string>(0) == "search");
    for (const auto& route : house().door().routes().table())
        BOOST_TEST((route.scope.empty() || route.pattern.starts_with("/api/v1/")), route.pattern);
}

BOOST_AUTO_TEST_CASE(nothing_unexpected_was_reported_by_the_account_pages) {
    for (const auto& line : house().reports()) BOOST_ERROR(line);
}
