// What is too long to be made in memory is written while it is sent: whole, or visibly broken off.
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <stdexcept>

#include "support/raw_client.hpp"
#include "web/server.hpp"

using namespace arkki;
using namespace arkki::web;

namespace {

constexpr int lines = 20'000;

/// Answers /whole with 20,000 lines, /broken with half of them.
Routes routes() {
    const auto writes = [](bool breaks) {
        return [breaks](const Request&, const access::Desk*) {
            return saved(
                [breaks](std::ostream& out) {
                    for (int line = 0; line < lines; ++line) {
                        if (breaks && line == lines / 2) throw std::runtime_error{"the disk is gone"};
                        out << "line " << line << '\n';
                    }
                    out << "the end\n";
                },
                "text/csv; charset=utf-8", "log.csv");
        };
    };
    return Routes{{{"GET", "/whole", {access::Role::anyone}, writes(false)},
                   {"GET", "/broken", {access::Role::anyone}, writes(true)}}};
}

std::string answer(const std::string& method, const std::string& path) {
    const Door door{routes(),
                    {[](const Request&) { return std::nullopt; },
                     [](const Request&, const Problem& problem, const access::Desk*) { return bare_problem(problem); },
                     [](std::string_view) {}, system_randomness()},
                    {}};
    ServerSettings settings;
    settings.port = 0;
    Server server{settings, door};
    test::RawClient client{server.port()};
    return client.talk(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}

/// The body of a chunked answer (RFC 9112, 7.1); "" if it does not end with its last chunk.
std::string body_of(const std::string& answer) {
    std::string body;
    std::size_t at = answer.find("\r\n\r\n") + 4;
    while (at < answer.size()) {
        const auto size = std::stoul(answer.substr(at, answer.find("\r\n", at) - at), nullptr, 16);
        if (size == 0) return body;
        at = answer.find("\r\n", at) + 2;
        body += answer.substr(at, size);
        at += size + 2;
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_stream_that_breaks_off_never_ends_like_a_whole_one) {
    const std::string broken = answer("GET", "/broken");
    BOOST_TEST(broken.find("line 1\n") != std::string::npos);
    BOOST_TEST(broken.find("the end") == std::string::npos);
    BOOST_TEST(body_of(broken).empty());
}

BOOST_AUTO_TEST_CASE(a_stream_comes_in_chunks_to_its_end) {
    const std::string whole = answer("GET", "/whole");
    BOOST_TEST(whole.find("Transfer-Encoding: chunked") != std::string::npos);
    BOOST_TEST(whole.find("Content-Disposition: attachment") != std::string::npos);
    BOOST_TEST(body_of(whole).starts_with("line 0\nline 1\n"));
    BOOST_TEST(body_of(whole).ends_with("line 19999\nthe end\n"));
}

BOOST_AUTO_TEST_CASE(a_look_at_the_headers_alone_writes_no_line) {
    const std::string head = answer("HEAD", "/whole");
    BOOST_TEST(head.starts_with("HTTP/1.1 200"));
    BOOST_TEST(head.find("line 1") == std::string::npos);
}
