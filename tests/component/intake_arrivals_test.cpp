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
    Intake tray{clerk, shelves};
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
    const Intake other{auditor, shelves};
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
    read_all();
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
    work(*claim());
    BOOST_TEST(state(id) == "read");
    file_pages({test::page_of("x")}, archive::Series::other, {}, png);
    read_all();
    BOOST_TEST(state(id) == "duplicate");
    BOOST_TEST(documents() == 1);
}

BOOST_FIXTURE_TEST_CASE(equal_bytes_that_come_by_three_ways_at_once_are_one_document, Office) {
    const std::string png = test::png_of("Kolmea tieta");
    std::vector<ArrivalId> ids;
    for (const std::string way : {"folder", "upload", "mail"})
        ids.push_back(receive(png, {way, PersonalText{"sama.png"}, {}, {}, {}}));
    std::vector<jobs::Lease> leases;
    while (const auto lease = claim()) leases.push_back(*lease);
    BOOST_TEST(leases.size() == 3u);
    for (const auto& lease : leases) work(lease);  // all three are read before any is filed
    read_all();
    BOOST_TEST(documents() == 1);
    BOOST_TEST(state(ids[0]) == "filed");
    for (const auto id : {ids[1], ids[2]}) {
        BOOST_TEST(state(id) == "duplicate");
        BOOST_TEST((seen(id).same_as == seen(ids[0]).document));
    }
}

BOOST_FIXTURE_TEST_CASE(a_lease_that_ran_out_is_taken_up_and_the_old_runners_late_write_is_refused, Office) {
    const auto id = receive(test::png_of("Hidas lukija"));
    const auto old = claim("old");
    BOOST_TEST_REQUIRE(old.has_value());
    clock.advance(10min);
    const auto fresh = claim("new");
    BOOST_TEST_REQUIRE(fresh.has_value());
    const auto before = blobs_in_the_vault();
    BOOST_TEST(refused([&] { work(*old); }) == "job.lease_lost");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM read_page") == 0);
    BOOST_TEST(blobs_in_the_vault() == before);
    work(*fresh);
    read_all();
    BOOST_TEST(state(id) == "filed");
    BOOST_TEST(documents() == 1);
    BOOST_TEST(refused([&] { work(*fresh); }) == "job.lease_lost");
    BOOST_TEST(documents() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_is_decided_while_it_is_read_is_not_written_over, Office) {
    const auto id = receive(test::png_of("Ehditään ensin"));
    const auto lease = claim();
    database().write([&](db::Write& write) { jobs::void_of(write, "read", id.value()); });
    const auto before = blobs_in_the_vault();
    BOOST_TEST(refused([&] { work(*lease); }) == "job.lease_lost");
    BOOST_TEST(blobs_in_the_vault() == before);
    read_all();
    BOOST_TEST(documents() == 0);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM read_page") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_takes_every_runner_with_it_is_given_up, Office) {
    const auto id = receive("kills whoever reads it");
    for (int taken = 0, look = 0; taken < jobs::losses && look < 50; ++look) {
        if (claim()) ++taken;  // and the runner is never heard of again
        clock.advance(10min);
    }
    clock.advance(10min);
    static_cast<void>(claim());  // finds that the last one is lost
    clock.advance(10min);
    read_all();
    BOOST_TEST(state(id) == "quarantined");
    BOOST_TEST(seen(id).reason == "intake.gave_up");
    intake.retry(id);  // the clerk's session is over by now
    read_all();
    BOOST_TEST(seen(id).reason == "reader.unknown_type");
}

BOOST_FIXTURE_TEST_CASE(a_reader_that_does_not_start_is_not_the_files_fault, Office) {
    imaging::Reader none{{.program = store.folder() / "no-such-reader"}};
    const auto id = receive(test::png_of("Odottaa"));
    for (int i = 0; i < 5; ++i) {
        const auto lease = claim();
        BOOST_TEST_REQUIRE(lease.has_value());
        BOOST_TEST(refused([&] { work(*lease, none); }) == "reader.unavailable");
        database().write([&](db::Write& write) { jobs::postpone(write, *lease, clock.now() + 30s); });
        BOOST_TEST(!claim());  // not at once again
        clock.advance(1min);
    }
    read_all();
    BOOST_TEST(state(id) == "filed");
}

BOOST_FIXTURE_TEST_CASE(an_original_that_is_gone_from_the_vault_is_said, Office) {
    const auto id = receive("text");
    vault.remove(blobs::BlobId{only<std::string>("SELECT original FROM arrival")});
    read_all();
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
    const std::vector<std::string> states{"received",  "reading",   "read",        "filed",
                                          "separator", "duplicate", "quarantined", "discarded"};
    const std::set<std::pair<std::string, std::string>> legal{
        {"received", "received"},    {"reading", "reading"},       {"read", "read"},          {"received", "reading"},
        {"received", "duplicate"},   {"received", "quarantined"},  {"reading", "received"},   {"reading", "read"},
        {"reading", "filed"},        {"reading", "quarantined"},   {"reading", "duplicate"},  {"read", "reading"},
        {"read", "filed"},           {"read", "separator"},        {"read", "quarantined"},   {"read", "duplicate"},
        {"separator", "read"},       {"separator", "filed"},       {"duplicate", "received"}, {"duplicate", "filed"},
        {"duplicate", "discarded"},  {"quarantined", "received"},  {"quarantined", "read"},   {"quarantined", "filed"},
        {"quarantined", "discarded"}};
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
            if (from == "separator") run(set("read"));
            if (from != "received" && from != "reading") run(set(from));
            const bool may = legal.contains({from, to});
            BOOST_TEST(refused_sql(set(to)).empty() == may, from << " to " << to);
        }
    BOOST_TEST(refused_sql("DELETE FROM arrival") == "arrival.kept");
    BOOST_TEST(refused_sql("UPDATE arrival SET sha256 = '" + std::string(64, '0') + "'") == "arrival.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE arrival SET name = 'y'") == "arrival.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE arrival SET document = NULL WHERE state = 'filed'") != "");
}
