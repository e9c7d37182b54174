// Raw-socket attacks on the framing of HTTP: each gets exactly the listed answers and nothing more.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <regex>

#include "support/raw_client.hpp"
#include "web/server.hpp"

using namespace arkki;
using namespace arkki::web;
using access::Role;
using test::RawClient;

namespace {

constexpr std::uint64_t limit = 1 << 20;
const std::string H = "Host: x\r\n";
const std::string form = "Origin: http://x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

Reply echo(const Request& request, const access::Desk*) {
    return {200, "text/plain", {}, request.path + " " + request.form.text("a")};
}

Routes routes() {
    return Routes{{{"GET", "/", {Role::anyone}, echo},
                   {"POST", "/", {Role::anyone}, echo},
                   {"POST", "/put", {Role::anyone}, echo, limit},
                   {"GET", "/slow", {Role::anyone}, [](const Request&, const access::Desk*) {
                        std::this_thread::sleep_for(std::chrono::milliseconds{400});
                        return Reply{200, "text/plain", {}, "done"};
                    }}}};
}

struct House {
    Door door{routes(),
              {[](const Request&) { return std::optional<access::Desk>{}; },
               [](const Request&, const Problem& problem, const access::Desk*) { return bare_problem(problem); },
               [](std::string_view) {}, system_randomness()},
              {}};
    Server server{settings(), door};

    static ServerSettings settings() {
        ServerSettings settings;
        settings.port = 0;
        settings.timeout = std::chrono::seconds{3};
        settings.keep_alive = std::chrono::seconds{1};
        return settings;
    }
};

std::string post(const std::string& path, const std::string& headers, const std::string& body = "") {
    return "POST " + path + " HTTP/1.1\r\n" + H + form + headers + "\r\n" + body;
}
std::string length(std::size_t bytes) { return "Content-Length: " + std::to_string(bytes) + "\r\n"; }

std::vector<int> statuses(const std::string& answer) {
    static const std::regex line{R"(HTTP/1\.[01] (\d{3}))"};
    std::vector<int> found;
    for (std::sregex_iterator at{answer.begin(), answer.end(), line}, end; at != end; ++at)
        found.push_back(std::stoi((*at)[1]));
    return found;
}

struct Attack {
    std::string name;
    std::string data;
    std::vector<int> expected;   // empty: Poco itself drops the connection without an answer
    bool half_close = false;
};

std::vector<Attack> attacks() {
    const std::string get = "GET / HTTP/1.1\r\n" + H;
    const std::string close = "Connection: close\r\n\r\n";
    const std::string large(4000000, 'x');
    return {{"plain get", get + close, {200}},
            {"two gets on one connection", get + "\r\n" + get + close, {200, 200}},
            {"body nobody reads", post("/", "Content-Type: x/y\r\n" + length(smuggled.size()), smuggled), {200}},
            {"body of a type nobody reads", "POST / HTTP/1.1\r\n" + H + "Origin: http://x\r\n" + length(smuggled.size()) +
                "\r\n" + smuggled, {400}},
            {"body on GET", get + length(smuggled.size()) + "\r\n" + smuggled, {400}},
            {"length and transfer coding", post("/put", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
                "0\r\n\r\n" + smuggled), {411}},
            {"chunked", post("/put", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n" + smuggled), {411}},
            {"two different lengths", post("/put", length(0) + length(35), smuggled), {400}},
            {"list of lengths", post("/put", "Content-Length: 3, 3\r\n", "abc" + smuggled), {}},
            {"transfer coding with a blank", post("/put", "Transfer-Encoding : chunked\r\n" + length(4),
                "0\r\n\r\n" + smuggled), {400}},
            {"post without length", post("/put", "", smuggled), {411}},
            {"length abc", post("/put", "Content-Length: abc\r\n", "abc"), {}},
            {"length -5", post("/put", "Content-Length: -5\r\n", "abc"), {400}},
            {"no host", "GET / HTTP/1.1\r\n" + close, {400}},
            {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}},
            {"truncated upload", post("/put", length(1000), "a=1"), {400}, true},
            {"whole upload", post("/put", length(3), "a=1"), {200}},
            {"too large, body sent", post("/put", length(large.size()), large), {413}},
            {"too large, expecting", post("/put", "Expect: 100-continue\r\n" + length(large.size())), {413}},
            {"expecting", post("/put", "Expect: 100-continue\r\n" + length(3), "a=1"), {100, 200}},
            {"folded header", get + "A: b\r\n Content-Length: 5\r\n" + close, {200}},
            {"bare CR in a value", get + "A: b\rContent-Length: 5\r\n" + close, {400}},
            {"endless header", get + "A: " + std::string(9000, 'a') + "\r\n" + close, {400}},
            {"long header", get + "A: " + std::string(5000, 'a') + "\r\n" + close, {431}}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_attack_gets_its_one_answer_and_nothing_is_smuggled) {
    House house;
    for (const auto& attack : attacks()) {
        const std::string answer = RawClient{house.server.port()}.talk(attack.data, attack.half_close);
        BOOST_TEST(statuses(answer) == attack.expected, attack.name << ": " << answer.substr(0, 200));
        BOOST_TEST(answer.find("smuggled") == std::string::npos, attack.name);
    }
}

BOOST_AUTO_TEST_CASE(every_answer_carries_the_security_headers) {
    House house;
    for (const std::string& data : {"GET / HTTP/1.1\r\n" + H + "Connection: close\r\n\r\n",
                                    "GET /nothing HTTP/1.1\r\n" + H + "Connection: close\r\n\r\n",
                                    post("/put", "Transfer-Encoding: chunked\r\n")}) {
        const std::string answer = RawClient{house.server.port()}.talk(data);
        for (const char* header : {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                                   "Cache-Control: no-store", "Referrer-Policy: same-origin",
                                   "Cross-Origin-Opener-Policy: same-origin"})
            BOOST_TEST(answer.find(header) != std::string::npos, header << " lacks in " << answer);
    }
}

BOOST_AUTO_TEST_CASE(many_idle_and_half_sent_connections_do_not_keep_a_request_waiting) {
    House house;
    std::vector<RawClient> idle;
    for (int i = 0; i < 150; ++i) {
        idle.emplace_back(house.server.port());
        if (i % 3 == 0) idle.back().send("GET / HTTP/1.1\r\nHos");
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = RawClient{house.server.port()}.talk("GET / HTTP/1.1\r\n" + H + "Connection: close\r\n\r\n");
    BOOST_TEST((statuses(answer) == std::vector{200}));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{2}));
}

BOOST_AUTO_TEST_CASE(stopping_lets_a_request_under_way_finish) {
    House house;
    auto answer = std::async(std::launch::async, [port = house.server.port()] {
        return RawClient{port}.talk("GET /slow HTTP/1.1\r\n" + H + "Connection: close\r\n\r\n");
    });
    while (house.server.in_flight() == 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    house.server.stop();
    BOOST_TEST((statuses(answer.get()) == std::vector{200}));
}

BOOST_AUTO_TEST_CASE(plain_http_is_for_the_loopback_only_and_a_taken_port_is_said) {
    House house;
    ServerSettings settings;
    settings.address = "0.0.0.0";
    settings.port = 0;
    const auto key_is = [](std::string key) { return [key](const Error& error) { return error.key() == key; }; };
    BOOST_CHECK_EXCEPTION((Server{settings, house.door}), Error, key_is("web.needs_tls"));
    settings.address = "127.0.0.1";
    settings.port = house.server.port();
    BOOST_CHECK_EXCEPTION((Server{settings, house.door}), Error, key_is("web.cannot_listen"));
    settings.certificate = "/nonexistent.pem";
    settings.key = "/nonexistent.key";
    BOOST_CHECK_EXCEPTION((Server{settings, house.door}), Error, key_is("web.bad_certificate"));
}
