// A real arkki-sealer, and everything that can be said to it.
#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <future>
#include <iostream>

#include "base/error.hpp"
#include "support/test_leaves.hpp"
#include "support/test_sealer.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/tiles.hpp"

using namespace arkki;
using namespace arkki::test;
using Kind = tlog::SealAnswer::Kind;

namespace {

tlog::Checkpoint opened(const TestSealer& sealer, const tlog::SealAnswer& answer) {
    return tlog::open_note(answer.note, sealer.key().verifier()).checkpoint;
}

Digest root_of(std::uint64_t size, const std::string& world = "") {
    tlog::Frontier tree;
    for (std::uint64_t i = 0; i < size; ++i) tree.add(tlog::leaf_hash(leaf(i, world)));
    return tree.root();
}

/// A bare connection, for those who do not keep to the protocol.
class Knock {
public:
    explicit Knock(const std::string& path) : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size());
        BOOST_TEST_REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    ~Knock() { ::close(socket_); }
    void say(std::string_view text, bool done) const {
        (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (done) ::shutdown(socket_, SHUT_WR);
    }
    [[nodiscard]] std::string hear() const {
        std::string all;
        char buffer[4096];
        for (ssize_t got = 1; got > 0;) {
            got = ::recv(socket_, buffer, sizeof buffer, 0);
            if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
        }
        return all;
    }

private:
    int socket_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(another_user_is_refused_before_he_says_anything) {
    if (::getuid() != 0) {
        std::cout << "skipped: only root can become another user\n";
        return;
    }
    TestSealer sealer;
    sealer.start();
    std::filesystem::permissions(std::filesystem::path{sealer.socket()}.parent_path(),
                                 std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
    BOOST_TEST((sealer.push(0, leaves(0, 2)).kind == Kind::ok));
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(9);
        try {
            const auto word =
                tlog::ask_sealer(sealer.socket(), tlog::push_text(2, leaves(2, 3)), std::chrono::seconds{10});
            ::_exit(word.answer.kind == Kind::refused && word.answer.why == "foreign_user" ? 0 : 1);
        } catch (const Error& error) {
            ::_exit(error.key() == "seal.no_sealer" ? 0 : 2);  // hung up on while still speaking
        }
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    BOOST_TEST(sealer.said().find("seal.foreign_user 65534") != std::string::npos);
    BOOST_TEST(opened(sealer, sealer.push(2, {})).size == 2u);
}

BOOST_AUTO_TEST_CASE(rubbish_and_half_messages_change_nothing) {
    TestSealer sealer;
    sealer.start();
    BOOST_TEST((sealer.push(0, leaves(0, 3)).kind == Kind::ok));
    const auto push = tlog::push_text(3, leaves(3, 6));
    for (const std::string& message :
         {std::string{}, std::string{"GET / HTTP/1.1\r\n\r\n"}, std::string(100'000, 'a'), std::string(300, '\0'),
          std::string{"arkki-seal/1 3 4097\n"}, std::string{"arkki-seal/1 3 18446744073709551615\n"},
          push.substr(0, push.size() - 1), push.substr(0, 19), push + "x", std::string(5'000'000, '\n'),
          std::string{"arkki-seal/1 leaves 0 1\nmore"}}) {
        const Knock knock{sealer.socket()};
        knock.say(message, true);
        const auto answer = knock.hear();
        BOOST_TEST((answer.empty() || answer.starts_with("refused ")), answer);
    }
    BOOST_TEST_REQUIRE(sealer.alive());
    const auto now = opened(sealer, sealer.push(3, {}));
    BOOST_TEST(now.size == 3u);
    BOOST_TEST((now.root == root_of(3)));
}

BOOST_AUTO_TEST_CASE(who_stops_in_the_middle_is_dropped_and_the_next_is_served) {
    TestSealer sealer{"0.3"};
    sealer.start();
    const Knock silent{sealer.socket()};
    silent.say(tlog::push_text(0, leaves(0, 3)).substr(0, 100), false);
    const auto answer = sealer.push(0, leaves(0, 2));  // waits behind the silent one
    BOOST_TEST((answer.kind == Kind::ok));
    BOOST_TEST(opened(sealer, answer).size == 2u);
    BOOST_TEST(silent.hear() == "refused half_a_message\n");
}

BOOST_AUTO_TEST_CASE(of_two_clients_with_the_same_numbers_one_is_told_the_size) {
    TestSealer sealer;
    sealer.start();
    auto other = std::async(std::launch::async, [&] { return sealer.push(0, leaves(0, 4, "other")); });
    const auto mine = sealer.push(0, leaves(0, 4, "mine"));
    const auto his = other.get();
    BOOST_TEST((mine.kind == Kind::ok) != (his.kind == Kind::ok));
    BOOST_TEST(mine.note == his.note);
    const auto& loser = mine.kind == Kind::ok ? his : mine;
    BOOST_TEST((loser.kind == Kind::size));
    BOOST_TEST(loser.number == 4u);
}

BOOST_AUTO_TEST_CASE(a_wrong_beginning_is_answered_with_the_size_and_the_last_note) {
    TestSealer sealer;
    sealer.start();
    const auto nothing = sealer.push(5, leaves(5, 6));
    BOOST_TEST((nothing.kind == Kind::size));
    BOOST_TEST(nothing.number == 0u);
    BOOST_TEST(nothing.note.empty());
    const auto note = sealer.push(0, leaves(0, 300)).note;
    for (const std::uint64_t from : {0u, 299u, 301u, 1000000u}) {
        const auto answer = sealer.push(from, leaves(from, from + 2));
        BOOST_TEST((answer.kind == Kind::size));
        BOOST_TEST(answer.number == 300u);
        BOOST_TEST(answer.note == note);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_leaf_halts_it_until_a_person_says_why_it_may_go_on) {
    const auto wrong = [](std::vector<std::string> sent, const std::string& said) {
        TestSealer sealer;
        sealer.start();
        const auto before = sealer.push(0, leaves(0, 3)).note;
        const auto answer = sealer.push(3, sent);
        BOOST_TEST((answer.kind == Kind::bad));
        BOOST_TEST(std::to_string(answer.number) + ' ' + answer.why == said);
        BOOST_TEST((sealer.push(3, leaves(3, 4)).kind == Kind::bad));
        BOOST_TEST(sealer.once({"--reset", "too early"}) == 1);  // not beside a running one
        sealer.end(SIGTERM);
        sealer.start();
        BOOST_TEST((sealer.push(3, leaves(3, 4)).kind == Kind::bad), "a restart is no reset");
        sealer.end(SIGTERM);
        BOOST_TEST(sealer.once({"--reset", "the backup was\nrestored"}) == 0);
        sealer.start();
        BOOST_TEST(sealer.push(3, {}).note == before);
        BOOST_TEST((sealer.push(3, leaves(3, 4)).kind == Kind::ok));
        const auto resets = *tlog::read_file(sealer.state() / "resets.log", 1000);
        BOOST_TEST(resets.ends_with("Z " + said + " the backup was restored\n"), resets);
    };
    wrong({leaf(3), leaf(5)}, "4 number");
    wrong({leaf(3), leaf(4) + std::string(300, 'x')}, "4 length");
    wrong({"arkki-audit/v2" + leaf(3).substr(14)}, "3 header");
    wrong({""}, "3 length");
}

BOOST_AUTO_TEST_CASE(told_to_end_it_ends_cleanly_and_goes_on_where_it_was) {
    TestSealer sealer;
    sealer.start();
    const auto note = sealer.push(0, leaves(0, 5)).note;
    BOOST_TEST(sealer.end(SIGTERM) == 0);
    BOOST_TEST(!std::filesystem::exists(sealer.socket()));
    sealer.start();
    BOOST_TEST(sealer.push(5, {}).note == note);
    BOOST_TEST(sealer.end(SIGINT) == 0);
}

BOOST_AUTO_TEST_CASE(a_key_is_made_once_and_what_is_missing_is_said) {
    TestSealer sealer;
    BOOST_TEST(sealer.once({"--make-key"}) == 1);
    BOOST_TEST(sealer.said().find("audit.key_file_exists") != std::string::npos);
    BOOST_TEST(sealer.once({}) == 2);
    BOOST_TEST(sealer.once({"--service-uid", "0"}) == 2);
    BOOST_TEST(sealer.once({"--frobnicate"}) == 2);
    BOOST_TEST(sealer.once({"--socket", "/nowhere/seal", "--service-uid", "0"}) == 1);
    BOOST_TEST(sealer.said().find("seal.no_socket") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(its_leaves_can_be_had_back) {
    TestSealer sealer;
    sealer.start();
    BOOST_TEST((sealer.push(0, leaves(0, 700)).kind == Kind::ok));
    const auto ask = [&](std::uint64_t from, std::uint64_t count) {
        return sealer.ask(tlog::seal_request_line({tlog::SealRequest::Kind::leaves, from, count}));
    };
    BOOST_TEST(ask(200, 400).leaves == leaves(200, 600), boost::test_tools::per_element());
    BOOST_TEST(ask(690, 400).leaves == leaves(690, 700), boost::test_tools::per_element());
    BOOST_TEST(ask(700, 4).leaves.empty());
    BOOST_TEST(ask(18446744073709551615u, 4).leaves.empty());
}
