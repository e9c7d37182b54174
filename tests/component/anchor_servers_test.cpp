// Checkpoints to real servers on the loopback, first those that are down, refuse, garble, drip or lie.
#include <boost/test/unit_test.hpp>

#include <chrono>

#include "anchor/channels.hpp"
#include "anchor/syslog.hpp"
#include "anchor/witness.hpp"
#include "base/error.hpp"
#include "support/raw_server.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"
#include "tlog/note.hpp"
#include "tlog/witness.hpp"

using namespace arkki;
using namespace std::chrono_literals;
using test::Caller;
using test::RawServer;

namespace {

const auto& key_named(const char* name, tlog::KeyType type) {
    static std::map<std::string, tlog::SignerKey> keys;
    return keys.try_emplace(name, tlog::SignerKey::make(name, type)).first->second;
}
const auto& log_key() { return key_named("arkki.example/audit/e1", tlog::KeyType::log); }
const auto& witness_key() { return key_named("witness.example", tlog::KeyType::witness); }

/// Checkpoints of a growing tree.
struct Tree {
    std::vector<Digest> leaves;
    tlog::Frontier frontier;
    anchor::Parcel grow(std::uint64_t to) {
        for (auto i = leaves.size(); i < to; ++i) {
            leaves.push_back(tlog::leaf_hash(std::to_string(i)));
            frontier.add(leaves.back());
        }
        const tlog::Checkpoint checkpoint{"arkki.example/audit/e1", to, frontier.root()};
        return {checkpoint, tlog::signed_note(checkpoint, log_key()),
                [this, to](std::uint64_t old_size) { return tlog::consistency_proof(hashes(), old_size, to); }, 0};
    }
    tlog::HashesOf hashes() {
        return [this](int, std::uint64_t from, std::uint64_t to) {
            return std::vector<Digest>(leaves.begin() + static_cast<std::ptrdiff_t>(from),
                                       leaves.begin() + static_cast<std::ptrdiff_t>(to));
        };
    }
};
anchor::Parcel parcel() { return Tree{}.grow(3); }

template <class Work>
std::string key_of(Work&& work) {
    try {
        static_cast<void>(work());
    } catch (const Error& error) {
        return error.key();
    }
    return "";
}

std::string closed_port() {
    RawServer server{[](Caller&) {}};
    const auto address = server.address();
    server.stop();
    return address;
}

const RawServer::Treat silent = [](Caller& caller) { caller.hear_all(); };
const RawServer::Treat dripping = [](Caller& caller) {
    for (int i = 0; i < 100; ++i) {
        caller.say("2");
        std::this_thread::sleep_for(20ms);
    }
};
const RawServer::Treat endless = [](Caller& caller) {
    for (int i = 0; i < 200; ++i) caller.say(std::string(4'096, '2'));
};

anchor::MailSettings mail_to(const std::string& server) {
    return {{"auditor@house.example", "board@house.example"},
            "arkki@house.example",
            server,
            [](const tlog::Checkpoint& checkpoint) {
                return anchor::MailWords{"Sinetti " + std::to_string(checkpoint.size), "Säilytä tämä.\n.\nLoppu"};
            },
            300ms};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_to_the_auditor)

BOOST_AUTO_TEST_CASE(a_server_that_is_down_silent_slow_or_mad_takes_nothing) {
    const auto fault = [](const std::string& address) {
        return key_of([&] { return anchor::send_mail(mail_to(address), parcel()); });
    };
    BOOST_TEST(fault(closed_port()) == "anchor.unreachable");
    BOOST_TEST(fault(RawServer{silent}.address()) != "");
    RawServer quiet{silent}, slow{dripping}, mad{endless};
    BOOST_TEST(fault(quiet.address()) == "anchor.slow");
    BOOST_TEST(fault(slow.address()) == "anchor.slow");
    BOOST_TEST(fault(mad.address()) == "anchor.garbled");
}

BOOST_AUTO_TEST_CASE(a_server_that_refuses_has_not_taken_it) {
    test::MailSink sink;
    sink.after_data = "552 5.2.2 no room\r\n";
    BOOST_TEST(key_of([&] { return anchor::send_mail(mail_to(sink.server.address()), parcel()); }) == "anchor.refused");
    sink.greeting = "554 not you\r\n";
    BOOST_TEST(key_of([&] { return anchor::send_mail(mail_to(sink.server.address()), parcel()); }) == "anchor.refused");
    sink.greeting = "hello\r\n";
    BOOST_TEST(key_of([&] { return anchor::send_mail(mail_to(sink.server.address()), parcel()); }) == "anchor.garbled");
}

BOOST_AUTO_TEST_CASE(an_address_cannot_begin_another_command) {
    test::MailSink sink;
    for (const auto* bad : {"x@y>\r\nRCPT TO:<z@y", "no-at-sign", "a b@c", ""}) {
        auto settings = mail_to(sink.server.address());
        settings.to = {bad};
        BOOST_TEST(key_of([&] { return anchor::send_mail(settings, parcel()); }) == "anchor.bad_address");
    }
}

BOOST_AUTO_TEST_CASE(the_letter_carries_the_note_byte_for_byte_and_the_receipt_is_the_servers_word) {
    test::MailSink sink;
    const auto sent = parcel();
    const auto receipt = anchor::send_mail(mail_to(sink.server.address()), sent);
    BOOST_TEST(receipt.bytes == "250 2.0.0 queued as 4711");
    sink.server.stop();
    BOOST_TEST_REQUIRE(sink.letters.size() == 1u);
    std::string letter = sink.letters.front();
    for (std::size_t at; (at = letter.find("\r\n")) != std::string::npos;) letter.erase(at, 1);
    BOOST_TEST(letter.find("Message-ID: <3.") != std::string::npos);
    std::string file = base64(view(sent.note));
    for (std::size_t at = 72; at < file.size(); at += 73) file.insert(at, "\n");
    BOOST_TEST(letter.find(file) != std::string::npos, letter);
    BOOST_TEST(letter.find("\n..\nLoppu") != std::string::npos, letter);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lines_to_a_collector)

BOOST_AUTO_TEST_CASE(a_collector_that_is_down_or_does_not_read_has_not_got_it) {
    const test::TestClock clock;
    const auto fault = [&](const std::string& address) {
        return key_of([&] { return anchor::send_syslog({address, clock.clock(), 300ms}, parcel()); });
    };
    BOOST_TEST(fault("tcp:" + closed_port()) == "anchor.unreachable");
    BOOST_TEST(fault("udp:" + closed_port()) == "anchor.unreachable");
    RawServer deaf{[](Caller&) { std::this_thread::sleep_for(600ms); }};
    BOOST_TEST(fault("tcp:" + deaf.address()) == "anchor.slow");
}

BOOST_AUTO_TEST_CASE(one_line_arrives_over_tcp) {
    std::string heard;
    RawServer collector{[&](Caller& caller) { heard = caller.hear_all(); }};
    const test::TestClock clock;
    const auto receipt = anchor::send_syslog({"tcp:" + collector.address(), clock.clock(), 5s}, parcel());
    collector.stop();
    BOOST_TEST(heard == receipt.bytes + "\n");
    BOOST_TEST(heard.find(" arkki.example/audit/e1 3 ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_datagram_arrives_over_udp) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    BOOST_TEST_REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    BOOST_TEST_REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    const test::TestClock clock;
    const auto receipt =
        anchor::send_syslog({"udp:127.0.0.1:" + std::to_string(ntohs(address.sin_port)), clock.clock(), 1s}, parcel());
    char buffer[2048];
    const auto got = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    ::close(socket);
    BOOST_TEST_REQUIRE(got > 0);
    BOOST_TEST(std::string(buffer, static_cast<std::size_t>(got)) == receipt.bytes);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(asking_a_witness)

namespace {

/// A witness that keeps what it saw, as the specification says; lies when told to.
struct Witness {
    std::uint64_t size = 0;
    std::string status, body;  ///< to say instead
    const tlog::SignerKey* key = &witness_key();
    std::vector<std::string> asked;
    RawServer server{[this](Caller& caller) { treat(caller); }};

    void treat(Caller& caller) {
        const std::string request = test::posted_body(caller);
        asked.push_back(request);
        if (!status.empty()) return test::answer_http(caller, status, body);
        const auto old_size = std::stoull(request.substr(4));
        if (old_size != size) return test::answer_http(caller, "409 Conflict", std::to_string(size) + "\n");
        const auto checkpoint = tlog::checkpoint_from(request.substr(request.find("\n\n") + 2));
        size = checkpoint.size;
        test::answer_http(caller, "200 OK",
                          tlog::cosignature_line(tlog::checkpoint_text(checkpoint), *key, test::TestClock{}.now()));
    }
    anchor::WitnessSettings settings() const {
        return {"http://" + server.address() + "/w", witness_key().vkey(), 300ms};
    }
    std::string fault(const anchor::Parcel& parcel) {
        return key_of([&] { return anchor::ask_witness(settings(), parcel); });
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_witness_that_is_down_refuses_or_garbles_has_seen_nothing) {
    BOOST_TEST(key_of([&] {
                   return anchor::ask_witness({"http://" + closed_port(), witness_key().vkey(), 300ms}, parcel());
               }) == "anchor.unreachable");
    Witness witness;
    for (const auto& [status, body, key] : {std::tuple{"403 Forbidden", "", "anchor.refused"},
                                            {"422 No", "", "anchor.witness_disagrees"},
                                            {"409 Conflict", "many\n", "anchor.garbled"},
                                            {"409 Conflict", "9\n", "anchor.witness_ahead"},
                                            {"200 OK", "thanks\n", "anchor.garbled"},
                                            {"200 OK", "", "anchor.witness_untrusted"},
                                            {"2000", "", "anchor.garbled"}}) {
        std::tie(witness.status, witness.body) = std::tuple{status, body};
        BOOST_TEST(witness.fault(parcel()) == key, status << ' ' << body);
    }
}

BOOST_AUTO_TEST_CASE(a_cosignature_of_somebody_else_does_not_count) {
    Witness witness;
    witness.key = &key_named("foreign.example", tlog::KeyType::witness);
    BOOST_TEST(witness.fault(parcel()) == "anchor.witness_untrusted");
    Witness liar;  // signs another checkpoint than it was shown
    auto other = parcel().checkpoint;
    other.root[0] ^= 1;
    std::tie(liar.status, liar.body) = std::tuple{
        "200 OK", tlog::cosignature_line(tlog::checkpoint_text(other), witness_key(), test::TestClock{}.now())};
    BOOST_TEST(liar.fault(parcel()) == "anchor.witness_untrusted");
}

BOOST_AUTO_TEST_CASE(a_witness_is_given_the_proof_from_what_it_saw_last) {
    Witness witness;
    Tree tree;
    const auto first = tree.grow(3);
    BOOST_TEST(anchor::ask_witness(witness.settings(), first).cosignatures.starts_with("\u2014 witness.example "));
    BOOST_TEST(witness.asked.back() == "old 0\n\n" + first.note);
    const auto second = tree.grow(9);
    const auto receipt = anchor::ask_witness(witness.settings(), second);  // we had forgotten: 409, and once more
    BOOST_TEST(witness.asked.size() == 3u);
    BOOST_TEST(witness.asked.back().starts_with("old 3\n"));
    const auto proof = second.proof_from(3);
    BOOST_TEST(tlog::is_consistent(3, first.checkpoint.root, 9, second.checkpoint.root, proof));
    BOOST_TEST(witness.asked.back().find(base64(proof.front()) + "\n") != std::string::npos);
    const auto opened =
        tlog::open_note(tlog::with_cosignatures(second.note, receipt.cosignatures), log_key().verifier());
    BOOST_TEST(tlog::cosignatures(opened, {witness_key().verifier()}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_witness_of_the_house_itself_is_understood_and_refuses_another_history) {
    const test::TestFolder folder;
    tlog::Witness witness{witness_key(), log_key().verifier(), folder.path()};
    RawServer server{[&](Caller& caller) {
        const auto answer = witness.add_checkpoint(test::posted_body(caller), test::TestClock{}.now());
        test::answer_http(caller, std::to_string(answer.status) + " So", answer.body);
    }};
    const anchor::WitnessSettings settings{"http://" + server.address(), witness_key().vkey(), 2s};
    Tree tree;
    BOOST_TEST(!anchor::ask_witness(settings, tree.grow(3)).cosignatures.empty());
    BOOST_TEST(!anchor::ask_witness(settings, tree.grow(200)).cosignatures.empty());
    Tree other;  // the same log with a first entry that was changed
    other.leaves.push_back(tlog::leaf_hash("changed"));
    other.frontier.add(other.leaves.back());
    BOOST_TEST(key_of([&] { return anchor::ask_witness(settings, other.grow(250)); }) == "anchor.witness_disagrees");
}

BOOST_AUTO_TEST_SUITE_END()
