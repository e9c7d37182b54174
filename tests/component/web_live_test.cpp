// Open pages are told what changes: ids and counts, in the reader's language, while the session lasts, and at no cost for
// those who only want a page.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <list>

#include "support/raw_client.hpp"
#include "support/test_intake.hpp"
#include "support/test_site.hpp"
#include "web/live_feed.hpp"
#include "web/server.hpp"

using namespace arkki;
using namespace arkki::web;
using test::Visitor;

namespace {

/// The other end of a line, in memory.
struct Ear {
    std::string heard;
    bool open = true, deaf = false;

    struct Line : OpenLine {
        explicit Line(Ear& owner) : ear{owner} {}
        ~Line() override { ear.open = false; }
        Line(const Line&) = delete;
        Line& operator=(const Line&) = delete;
        bool send(std::string_view text) override {
            if (!ear.deaf) ear.heard += text;
            return !ear.deaf;
        }
        Ear& ear;
    };
    std::unique_ptr<OpenLine> line() { return std::make_unique<Line>(*this); }
    std::string take() { return std::exchange(heard, ""); }
};

/// The house, and two who listen.
struct House : test::TestSite {
    access::Desk clerk = desk("clerk");
    Ear ear, other;

    ArrivalId receive(const std::string& name, const std::string& bytes) {
        test::TestFolder folder;
        test::write_file(folder.path() / "file", bytes);
        const test::OpenFile file{folder.path() / "file"};
        return office().intake(clerk).receive(file.get(), {"upload", PersonalText{name}, "", {}, {}});
    }
};

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

std::size_t threads() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) ++count;
    return count;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(nobody_listens_without_a_session_of_the_staff, House) {
    Visitor stranger{door()};
    BOOST_TEST(stranger.get("/live").status == 303);
    for (const auto* user : {"auditor", "admin", "second"}) {
        Visitor visitor{door()};
        const auto reply = visitor.sign_in(credential(user)).get("/live");
        BOOST_TEST(reply.status == 403, user);
        BOOST_TEST(!reply.keep_open);
    }
    Visitor visitor{door()};
    const auto reply = visitor.sign_in(credential("clerk")).get("/live");
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.type.starts_with("text/event-stream"));
    BOOST_TEST(static_cast<bool>(reply.keep_open));
}

BOOST_FIXTURE_TEST_CASE(a_listener_hears_what_is_under_way_and_then_each_change_and_never_a_name, House) {
    const auto id = receive("Esimerkki Aino, korjauspyynto.pdf", "%PDF-1.7 of nobody");
    const std::string key = "\"id\":" + std::to_string(id.value()) + ",";
    LiveFeed feed{office(), false};
    feed.join(clerk.session(), Language::sv, ear.line());
    feed.look();
    auto first = ear.take();
    BOOST_TEST(first.starts_with("retry: 5000\nevent: progress\ndata: {"));
    BOOST_TEST(first.ends_with("}\n\n"));
    BOOST_TEST(says(first, key));
    BOOST_TEST(says(first, "\"state\":\"received\""));
    BOOST_TEST(says(first, "\"waiting\":1"));
    BOOST_TEST(says(first, office().catalogue().text(Language::sv, "inbox.state.received")));
    BOOST_TEST(!says(first, "Aino"));
    feed.look();
    BOOST_TEST(!says(ear.take(), key));  // nothing changed
    office().database().write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'reading', pages_read = 2, pages_total = 5 WHERE id = :id", {{"id", id}});
    });
    feed.look();
    const auto news = ear.take();
    BOOST_TEST(says(news, key));
    BOOST_TEST(says(news, "\"read\":2,\"of\":5"));
    office().database().write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'quarantined', reason = 'reader.unknown_kind' WHERE id = :id", {{"id", id}});
    });
    feed.look();
    const auto last = ear.take();
    BOOST_TEST(says(last, "\"state\":\"quarantined\""));
    BOOST_TEST(says(last, "\"waiting\":0,\"stuck\":1"));
    feed.look();
    BOOST_TEST(!says(ear.take(), key));
}

BOOST_FIXTURE_TEST_CASE(what_came_and_went_between_two_looks_is_told_too, House) {
    LiveFeed feed{office(), false};
    feed.join(clerk.session(), Language::fi, ear.line());
    feed.look();
    static_cast<void>(ear.take());
    const auto id = receive("a.pdf", "%PDF-1.7 quick");
    office().database().write([&](db::Write& write) {
        write.run("UPDATE arrival SET state = 'quarantined', reason = 'reader.unknown_kind' WHERE id = :id", {{"id", id}});
    });
    feed.look();
    BOOST_TEST(says(ear.take(), "\"id\":" + std::to_string(id.value()) + ","));
}

BOOST_FIXTURE_TEST_CASE(a_line_ends_with_its_session, House) {
    LiveFeed feed{office(), false};
    feed.join(clerk.session(), Language::fi, ear.line());
    feed.look();
    BOOST_TEST(ear.open);
    go_forward(1);
    feed.look();
    BOOST_TEST(ear.heard.ends_with("event: end\ndata: session\n\n"));
    BOOST_TEST(!ear.open);
    BOOST_TEST(feed.listeners() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_does_not_read_is_let_go_and_the_others_are_told, House) {
    LiveFeed feed{office(), false};
    feed.join(clerk.session(), Language::fi, ear.line());
    feed.join(clerk.session(), Language::fi, other.line());
    ear.deaf = true;
    feed.look();
    BOOST_TEST(!ear.open);
    BOOST_TEST(says(other.take(), "event: progress"));
    BOOST_TEST(feed.listeners() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_person_has_a_few_seats_and_a_seat_that_is_left_is_free, House) {
    LiveFeed feed{office(), false};
    std::list<Ear> ears;
    for (int i = 0; i < LiveFeed::most_of_a_person; ++i) {
        BOOST_CHECK_NO_THROW(feed.demand_seat(clerk.session()));
        feed.join(clerk.session(), Language::fi, ears.emplace_back().line());
    }
    feed.look();
    BOOST_TEST(test::refusal_of([&] { feed.demand_seat(clerk.session()); return 0; }) == "live.too_many");
    BOOST_CHECK_NO_THROW(feed.demand_seat(desk("responsible").session()));
    ears.front().deaf = true;
    static_cast<void>(receive("a.pdf", "%PDF-1.7 news"));
    feed.look();
    BOOST_CHECK_NO_THROW(feed.demand_seat(clerk.session()));
    feed.stop();
    BOOST_TEST(ears.back().heard.ends_with("event: end\ndata: stop\n\n"));
    BOOST_TEST(test::refusal_of([&] { feed.demand_seat(clerk.session()); return 0; }) == "live.too_many");
}

BOOST_FIXTURE_TEST_CASE(two_hundred_listeners_take_no_thread_and_no_page_waits_for_them, House) {
    LiveFeed feed{office()};
    const auto session = clerk.session();
    Routes routes{{{"GET", "/live", {access::Role::anyone},
                    [&](const Request&, const access::Desk*) {
                        Reply reply;
                        reply.type = "text/event-stream";
                        reply.keep_open = [&](std::unique_ptr<OpenLine> line) {
                            feed.join(session, Language::fi, std::move(line));
                        };
                        return reply;
                    }},
                   {"GET", "/", {access::Role::anyone},
                    [](const Request&, const access::Desk*) { return Reply{200, "text/plain", {}, "a page"}; }}}};
    const Door door{std::move(routes),
                    {[](const Request&) { return std::optional<access::Desk>{}; },
                     [](const Request&, const Problem& problem, const access::Desk*) { return bare_problem(problem); },
                     [](std::string_view) {}, system_randomness()},
                    {}};
    ServerSettings settings;
    settings.port = 0;
    settings.threads = 16;  // far fewer than listeners
    Server server{settings, door};
    const auto before = threads();
    std::vector<test::RawClient> clients;
    for (int i = 0; i < 200; ++i) {
        clients.emplace_back(server.port());
        clients.back().send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto first = clients.back().receive_until("}\n\n");
        BOOST_TEST_REQUIRE(says(first, "HTTP/1.1 200 OK"));
        BOOST_TEST_REQUIRE(says(first, "event: progress"));
        BOOST_TEST_REQUIRE(!says(first, "Transfer-Encoding"));
    }
    BOOST_TEST(feed.listeners() == 200);
    BOOST_TEST(threads() <= before + 17);  // the server's and the feed's
    BOOST_TEST(server.in_flight() == 0);
    for (int i = 0; i < 20; ++i) {
        test::RawClient visitor{server.port()};
        BOOST_TEST(visitor.talk("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ends_with("a page"));
    }
    const auto id = receive("a.pdf", "%PDF-1.7 told to all");
    for (auto& client : clients)
        BOOST_TEST_REQUIRE(says(client.receive_until("}\n\n"), "\"id\":" + std::to_string(id.value()) + ","));
    feed.stop();
    for (auto& client : clients) BOOST_TEST_REQUIRE(client.receive().ends_with("event: end\ndata: stop\n\n"));
    server.stop();
}
