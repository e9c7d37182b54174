// Time stamps by `openssl ts -reply` behind an HTTP server of the test, with certificates made here.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "anchor/time_stamp.hpp"
#include "base/error.hpp"
#include "support/raw_server.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using test::Caller;
using test::RawServer;

namespace {

std::string whole(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}
void put(const fs::path& file, std::string_view text) { std::ofstream{file, std::ios::binary} << text; }

/// A time stamp authority: a certificate for time stamping under a root of its own, and OpenSSL's program.
class Authority {
public:
    Authority() {
        put(folder_.path() / "ts.cnf",
            "[tsa]\ndefault_tsa = one\n[one]\nserial = " + file("serial") +
                "\ncrypto_device = builtin\nsigner_digest = sha256\n" +
                "default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\nordering = no\ntsa_name = no\n"
                "ess_cert_id_chain = no\ness_cert_id_alg = sha256\n"
                "[req]\ndistinguished_name = dn\n[dn]\n[stamper]\nbasicConstraints = critical,CA:FALSE\n"
                "keyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\n");
        put(folder_.path() / "serial", "01\n");
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=Esimerkkijuuri -keyout " +
            file("root.key") + " -out " + file("root.pem"));
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Esimerkkileima -config " +
                file("ts.cnf") + " -keyout " + file("tsa.key") + " -out " + file("tsa.csr"));
        openssl("x509 -req -days 30 -set_serial 2 -in " + file("tsa.csr") + " -CA " + file("root.pem") + " -CAkey " +
                file("root.key") + " -extfile " + file("ts.cnf") + " -extensions stamper -out " + file("tsa.pem"));
    }
    std::string reply(const std::string& query) {
        put(folder_.path() / "query", query);
        openssl("ts -reply -config " + file("ts.cnf") + " -queryfile " + file("query") + " -signer " + file("tsa.pem") +
                " -inkey " + file("tsa.key") + " -out " + file("reply"));
        return whole(folder_.path() / "reply");
    }
    /// What a stranger finds with OpenSSL's program alone.
    bool stranger_believes(const std::string& reply, const std::string& note) {
        put(folder_.path() / "reply", reply);
        put(folder_.path() / "note", note);
        return run("ts -verify -data " + file("note") + " -in " + file("reply") + " -CAfile " + file("root.pem")) == 0;
    }
    [[nodiscard]] fs::path root() const { return folder_.path() / "root.pem"; }

    static Authority& ours() {
        static Authority authority;
        return authority;
    }
    static Authority& foreign() {
        static Authority authority;
        return authority;
    }

private:
    [[nodiscard]] std::string file(const char* name) const { return (folder_.path() / name).string(); }
    [[nodiscard]] static int run(const std::string& words) {
        return std::system(("openssl " + words + " >/dev/null 2>&1").c_str());
    }
    static void openssl(const std::string& words) { BOOST_TEST_REQUIRE(run(words) == 0, words); }
    test::TestFolder folder_;
};

anchor::Parcel parcel() {
    const tlog::Checkpoint checkpoint{"arkki.example/audit/e1", 3, sha256(view("root"))};
    return {checkpoint, tlog::checkpoint_text(checkpoint) + "\n\u2014 arkki.example/audit/e1 AAAAAAAA\n", {}, 0};
}

const Bytes nonce(16, 0x42);

std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "";
}
std::string check(const std::string& reply, const std::string& query, const fs::path& root) {
    return key_of([&] { anchor::check_time_stamp(reply, query, root); });
}

/// The service's side, against a server that does as the test says.
std::string fault_with(const RawServer::Treat& treat, const fs::path& root = Authority::ours().root()) {
    RawServer server{treat};
    return key_of([&] {
        static_cast<void>(
            anchor::stamp({"http://" + server.address() + "/tsa", root, test::repeatable_randomness(), 2s}, parcel()));
    });
}
RawServer::Treat saying(const std::string& status, const std::string& body) {
    return [=](Caller& caller) {
        static_cast<void>(test::posted_body(caller));
        test::answer_http(caller, status, body);
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_stamps)

BOOST_AUTO_TEST_CASE(a_server_that_refuses_or_garbles_gives_no_stamp) {
    BOOST_TEST(fault_with(saying("503 Later", "")) == "anchor.tsa_refused");
    BOOST_TEST(fault_with(saying("200 OK", "")) == "anchor.garbled");
    BOOST_TEST(fault_with(saying("200 OK", "not a stamp")) == "anchor.garbled");
    BOOST_TEST(fault_with([](Caller& caller) {
                   caller.hear("\r\n\r\n");
                   caller.say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf");
               }) == "anchor.garbled");
    BOOST_TEST(fault_with([](Caller& caller) {
                   caller.hear("\r\n\r\n");
                   caller.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
               }) == "anchor.garbled");
}

BOOST_AUTO_TEST_CASE(an_authority_that_says_no_gives_no_stamp) {
    // A query for an algorithm it does not take: a good answer whose status is a rejection.
    auto query = anchor::time_stamp_query("note", nonce);
    const auto at = query.find("\x60\x86\x48\x01\x65\x03\x04\x02\x01");
    BOOST_TEST_REQUIRE(at != std::string::npos);
    auto unknown = query;
    unknown[at + 8] = 9;
    const auto reply = Authority::ours().reply(unknown);
    BOOST_TEST(check(reply, query, Authority::ours().root()) == "anchor.tsa_refused");
}

BOOST_AUTO_TEST_CASE(a_stamp_of_other_bytes_is_refused) {
    const auto reply = Authority::ours().reply(anchor::time_stamp_query("another note", nonce));
    BOOST_TEST(check(reply, anchor::time_stamp_query("note", nonce), Authority::ours().root()) == "anchor.tsa_other");
}

BOOST_AUTO_TEST_CASE(an_old_stamp_played_again_is_refused) {
    const auto reply = Authority::ours().reply(anchor::time_stamp_query("note", nonce));
    const auto query = anchor::time_stamp_query("note", Bytes(16, 0x43));
    BOOST_TEST(check(reply, query, Authority::ours().root()) == "anchor.tsa_other");
    BOOST_TEST(fault_with(saying("200 OK", Authority::ours().reply(anchor::time_stamp_query(parcel().note, nonce)))) ==
               "anchor.tsa_other");
}

BOOST_AUTO_TEST_CASE(a_stamp_of_a_foreign_authority_is_refused) {
    const auto query = anchor::time_stamp_query("note", nonce);
    const auto reply = Authority::foreign().reply(query);
    BOOST_TEST(check(reply, query, Authority::ours().root()) == "anchor.tsa_untrusted");
    BOOST_TEST(check(reply, query, Authority::foreign().root()) == "");
    BOOST_TEST(check(reply, query, "/no/such/file") == "anchor.no_authorities");
}

BOOST_AUTO_TEST_CASE(a_stamp_with_a_changed_byte_is_refused) {
    const auto query = anchor::time_stamp_query("note", nonce);
    const auto reply = Authority::ours().reply(query);
    BOOST_TEST(check(reply, query, Authority::ours().root()) == "");
    auto changed = reply;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    BOOST_TEST(check(changed, query, Authority::ours().root()) != "");
    BOOST_TEST(check(reply + "x", query, Authority::ours().root()) == "anchor.garbled");
    BOOST_TEST(check(reply.substr(0, reply.size() - 1), query, Authority::ours().root()) == "anchor.garbled");
}

BOOST_AUTO_TEST_CASE(a_slow_authority_is_given_up) {
    RawServer server{[](Caller& caller) { caller.hear_all(); }};
    BOOST_TEST(key_of([&] {
                   static_cast<void>(anchor::stamp(
                       {"http://" + server.address(), Authority::ours().root(), test::repeatable_randomness(), 200ms},
                       parcel()));
               }) == "anchor.slow");
}

BOOST_AUTO_TEST_CASE(a_stamp_of_our_authority_is_kept_and_a_stranger_believes_it) {
    RawServer server{[](Caller& caller) {
        test::answer_http(caller, "200 OK", Authority::ours().reply(test::posted_body(caller)));
    }};
    const auto receipt = anchor::stamp(
        {"http://" + server.address() + "/tsa", Authority::ours().root(), system_randomness(), 10s}, parcel());
    BOOST_TEST(receipt.time_stamp == receipt.bytes);
    BOOST_TEST(Authority::ours().stranger_believes(receipt.time_stamp, parcel().note));
    BOOST_TEST(!Authority::ours().stranger_believes(receipt.time_stamp, parcel().note + "x"));
}

BOOST_AUTO_TEST_SUITE_END()
