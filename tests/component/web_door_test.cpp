// A person at the door: session, role, token, purpose line, files, errors - over real sockets and a real database.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>

#include "lang/pages.hpp"
#include "support/raw_client.hpp"
#include "support/test_office.hpp"
#include "web/press.hpp"
#include "web/server.hpp"
#include "web/session_cookie.hpp"

using namespace arkki;
using namespace arkki::web;
using access::Role;
namespace fs = std::filesystem;

namespace {

const fs::path top{ARKKI_SOURCE_DIR};

struct House {
    test::TestOffice office;
    lang::Catalogue catalogue{fs::path{ARKKI_BINARY_DIR} / "messages"};
    lang::Pages pages{top / "templates/pages", catalogue};
    Assets assets{top / "templates/assets"};
    Press press{pages, catalogue, assets};
    test::TestFolder spool;
    Door door{
        Routes{{{"GET", "/inbox", {Role::clerk}, show("inbox")},
                {"POST", "/upload", {Role::clerk}, upload, 1 << 20, true},
                {"GET", "/log", {Role::auditor}, show("log")},
                {"GET", "/documents/{id}", {Role::clerk}, show("document")},
                {"GET", "/look", {Role::clerk}, look},
                {"GET",
                 "/unreachable",
                 {Role::clerk},
                 [](const Request&, const access::Desk*) -> Reply {
                     throw Error{Fault::unavailable, "db.unavailable", "connection lost"};
                 }},
                {"GET",
                 "/denied",
                 {Role::clerk},
                 [](const Request&, const access::Desk*) -> Reply {
                     throw Error{Fault::denied, "access.denied.not-on-list"};
                 }}}},
        {[this](const Request& request) -> std::optional<access::Desk> {
             auto session = office.sessions.resume(request.cookie.reveal(), {"web", request.address, ""}, request.id);
             return session ? std::optional{office.desk_of(*session)} : std::nullopt;
         },
         [this](const Request& request, const Problem& problem, const access::Desk* desk) {
             return press.print_problem(request, problem, desk);
         },
         [](std::string_view line) { BOOST_TEST_MESSAGE(line); }, system_randomness()},
        {{}, spool.path()}};

    Handler show(std::string title) {
        return [this, title](const Request& request, const access::Desk* desk) {
            return press.print(request, desk,
                               {"error",
                                title,
                                {{"heading", title},
                                 {"message", "m"},
                                 {"request", request.id},
                                 {"way_out", "/"},
                                 {"way_out_text", "x"},
                                {"ways", lang::Value::list()}}});
        };
    }
    /// As every page of records: the line in the log first, then what it is about.
    static Reply look(const Request&, const access::Desk* desk) {
        static_cast<void>(desk->show(std::vector<DocumentId>{DocumentId{7}}));
        return page("<p>Salainen sisältö</p>");
    }
    static Reply upload(const Request& request, const access::Desk*) {
        std::string sizes;
        for (const auto& file : request.uploads) sizes += std::to_string(file.size()) + " ";
        return {200, "text/plain", {}, sizes};
    }

    std::string cookie(const std::string& user = "clerk") {
        return "arkki=" + office.sign_in(user, test::TestOffice::password, "127.0.0.1").cookie.reveal();
    }
    Reply ask(const std::string& method, std::string_view target, HeaderList headers,
              const std::string& text = "") const {
        headers.emplace_back("Host", "x");
        Body body{text.size(), [text, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
                      const auto got = text.copy(buffer, size, at);
                      at += got;
                      return got;
                  }};
        return door.answer(method, target, std::move(headers), {"127.0.0.1", false}, body);
    }
};

std::string multipart(const std::string& token, const std::string& file) {
    return "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token +
           "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + file +
           "\r\n--b--\r\n";
}
HeaderList upload_headers(const std::string& cookie) {
    return {{"Cookie", cookie}, {"Origin", "http://x"}, {"Content-Type", "multipart/form-data; boundary=b"}};
}
std::string token_of(const std::string& cookie) {
    return access::form_token(PersonalText{cookie.substr(cookie.find('=') + 1)}, "form");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_page_shows_who_why_and_only_the_menu_of_the_role) {
    House house;
    const auto reply = house.ask("GET", "/inbox", {{"Cookie", house.cookie()}});
    BOOST_TEST(reply.status == 200);
    for (const char* part : {"Own clerk", "Asiakassuhteen hoitaminen", "href=\"/requests\"", "lang=\"fi\""})
        BOOST_TEST(reply.body.find(part) != std::string::npos, part);
    BOOST_TEST(reply.body.find("href=\"/log\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_role_an_invented_session_and_an_ended_one_stay_outside) {
    House house;
    BOOST_TEST(house.ask("GET", "/log", {{"Cookie", house.cookie("auditor")}}).status == 200);
    BOOST_TEST(house.ask("GET", "/log", {{"Cookie", house.cookie()}}).status == 403);
    BOOST_TEST(house.ask("GET", "/inbox", {{"Cookie", "arkki=" + std::string(64, 'a')}}).status == 303);
    const auto signed_in = house.office.sign_in("clerk", test::TestOffice::password, "127.0.0.1");
    house.office.sessions.sign_out(signed_in.session);
    BOOST_TEST(house.ask("GET", "/inbox", {{"Cookie", "arkki=" + signed_in.cookie.reveal()}}).status == 303);
}

BOOST_AUTO_TEST_CASE(a_page_of_another_role_is_refused_with_exactly_one_line_in_the_log) {
    House house;
    const std::string cookie = house.cookie("auditor");
    const auto refusals = [&] { return test::lines_of(house.office.database(), "page.refused"); };
    for (const std::string method : {"GET", "POST"}) {
        const auto before = refusals();
        BOOST_TEST(house.ask(method, method == "GET" ? "/documents/7" : "/upload", {{"Cookie", cookie}}).status == 403);
        BOOST_TEST(test::last_line(house.office.database()) == "page.refused denied role");
        BOOST_TEST(refusals() == before + 1);
    }
    const auto [actor, args] = house.office.database().read([](db::Read& read) {
        return read.one<PersonId, std::string>(
            "SELECT actor, args FROM audit_entry WHERE action = 'page.refused' ORDER BY seq LIMIT 1");
    });
    BOOST_TEST(actor.value() == house.office.person("auditor").value());
    BOOST_TEST(args.find("page=/documents/{id}") != std::string::npos, args);
    BOOST_TEST(house.ask("GET", "/documents/7", {}).status == 303);  // a stranger cannot grow the log
    BOOST_TEST(house.ask("GET", "/log", {{"Cookie", cookie}}).status == 200);
    BOOST_TEST(refusals() == 2);
}

BOOST_AUTO_TEST_CASE(a_post_needs_the_token_of_this_very_session) {
    House house;
    const std::string cookie = house.cookie();
    BOOST_TEST(house.ask("POST", "/upload", upload_headers(cookie), multipart("", "%PDF")).status == 403);
    BOOST_TEST(
        house.ask("POST", "/upload", upload_headers(cookie), multipart(token_of(house.cookie()), "%PDF")).status ==
        403);
    const auto reply = house.ask("POST", "/upload", upload_headers(cookie), multipart(token_of(cookie), "%PDF"));
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.body == "4 ");
    auto foreign = upload_headers(cookie);
    foreign[1].second = "http://evil.example";
    BOOST_TEST(house.ask("POST", "/upload", foreign, multipart(token_of(cookie), "%PDF")).status == 403);
}

BOOST_AUTO_TEST_CASE(an_error_is_a_page_for_people_and_a_problem_document_for_programs) {
    House house;
    const std::string cookie = house.cookie();
    const auto page = house.ask("GET", "/denied", {{"Cookie", cookie}, {"Accept-Language", "sv"}});
    BOOST_TEST(page.status == 403);
    BOOST_TEST(page.body.find("Du har inte rätt till detta") != std::string::npos);
    const auto json = house.ask("GET", "/denied", {{"Cookie", cookie}, {"Accept", "application/json"}});
    BOOST_TEST(json.type == "application/problem+json");
    BOOST_TEST(json.body.find("\"key\":\"access.denied.not-on-list\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_logged_is_not_shown_and_the_page_says_why) {
    House house;
    const std::string cookie = house.cookie();
    const auto unreachable = house.ask("GET", "/unreachable", {{"Cookie", cookie}, {"Accept-Language", "sv"}});
    BOOST_TEST(unreachable.status == 503);
    BOOST_TEST(unreachable.body.find("<h1>Ingenting visades</h1>") != std::string::npos);
    BOOST_TEST(unreachable.body.find("användningsloggen kan inte skrivas") != std::string::npos);
    BOOST_TEST(unreachable.body.find("connection lost") == std::string::npos);
    if (test::engine() != db::Engine::sqlite) return;  // a full disk is made with SQLite's own limit
    BOOST_TEST(house.ask("GET", "/look", {{"Cookie", cookie}}).body.find("Salainen") != std::string::npos);
    const auto limit_pages = [&](const std::string& pages) {
        house.office.database().write([&](db::Write& write) { write.script("PRAGMA max_page_count=" + pages); });
    };
    limit_pages("1");  // as many as there are
    Reply full;
    for (int i = 0; i < 500 && full.status == 200; ++i) full = house.ask("GET", "/look", {{"Cookie", cookie}});
    BOOST_TEST_REQUIRE(full.status == 503);
    BOOST_TEST(full.body.find("Salainen") == std::string::npos);
    BOOST_TEST(full.body.find("<h1>Mitään ei näytetty</h1>") != std::string::npos);
    BOOST_TEST(full.body.find("käyttölokiin ei voi kirjoittaa") != std::string::npos);
    const auto program = house.ask("GET", "/look", {{"Cookie", cookie}, {"Accept", "application/json"}});
    BOOST_TEST(program.status == 503);
    BOOST_TEST(program.body.find("\"key\":\"db.full\"") != std::string::npos);
    limit_pages("1073741823");
    BOOST_TEST(house.ask("GET", "/look", {{"Cookie", cookie}}).status == 200);
}

BOOST_AUTO_TEST_CASE(a_session_that_is_held_is_led_to_its_one_task) {
    House house;
    const auto admin = house.office.desk("admin");
    access::People{admin}.set_password(house.office.person("clerk"), PersonalText{"annettu toiselta kerran"},
                                       house.office.passwords);
    const std::string cookie =
        "arkki=" + house.office.sign_in("clerk", "annettu toiselta kerran", "127.0.0.1").cookie.reveal();
    for (const char* path : {"/inbox", "/look", "/documents/7"}) {
        const auto reply = house.ask("GET", path, {{"Cookie", cookie}});
        BOOST_TEST(reply.status == 303, path);
        BOOST_TEST(reply.header("Location") == "/account/password");
    }
    BOOST_TEST(house.ask("POST", "/upload", upload_headers(cookie), multipart(token_of(cookie), "%PDF")).status == 403);
    BOOST_TEST(house.ask("GET", "/log", {{"Cookie", cookie}}).status == 403);
}

BOOST_AUTO_TEST_CASE(an_upload_killed_anywhere_leaves_the_spool_empty) {
    House house;
    Server server{[] {
                      ServerSettings settings;
                      settings.port = 0;
                      settings.timeout = std::chrono::seconds{2};
                      return settings;
                  }(),
                  house.door};
    const std::string cookie = house.cookie();
    const std::string body = multipart(token_of(cookie), std::string(300000, 'x'));
    const std::string head =
        "POST /upload HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nCookie: " + cookie +
        "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n";
    for (std::size_t cut : {0u, 1u, 40u, 100u, 180u, 5000u, 70000u, 200000u, 300000u, 300100u}) {
        const std::string answer =
            test::RawClient{server.port()}.talk(head + body.substr(0, std::min(cut, body.size() - 1)), true);
        BOOST_TEST(answer.starts_with("HTTP/1.1 400"), cut << ": " << answer.substr(0, 60));
    }
    BOOST_TEST(test::RawClient{server.port()}.talk(head + body).ends_with("300000 "));
    server.stop();
    BOOST_TEST(fs::is_empty(house.spool.path()));
}

BOOST_AUTO_TEST_CASE(under_tls_pages_are_served_and_the_browser_is_told_to_stay_there) {
    House house;
    const test::TestFolder folder;
    const std::string at = folder.path().string();
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
        " -keyout " +
        at + "/key.pem -out " + at + "/cert.pem 2>/dev/null";
    BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
    ServerSettings settings;
    settings.port = 0;
    settings.certificate = at + "/cert.pem";
    settings.key = at + "/key.pem";
    Server server{settings, house.door};
    Poco::Net::Context::Ptr trusting =
        new Poco::Net::Context{Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_NONE};
    Poco::Net::HTTPSClientSession client{"127.0.0.1", server.port(), trusting};
    Poco::Net::HTTPRequest request{"GET", "/inbox", "HTTP/1.1"};
    request.set("Cookie", "__Host-" + house.cookie());
    client.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::istream& answer = client.receiveResponse(response);
    const std::string body{std::istreambuf_iterator<char>{answer}, {}};
    BOOST_TEST(static_cast<int>(response.getStatus()) == 200);
    BOOST_TEST(response.get("Strict-Transport-Security", "") == "max-age=31536000");
    BOOST_TEST(body.find("Own clerk") != std::string::npos);
    client.reset();
}
