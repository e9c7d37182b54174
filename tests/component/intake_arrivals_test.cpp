// From bytes to a filed document or to a person with a reason: on a real vault, a real database and the real reader.
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <thread>

#include "support/test_intake.hpp"

using namespace arkki;
using namespace arkki::intake;
using namespace std::chrono_literals;
using test::refusal_of;

namespace {

class Office : public test::TestIntake {
public:
    access::Desk clerk = desk("clerk");
    Intake tray{clerk, shelves, reader};
    template <class Work>
    std::string refused(Work&& work) {
        return refusal_of([&] {
            work();
            return 0;
        });
    }
};

const std::string broken_png{"\x89PNG\r\n\x1A\n and then nothing that a picture needs"};

}  // namespace

BOOST_FIXTURE_TEST_CASE(bytes_that_are_no_document_wait_for_a_person_with_a_reason, Office) {
    const auto id = receive("hello, world");
    read_all();
    BOOST_TEST(state(id) == "quarantined");
    BOOST_TEST(seen(id).reason == "reader.unknown_type");
    BOOST_TEST(test::last_line(database()) == "arrival.quarantined allowed");
    BOOST_TEST(documents() == 0);
    BOOST_TEST(tray.tally().quarantined == 1);
}

BOOST_FIXTURE_TEST_CASE(an_empty_file_is_put_aside_and_cannot_be_kept, Office) {
    const auto id = receive("");
    read_all();
    BOOST_TEST(seen(id).reason == "reader.empty");
    BOOST_TEST(refused([&] { tray.keep(id); }) == "arrival.nothing_to_keep");
    tray.discard(id, PersonalText{"tyhjä"});
    BOOST_TEST(state(id) == "discarded");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_file_or_belongs_to_nobody_is_refused, Office) {
    const test::OpenFile folder{store.folder()};
    const test::OpenFile device{"/dev/null"};
    for (const int file : {folder.get(), device.get()})
        BOOST_TEST(refused([&] {
                       intake.receive(file, {"command", PersonalText{"x"}, {}, {}, {}});
                   }) == "intake.no_plain_file");
    const auto auditor = desk("auditor");
    const Intake other{auditor, shelves, reader};
    BOOST_TEST(refused([&] { other.inbox(10); }) == "access.denied.role");
    BOOST_TEST(refused([&] { tray.show(ArrivalId{99}); }) == "arrival.unknown");
    BOOST_TEST(refused([&] { tray.keep(ArrivalId{99}); }) == "arrival.unknown");
    BOOST_TEST(refused([&] { tray.retry(ArrivalId{99}); }) == "arrival.decided_already");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_still_written_makes_no_arrival, Office) {
    const auto path = store.folder() / "growing";
    test::write_file(path, std::string(24'000'000, 'x'));
    std::atomic<bool> done{false};
    std::thread writer{[&] {
        const test::OpenFile file{path, O_WRONLY | O_APPEND};
        while (!done) static_cast<void>(::write(file.get(), "y", 1));
    }};
    const test::OpenFile file{path};
    BOOST_TEST(refused([&] {
                   intake.receive(file.get(), {"command", PersonalText{"x"}, {}, {}, {}});
               }) == "intake.still_written");
    done = true;
    writer.join();
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM arrival") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_not_text_is_kept_readable, Office) {
    BOOST_TEST(seen(receive("a", "yksi\nkaksi\xFF.pdf")).name.reveal() == "yksi\\x0akaksi\\xff.pdf");
    BOOST_TEST(seen(receive("b", "Åsa.pdf")).name.reveal() == "Åsa.pdf");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_can_be_kept_as_it_is, Office) {
    const auto id = receive(broken_png);
    read_all();
    BOOST_TEST_REQUIRE(state(id) == "quarantined");
    BOOST_TEST(seen(id).reason != "");
    tray.keep(id);
    const auto document = *seen(id).document;
    const archive::Archive archive{clerk, shelves};
    BOOST_TEST(text_of(archive.original(clerk.open<access::CopyDocument>(document))) == broken_png);
    const auto record = archive.record(clerk.open<access::ReadDocument>(document));
    BOOST_TEST(record.media == "png");
    BOOST_TEST(record.pages == 0);
    BOOST_TEST(seen(id).reason == "");
    BOOST_TEST(refused([&] { tray.keep(id); }) == "arrival.decided_already");
    BOOST_TEST(refused([&] { tray.discard(id, PersonalText{"syy"}); }) == "arrival.decided_already");
    BOOST_TEST(documents() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_person_may_have_it_read_again_or_put_it_away_with_a_reason, Office) {
    const auto id = receive("no document");
    BOOST_TEST(refused([&] { tray.discard(id, PersonalText{"syy"}); }) == "arrival.decided_already");  // not read yet
    read_all();
    tray.retry(id);
    BOOST_TEST(state(id) == "received");
    BOOST_TEST(refused([&] { tray.retry(id); }) == "arrival.decided_already");
    read_all();
    BOOST_TEST(state(id) == "quarantined");
    for (const std::string reason : {"", "  ", "\n"})
        BOOST_TEST(refused([&] { tray.discard(id, PersonalText{reason}); }) == "arrival.no_reason");
    tray.discard(id, PersonalText{"mainos"});
    BOOST_TEST(state(id) == "discarded");
    BOOST_TEST(tray.inbox(10).empty());
    BOOST_TEST(refused([&] { tray.retry(id); }) == "arrival.decided_already");
    BOOST_TEST(test::lines_of(database(), "arrival.retried") == 1);
    BOOST_TEST(test::lines_of(database(), "arrival.discarded") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_sheet_is_read_filed_and_found, Office) {
    customer(clerk, "Maija Malli");
    const auto id = receive(test::png_of("Tilaus\nMaija Malli\nKorjauspyynnön jälkeen"));
    int pages = 0;
    const auto claimed = intake.claim("runner");
    BOOST_TEST_REQUIRE((claimed == id));
    intake.read_and_file(id, "runner", [&](int read, int of) { pages += read == of; });
    BOOST_TEST(pages == 1);
    const auto arrival = seen(id);
    BOOST_TEST_REQUIRE((arrival.state == State::filed));
    BOOST_TEST(arrival.pages_read == 1);
    const auto found = archive::search(clerk, shelves, PersonalText{"pyyntö"}, 10);
    BOOST_TEST_REQUIRE(found.pages.size() == 1u);
    BOOST_TEST((found.pages.front().hit.document == *arrival.document));
    const archive::Archive archive{clerk, shelves};
    const auto record = archive.record(clerk.open<access::FileDocument>(*arrival.document));
    BOOST_TEST(record.proposed_customer.has_value());
    BOOST_TEST(!record.customer.has_value());
}

BOOST_FIXTURE_TEST_CASE(bytes_that_are_a_document_already_are_flagged_and_filed_again_only_by_a_person, Office) {
    const std::string png = test::png_of("Tilaus kaksi kertaa");
    const auto first = receive(png);
    read_all();
    const auto again = receive(png);
    BOOST_TEST(state(again) == "duplicate");
    BOOST_TEST((seen(again).same_as == seen(first).document));
    read_all();
    BOOST_TEST(state(again) == "duplicate");
    BOOST_TEST(documents() == 1);
    tray.retry(again);
    read_all();
    BOOST_TEST(state(again) == "filed");
    BOOST_TEST(documents() == 2);
    const auto third = receive(png);
    tray.discard(third, PersonalText{"sama paperi"});
    BOOST_TEST(documents() == 2);
}

BOOST_FIXTURE_TEST_CASE(of_two_equal_arrivals_that_both_wait_one_is_filed_and_one_is_flagged, Office) {
    const std::string png = test::png_of("Sama paperi");
    const auto first = receive(png);
    const auto second = receive(png);
    BOOST_TEST(state(second) == "received");
    read_all();
    BOOST_TEST(state(first) == "filed");
    BOOST_TEST(state(second) == "duplicate");
    BOOST_TEST((seen(second).same_as == seen(first).document));
    BOOST_TEST(test::lines_of(database(), "arrival.duplicate") == 1);
}

BOOST_FIXTURE_TEST_CASE(equal_bytes_filed_while_these_were_read_are_noticed, Office) {
    const std::string png = test::png_of("Samaan aikaan");
    const auto id = receive(png);
    BOOST_TEST_REQUIRE(intake.claim("runner").has_value());
    intake.read_and_file(id, "runner",
                         [&](int, int) { file_pages({test::page_of("x")}, archive::Series::other, {}, png); });
    BOOST_TEST(state(id) == "duplicate");
    BOOST_TEST(documents() == 1);
}

BOOST_FIXTURE_TEST_CASE(two_runners_never_hold_one_arrival, Office) {
    const auto id = receive("no document");
    BOOST_TEST((intake.claim("first") == id));
    BOOST_TEST(!intake.claim("second"));
    BOOST_TEST(refused([&] { intake.read_and_file(id, "second"); }) == "arrival.lease_lost");
    BOOST_TEST(state(id) == "reading");
}

BOOST_FIXTURE_TEST_CASE(many_runners_at_once_take_each_arrival_once, Office) {
    for (int i = 0; i < 20; ++i) receive("text " + std::to_string(i));
    std::array<std::vector<std::int64_t>, 4> taken;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < taken.size(); ++t)
        threads.emplace_back([&, t] {
            const access::Desk own = machine("intake");
            const Intake mine{own, shelves, reader};
            while (const auto id = mine.claim("runner-" + std::to_string(t))) taken[t].push_back(id->value());
        });
    for (auto& thread : threads) thread.join();
    std::set<std::int64_t> all;
    std::size_t count = 0;
    for (const auto& some : taken) all.insert(some.begin(), some.end()), count += some.size();
    BOOST_TEST(all.size() == 20u);
    BOOST_TEST(count == 20u);
}

BOOST_FIXTURE_TEST_CASE(a_lease_that_ran_out_is_taken_up_and_the_old_runners_late_write_is_refused, Office) {
    const auto id = receive(test::png_of("Hidas lukija"));
    BOOST_TEST((intake.claim("old") == id));
    std::optional<ArrivalId> taken_over;
    const auto late = refused([&] {
        intake.read_and_file(id, "old", [&](int, int) {
            clock.advance(10min);
            taken_over = intake.claim("new");
        });
    });
    BOOST_TEST(late == "arrival.lease_lost");
    BOOST_TEST((taken_over == id));
    BOOST_TEST(documents() == 0);
    intake.read_and_file(id, "new");
    BOOST_TEST(state(id) == "filed");
    BOOST_TEST(documents() == 1);
    BOOST_TEST(refused([&] { intake.read_and_file(id, "new"); }) == "arrival.lease_lost");
}

BOOST_FIXTURE_TEST_CASE(what_a_runner_that_is_gone_held_is_free_again, Office) {
    const auto id = receive("no document");
    BOOST_TEST((intake.claim("gone") == id));
    release_of(database(), "other");
    BOOST_TEST(state(id) == "reading");
    release_of(database(), "gone");
    BOOST_TEST(state(id) == "received");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_breaks_the_runner_three_times_is_given_up, Office) {
    const auto id = receive("kills whoever reads it");
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST((intake.claim("runner") == id));
        clock.advance(10min);  // and the runner is never heard of again
    }
    BOOST_TEST((intake.claim("runner") == id));
    intake.read_and_file(id, "runner");
    BOOST_TEST(state(id) == "quarantined");
    BOOST_TEST(seen(id).reason == "intake.gave_up");
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_does_not_start_is_not_the_files_fault, Office) {
    imaging::Reader none{{.program = store.folder() / "no-such-reader"}};
    const Intake lame{job, shelves, none};
    const auto id = receive(test::png_of("Odottaa"));
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST((lame.claim("runner") == id));
        BOOST_TEST(refused([&] { lame.read_and_file(id, "runner"); }) == "reader.unavailable");
        BOOST_TEST(state(id) == "received");
        BOOST_TEST(!lame.claim("runner"));  // not at once again
        clock.advance(1min);
    }
    read_all();
    BOOST_TEST(state(id) == "filed");
}

BOOST_FIXTURE_TEST_CASE(an_original_that_is_gone_from_the_vault_is_said, Office) {
    const auto id = receive("text");
    vault.remove(blobs::BlobId{only<std::string>("SELECT original FROM arrival")});
    BOOST_TEST_REQUIRE(intake.claim("runner").has_value());
    BOOST_TEST(refused([&] { intake.read_and_file(id, "runner"); }) == "vault.missing");
    BOOST_TEST(state(id) == "quarantined");
    BOOST_TEST(seen(id).reason == "vault.missing");
}

BOOST_FIXTURE_TEST_CASE(a_name_on_paper_that_two_customers_bear_proposes_nobody, Office) {
    customer(clerk, "Maija Malli");
    const auto page = [&](const std::string& text) {
        return archive::Archive{job, shelves}.store(vault.new_key(), test::page_of(text));
    };
    BOOST_TEST(propose(job, {page("Terveisin Maija Malli Helsinki")}).customer.has_value());
    BOOST_TEST(propose(job, {page("terveisin MAIJA MALLI,")}).customer.has_value());
    BOOST_TEST(!propose(job, {page("Maija\nMalli")}).customer.has_value());
    BOOST_TEST(!propose(job, {}).customer.has_value());
    customer(clerk, "Maija Malli");
    BOOST_TEST(!propose(job, {page("Maija Malli")}).customer.has_value());
}

BOOST_FIXTURE_TEST_CASE(no_transition_outside_the_table_is_possible_in_the_database, Office) {
    const std::vector<std::string> states{"received", "reading", "filed", "duplicate", "quarantined", "discarded"};
    const std::set<std::pair<std::string, std::string>> legal{
        {"received", "received"},    {"reading", "reading"},    {"received", "reading"},
        {"reading", "received"},     {"reading", "filed"},      {"reading", "quarantined"},
        {"reading", "duplicate"},    {"duplicate", "received"}, {"duplicate", "discarded"},
        {"quarantined", "received"}, {"quarantined", "filed"},  {"quarantined", "discarded"}};
    file({"x"});
    const auto set = [](const std::string& state) {
        return "UPDATE arrival SET reason = 'x', same_as = 1, document = " +
               std::string{state == "filed" ? "1" : "NULL"} + ", state = '" + state +
               "' WHERE id = (SELECT max(id) FROM arrival)";
    };
    for (const auto& from : states)
        for (const auto& to : states) {
            receive(from + to);
            if (from != "received") run(set("reading"));
            if (from == "discarded") run(set("quarantined"));
            if (from != "received" && from != "reading") run(set(from));
            const bool may = legal.contains({from, to});
            BOOST_TEST(refused_sql(set(to)).empty() == may, from << " to " << to);
        }
    BOOST_TEST(refused_sql("DELETE FROM arrival") == "arrival.kept");
    BOOST_TEST(refused_sql("UPDATE arrival SET sha256 = '" + std::string(64, '0') + "'") == "arrival.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE arrival SET name = 'y'") == "arrival.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE arrival SET document = NULL WHERE state = 'filed'") != "");
}
