#include <boost/test/unit_test.hpp>

#include "base/ids.hpp"
#include "web/body.hpp"
#include "web/door.hpp"
#include "web/form_reader.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"
#include "web/agent.hpp"
#include "web/session_cookie.hpp"

#include <filesystem>

using namespace arkki;
using namespace arkki::web;

namespace {

Body body_of(const std::string& text, std::uint64_t promised) {
    return {promised, [text, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
                const auto got = text.copy(buffer, size, at);
                at += got;
                return got;
            }};
}
const auto has_key = [](std::string key) { return [key](const Error& error) { return error.key() == key; }; };

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_field_that_is_missing_or_no_number_names_itself) {
    const Fields fields = parse_urlencoded("customer=12&name=+%C3%84iti+&bad=1x&empty=");
    BOOST_TEST((fields.id<CustomerId>("customer") == CustomerId{12}));
    BOOST_TEST(fields.personal("name").reveal() == "Äiti");
    BOOST_TEST(!fields.number("empty").has_value());
    BOOST_CHECK_EXCEPTION(fields.required("empty"), Error, [](const Error& error) { return error.field() == "empty"; });
    BOOST_CHECK_EXCEPTION((void)fields.number("bad"), Error, has_key("form.bad_number"));
    BOOST_CHECK_EXCEPTION((void)fields.id<CustomerId>("none"), Error, has_key("form.missing"));
}

BOOST_AUTO_TEST_CASE(broken_escapes_nul_and_foreign_encodings_are_refused) {
    for (const char* text : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%c3=1"})
        BOOST_CHECK_EXCEPTION((void)parse_urlencoded(text), Error, has_key("web.bad_form"));
    std::string many;
    for (int i = 0; i < 201; ++i) many += "a=1&";
    BOOST_CHECK_EXCEPTION((void)parse_urlencoded(many), Error, has_key("web.bad_form"));
}

BOOST_AUTO_TEST_CASE(cookies_that_are_no_utf8_are_left_out) {
    const Fields cookies = parse_cookies("a=1; b=\xff; \xff=2; c; d=3");
    BOOST_TEST_REQUIRE(cookies.entries().size() == 2u);
    BOOST_TEST((cookies.text("a") == "1" && cookies.text("d") == "3"));
}

BOOST_AUTO_TEST_CASE(a_body_shorter_than_promised_is_an_error) {
    Request request;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    Body short_body = body_of("a=1", 10);
    BOOST_CHECK_EXCEPTION(read_form(request, short_body, {}), Error, has_key("web.truncated"));
    BOOST_TEST(request.form.entries().empty());
}

BOOST_AUTO_TEST_CASE(draining_stops_at_its_limit_and_when_the_sender_goes) {
    Body body = body_of(std::string(200000, 'x'), 200000);
    body.drain(100000);
    BOOST_TEST(body.left() <= 100000u);
    BOOST_TEST(body.left() > 0u);
    Body gone = body_of("x", 1000000);
    gone.drain(1000000);
    BOOST_TEST(gone.left() == 0u);
}

BOOST_AUTO_TEST_CASE(files_are_kept_in_the_spool_without_a_name_and_only_where_a_route_takes_them) {
    const auto spool = std::filesystem::temp_directory_path() / "arkki-web-spool-test";
    std::filesystem::create_directories(spool);
    const std::string text = "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nt\r\n"
                             "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\a.pdf\"\r\n\r\n%PDF\r\n"
                             "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
    Request request;
    request.headers = {{"content-type", "multipart/form-data; boundary=b"}};
    Body body = body_of(text, text.size());
    read_form(request, body, spool);
    BOOST_TEST(request.form.text("token") == "t");
    BOOST_TEST_REQUIRE(request.uploads.size() == 1u);
    BOOST_TEST(request.uploads[0].file_name().reveal() == "a.pdf");
    BOOST_TEST(text_of(request.uploads[0].bytes()) == "%PDF");
    BOOST_TEST(std::filesystem::is_empty(spool));
    Body again = body_of(text, text.size());
    BOOST_CHECK_EXCEPTION(read_form(request, again, {}), Error, has_key("web.bad_form"));
    std::filesystem::remove(spool);
}

BOOST_AUTO_TEST_CASE(the_language_is_the_chosen_one_then_the_browsers_then_finnish) {
    BOOST_TEST((make_request("GET", "/", {}).language == Language::fi));
    BOOST_TEST((make_request("GET", "/", {{"Accept-Language", "de, sv-FI;q=0.8, en;q=0.5"}}).language == Language::sv));
    BOOST_TEST((make_request("GET", "/", {{"Accept-Language", "sv"}, {"Cookie", "a=b; arkki-language=en"}}).language ==
                Language::en));
}

BOOST_AUTO_TEST_CASE(the_way_back_never_leads_elsewhere) {
    for (const char* target : {"", "https://evil.example", "//evil.example", "/\\evil.example", "x", "/a\r\nSet-Cookie: b"})
        BOOST_TEST(safe_next(target, "/home") == "/home", target);
    BOOST_TEST(safe_next("/requests/7?page=2") == "/requests/7?page=2");
}

BOOST_AUTO_TEST_CASE(only_a_page_of_ours_may_post) {
    const auto posted = [](HeaderList headers, std::vector<std::string> origins = {}) {
        headers.emplace_back("Host", "arkki.example");
        return from_own_page(make_request("POST", "/", std::move(headers)), origins);
    };
    BOOST_TEST(posted({{"Origin", "http://arkki.example"}}));
    BOOST_TEST(posted({{"Referer", "http://arkki.example/sign-in"}}));
    BOOST_TEST(posted({{"Origin", "http://arkki.example"}, {"Sec-Fetch-Site", "same-origin"}}));
    BOOST_TEST(!posted({}));
    BOOST_TEST(!posted({{"Origin", "null"}}));
    BOOST_TEST(!posted({{"Origin", "http://evil.example"}}));
    BOOST_TEST(!posted({{"Referer", "http://evil.example/arkki.example"}}));
    BOOST_TEST(!posted({{"Origin", "http://arkki.example"}, {"Sec-Fetch-Site", "cross-site"}}));
    BOOST_TEST(!posted({{"Origin", "https://arkki.example"}}));
    BOOST_TEST(!posted({{"Origin", "http://arkki.example"}}, {"https://other.example"}));
}

BOOST_AUTO_TEST_CASE(the_session_cookie_is_bound_to_the_host_under_tls) {
    Request request;
    Reply reply;
    request.secure = true;
    set_session_cookie(reply, request, PersonalText{"secret"});
    BOOST_TEST(reply.header("Set-Cookie") == "__Host-arkki=secret; Path=/; HttpOnly; SameSite=Lax; Secure");
    const std::string ours(64, 'a');
    BOOST_TEST(session_cookie(make_request("GET", "/", {{"Cookie", "arkki=" + ours}})).reveal() == ours);
}

BOOST_AUTO_TEST_CASE(a_cookie_that_is_not_exactly_one_of_ours_makes_a_stranger) {
    const std::string ours(64, 'a'), other(64, 'b');
    for (const HeaderList& headers : std::vector<HeaderList>{
             {},
             {{"Cookie", ""}},
             {{"Cookie", "arkki="}},
             {{"Cookie", "arkki=s"}},
             {{"Cookie", "arkki=" + ours + "a"}},
             {{"Cookie", "arkki=" + std::string(4000, 'a')}},
             {{"Cookie", "arkki=" + std::string(64, 'A')}},
             {{"Cookie", "arkki=../../etc/passwd"}},
             {{"Cookie", "arkki=\xff\xfe"}},
             {{"Cookie", "__Host-arkki=" + ours}},
             {{"Cookie", "PHPSESSID=" + ours}},
             {{"Cookie", "arkki=" + ours + "; arkki=" + other}},
             {{"Cookie", "arkki=" + ours + "; arkki=" + ours}},
             {{"Cookie", "arkki=" + ours}, {"Cookie", "arkki=" + other}}}) {
        const auto request = make_request("GET", "/", headers);
        BOOST_TEST(session_cookie(request).empty(), headers.size() << (headers.empty() ? "" : headers[0].second));
        BOOST_TEST(request.form_token().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_browser_is_kept_as_two_words_whatever_it_says) {
    BOOST_TEST(agent_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "firefox linux");
    BOOST_TEST(agent_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        " Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0") == "edge windows");
    BOOST_TEST(agent_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0"
                        " Mobile/15E148 Safari/604.1") == "safari ios");
    BOOST_TEST(agent_of("") == "other other");
    BOOST_TEST(agent_of(std::string(100'000, 'x') + "Firefox/") == "other other");
}

BOOST_AUTO_TEST_CASE(stored_bytes_are_never_a_page_of_ours) {
    const auto reply = saved(view("x"), "application/pdf", "kirje ä\"\r\n.pdf");
    BOOST_TEST(reply.header("Content-Disposition") == "attachment; filename*=UTF-8''kirje%20%C3%A4%22%0D%0A.pdf");
    BOOST_TEST(reply.header("Content-Security-Policy").find("sandbox") != std::string::npos);
}
