#include <boost/test/unit_test.hpp>

#include <random>

#include "web/framing.hpp"

using namespace arkki::web;

namespace {

const HeaderList host{{"Host", "x"}};

HeaderList with(HeaderList more) {
    more.insert(more.begin(), {"Host", "x"});
    return more;
}
int status(std::string_view method, const HeaderList& headers, std::uint64_t limit = 1000) {
    return judge(method, "/", headers, limit).status;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_transfer_coding_is_refused_however_it_is_written) {
    BOOST_TEST(status("POST", with({{"Transfer-Encoding", "chunked"}})) == 411);
    BOOST_TEST(status("POST", with({{"tRANSFER-eNCODING", "identity"}, {"Content-Length", "3"}})) == 411);
    BOOST_TEST(status("POST", with({{"Transfer-Encoding ", "chunked"}, {"Content-Length", "4"}})) == 400);
}

BOOST_AUTO_TEST_CASE(a_length_is_stated_once_and_in_digits) {
    BOOST_TEST(status("POST", host) == 411);
    for (const char* length : {"-5", "+5", "abc", "3, 3", "", " 3", "0x3", "1e3", "9999999999999999999"})
        BOOST_TEST(status("POST", with({{"Content-Length", length}})) == 400, length);
    BOOST_TEST(status("POST", with({{"Content-Length", "3"}, {"content-length", "3"}})) == 400);
    BOOST_TEST(judge("POST", "/", with({{"Content-Length", "42"}}), 1000).body == 42u);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_of_its_route_is_refused_with_its_length_known) {
    const auto verdict = judge("POST", "/", with({{"Content-Length", "1001"}}), 1000);
    BOOST_TEST(verdict.status == 413);
    BOOST_TEST(verdict.body == 1001u);
    BOOST_TEST(status("POST", with({{"Content-Length", "1000"}})) == 200);
}

BOOST_AUTO_TEST_CASE(a_get_carries_no_body) {
    BOOST_TEST(status("GET", with({{"Content-Length", "1"}})) == 400);
    BOOST_TEST(status("GET", with({{"Content-Length", "0"}})) == 200);
    BOOST_TEST(status("GET", host) == 200);
}

BOOST_AUTO_TEST_CASE(exactly_one_host_is_named) {
    BOOST_TEST(status("GET", {}) == 400);
    BOOST_TEST(status("GET", {{"Host", "a"}, {"HOST", "b"}}) == 400);
}

BOOST_AUTO_TEST_CASE(control_bytes_and_odd_names_are_refused) {
    BOOST_TEST(status("GET", with({{"A", std::string{"b\0c", 3}}})) == 400);
    BOOST_TEST(status("GET", with({{"A", "b\rContent-Length: 5"}})) == 400);
    BOOST_TEST(status("GET", with({{"A b", "c"}})) == 400);
    BOOST_TEST(status("GET", with({{"", "c"}})) == 400);
    BOOST_TEST(status("GET", with({{"A", "tab\tand \xc3\xa4 are fine"}})) == 200);
    BOOST_TEST(status("G T", host) == 400);
    for (const char* target : {"", "*", "http://x/", "/a b", "/a\x7f", "a"})
        BOOST_TEST(judge("GET", target, host, 0).status == 400, target);
}

BOOST_AUTO_TEST_CASE(what_is_unreasonably_long_is_refused) {
    BOOST_TEST(judge("GET", "/" + std::string(4096, 'a'), host, 0).status == 414);
    BOOST_TEST(status("GET", with({{"A", std::string(4097, 'a')}})) == 431);
    HeaderList many = host;
    for (int i = 0; i < 20; ++i) many.emplace_back("X-" + std::to_string(i), std::string(1000, 'a'));
    BOOST_TEST(status("GET", many) == 431);
}

BOOST_AUTO_TEST_CASE(no_byte_flip_makes_a_length_doubtful) {
    std::mt19937 random{7};
    for (int round = 0; round < 20000; ++round) {
        HeaderList headers{{"Host", "x"}, {"Content-Length", "12"}, {"Transfer-Encoding", "chunked"}};
        for (int flips = 0; flips < 3; ++flips) {
            auto& [name, value] = headers[random() % 3];
            auto& text = random() % 2 ? name : value;
            text[random() % text.size()] = static_cast<char>(random());
        }
        const auto verdict = judge("POST", "/", headers, 1000);
        if (verdict.status == 200) BOOST_TEST(verdict.body <= 999u);
    }
}
