// The service has its log sealed by the real sealer and delivers what was sealed; first whatever can go wrong.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

#include "audit/restore.hpp"
#include "lang/dates.hpp"
#include "service/seal_sheet.hpp"
#include "support/raw_server.hpp"
#include "support/sealed_house.hpp"
#include "support/test_leaves.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/seal_client.hpp"
#include "tlog/tiles.hpp"

using namespace arkki;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using test::SealedHouse;

namespace {

std::string whole(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sealing)

BOOST_AUTO_TEST_CASE(without_a_sealer_the_log_goes_on_and_the_alarm_says_so) {
    SealedHouse house;
    house.restart();
    house.log(3);
    house.seal().seal();
    BOOST_TEST(house.has_alarm("no_sealer"));
    BOOST_TEST(!house.latest().has_value());
    house.sealer.start();
    house.seal().seal();
    BOOST_TEST(house.alarms().empty());
    BOOST_TEST(house.latest()->size == house.size());
}

BOOST_AUTO_TEST_CASE(a_seal_of_a_key_that_is_not_pinned_counts_for_nothing) {
    SealedHouse house;
    house.sealer.start();
    house.pin(tlog::SignerKey::make(SealedHouse::origin).vkey());
    house.seal().seal();
    BOOST_TEST(house.has_alarm("bad_note"));
    BOOST_TEST(!house.latest().has_value());
    fs::remove(house.settings().sealer_vkeys());
    house.seal().seal();
    BOOST_TEST(house.has_alarm("no_key"));
    BOOST_TEST(!house.latest().has_value());
}

BOOST_AUTO_TEST_CASE(a_row_that_was_changed_is_not_sealed) {
    SealedHouse house;
    house.sealer.start();
    house.log(3);
    house.office().database().write([](db::Write& write) {
        write.script(test::engine() == db::Engine::sqlite ? "DROP TRIGGER audit_entry_change"
                                                          : "DROP TRIGGER audit_entry_change ON audit_entry");
        write.run("UPDATE audit_entry SET actor = 99 WHERE seq = 2");
    });
    house.seal().seal();
    BOOST_TEST(house.has_alarm("row_changed"));
    BOOST_TEST(!house.latest().has_value());
}

BOOST_AUTO_TEST_CASE(a_sealer_that_was_halted_stays_an_alarm_until_a_person_resets_it) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    const auto size = house.latest()->size;
    BOOST_TEST((house.sealer.push(size, {"not a leaf"}).kind == tlog::SealAnswer::Kind::bad));
    house.log();
    house.seal().seal();
    BOOST_TEST(house.has_alarm("halted"));
    BOOST_TEST(house.latest()->size == size);
    BOOST_TEST(house.log_refusal() == "");
}

BOOST_AUTO_TEST_CASE(a_database_that_was_rolled_back_takes_no_line_and_gives_no_content) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    const auto size = house.size();
    // The sealer has seen more than there is: what a restored backup looks like.
    BOOST_TEST(
        (house.sealer.push(house.latest()->size, test::leaves(size, size + 5)).kind == tlog::SealAnswer::Kind::ok));
    house.restart();
    BOOST_TEST(house.has_alarm("behind"));
    BOOST_TEST(house.log_refusal() == "unavailable audit.closed");
    BOOST_TEST(house.size() == size);
    house.restart();
    BOOST_TEST(house.log_refusal() == "unavailable audit.closed");
    BOOST_TEST(house.seal().courier().deliver() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_rolled_back_is_brought_up_to_its_seal_and_the_log_is_open_again) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    house.seal().courier().deliver();
    house.seal().seal();
    const auto size = house.size();
    BOOST_TEST((house.sealer.push(size, test::leaves(size, size + 5)).kind == tlog::SealAnswer::Kind::ok));
    house.restart();
    BOOST_TEST(house.log_refusal() == "unavailable audit.closed");
    const auto sealed = tlog::checkpoint_from(*tlog::read_file(house.sealer.exported() / "checkpoint", 10'000));
    const auto restored = audit::restore(
        house.office().log(), house.office().machine_desk("maintenance").event("log.restored"),
        tlog::read_leaves(house.sealer.exported(), size, sealed.size, sealed.size), sealed, lang::helsinki());
    BOOST_TEST(restored.from == static_cast<std::int64_t>(size));
    BOOST_TEST(restored.to == static_cast<std::int64_t>(size) + 4);
    house.restart();
    BOOST_TEST(house.log_refusal() == "");
    house.seal().seal();
    house.seal().courier().deliver();
    BOOST_TEST(house.alarms().empty());
    BOOST_TEST(house.latest()->size + 2 == house.size());  // the lines of two receipts
}

BOOST_AUTO_TEST_CASE(a_log_that_grew_another_way_is_found_before_anything_is_sealed) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    const auto sealed = house.latest()->size;
    BOOST_TEST((house.sealer.push(sealed, test::leaves(sealed, sealed + 2)).kind == tlog::SealAnswer::Kind::ok));
    house.log(10);
    house.seal().seal();
    BOOST_TEST(house.has_alarm("forked"));
    BOOST_TEST(house.log_refusal() == "unavailable audit.closed");
    BOOST_TEST(house.latest()->size == sealed);
}

BOOST_AUTO_TEST_CASE(a_log_that_is_right_again_is_opened) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    house.office().database().write([](db::Write& write) { audit::close_log(write, "behind"); });
    BOOST_TEST(house.log_refusal() == "unavailable audit.closed");
    house.restart();
    BOOST_TEST(house.log_refusal() == "");
    BOOST_TEST(house.alarms().empty());
}

BOOST_AUTO_TEST_CASE(a_seal_that_is_missing_for_three_intervals_is_late) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    house.log();
    BOOST_TEST(house.alarms().empty());
    house.clock.advance(16min);
    BOOST_TEST(house.has_alarm("late"));
    house.seal().seal();
    BOOST_TEST(house.alarms().empty());
    house.clock.advance(26h);
    BOOST_TEST(house.has_alarm("late"), "silence is an attack too");
}

BOOST_AUTO_TEST_CASE(the_same_user_and_a_folder_on_the_same_disk_are_said) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    BOOST_TEST(house.status().same_user);
    BOOST_TEST(house.status().folder_here);
    BOOST_TEST(!house.status().good());
    SealedHouse nowhere{[](service::Settings& settings) { settings.seal.addresses = {}; }};
    BOOST_TEST(nowhere.has_alarm("no_channel"));
}

BOOST_AUTO_TEST_CASE(more_than_one_push_is_sealed_in_one_go_and_every_key_stands_in_the_log) {
    SealedHouse house;
    house.sealer.start();
    house.restart();
    BOOST_TEST(house.count("log.key") == 1);
    house.restart();
    BOOST_TEST(house.count("log.key") == 1);
    const auto event = house.office().machine_desk("maintenance").event("config.changed");
    house.office().database().write([&](db::Write& write) {
        auto appender = house.office().log().appender(write);
        for (int i = 0; i < 4'200; ++i) appender.append(event);
    });
    house.seal().seal();
    BOOST_TEST(house.latest()->size == house.size());
    const auto opened = tlog::open_note(house.latest()->note, house.sealer.key().verifier());
    BOOST_TEST(opened.checkpoint.size == house.size());
}

BOOST_AUTO_TEST_CASE(alarms_that_last_are_told_once_and_taken_back) {
    SealedHouse house;
    const auto open = [&] {
        return house.office().database().read([](db::Read& read) {
            return read.one<std::int64_t>(
                "SELECT count(*) FROM notice WHERE kind = 'seal.no_sealer' AND closed_at IS NULL");
        });
    };
    house.seal().seal();
    house.seal().tell();
    BOOST_TEST(open() == 0);
    house.seal().tell();
    house.seal().tell();
    BOOST_TEST(open() == 2);  // the auditor and the administrator
    house.sealer.start();
    house.seal().seal();
    house.seal().tell();
    BOOST_TEST(open() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(copies_off_the_machine)

BOOST_AUTO_TEST_CASE(what_a_channel_did_not_take_waits_over_a_restart_and_is_lost_nowhere) {
    SealedHouse house;
    house.sealer.start();
    fs::remove(house.outside());  // the share is not mounted
    for (int i = 0; i < 3; ++i) {
        house.log();
        house.seal().seal();
        house.clock.advance(2min);
        BOOST_TEST(house.seal().courier().deliver() == 0);
    }
    BOOST_TEST(house.count("log.anchored") == 0);
    house.clock.advance(25h);
    BOOST_TEST(house.has_alarm("failing.folder"));
    fs::create_directory(house.outside());
    house.restart();
    BOOST_TEST(house.seal().courier().deliver() == 3);
    BOOST_TEST(house.seal().courier().deliver() == 0);
    BOOST_TEST(house.count("log.anchored") == 3);
    BOOST_TEST(!house.has_alarm("failing.folder"));
    BOOST_TEST(std::distance(fs::directory_iterator{house.outside()}, {}) == 3);
}

BOOST_AUTO_TEST_CASE(a_folder_that_says_something_else_is_said_and_the_others_get_theirs) {
    test::MailSink sink;
    SealedHouse house{[&](service::Settings& settings) {
        auto& to = settings.seal.addresses;
        to.mail_to = {"auditor@house.example"};
        to.mail_from = "arkki@house.example";
        to.mail_server = sink.server.address();
    }};
    house.sealer.start();
    house.seal().seal();
    const auto size = std::to_string(house.latest()->size);
    std::ofstream{house.outside() /
                  ("arkki.local_audit_e1." + std::string(12 - size.size(), '0') + size + ".checkpoint")}
        << "another history\n";
    BOOST_TEST(house.seal().courier().deliver() == 1);
    for (const auto& channel : house.status().channels)
        if (channel.name == "folder") BOOST_TEST(channel.record.code == "anchor.folder_differs");
    sink.server.stop();
    BOOST_TEST(sink.letters.size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_receipt_is_one_line_in_the_log_and_an_idle_log_does_not_seal_itself) {
    SealedHouse house;
    house.sealer.start();
    house.seal().seal();
    const auto sealed = house.latest();
    BOOST_TEST(house.seal().courier().deliver() == 1);
    const auto anchored = house.office().database().read(
        [](db::Read& read) { return audit::entries(read, {.action = "log.anchored"}, std::nullopt, 10); });
    BOOST_TEST_REQUIRE(anchored.size() == 1u);
    BOOST_TEST(anchored[0].event.sha256 == hex(sha256(view(sealed->note))));
    BOOST_TEST((anchored[0].event.args.back() == std::pair<std::string, std::string>{"channel", "folder"}));
    BOOST_TEST(
        house.office().database().read([&](db::Read& read) { return audit::worth_sealing(read, sealed->size); }) == 0u);
    BOOST_TEST(whole(fs::directory_iterator { house.outside() } -> path()) == sealed->note);
}

BOOST_AUTO_TEST_CASE(a_channel_with_a_rhythm_gets_no_more_than_that) {
    test::MailSink sink;
    SealedHouse house{[&](service::Settings& settings) {
        auto& to = settings.seal.addresses;
        to.mail_to = {"auditor@house.example"};
        to.mail_from = "arkki@house.example";
        to.mail_server = sink.server.address();
        to.mail_rhythm = 60min;
    }};
    house.sealer.start();
    for (int i = 0; i < 13; ++i) {
        house.log();
        house.seal().seal();
        house.seal().courier().deliver();
        house.clock.advance(5min);
    }
    sink.server.stop();
    BOOST_TEST(sink.letters.size() == 2u);
    BOOST_TEST(std::distance(fs::directory_iterator{house.outside()}, {}) == 13);
}

BOOST_AUTO_TEST_CASE(a_page_in_the_binder_counts_when_a_person_says_so) {
    SealedHouse house{[](service::Settings& settings) { settings.seal.addresses.folder.clear(); }};
    house.sealer.start();
    house.seal().seal();
    const auto desk = house.office().machine_desk("maintenance");
    BOOST_CHECK_THROW(service::filed_in_binder(house.office(), desk, 99), Error);
    service::filed_in_binder(house.office(), desk, house.latest()->size);
    BOOST_CHECK_THROW(service::filed_in_binder(house.office(), desk, house.latest()->size), Error);
    BOOST_TEST(house.count("log.anchored") == 1);
    BOOST_TEST(*house.status().outside_size == house.latest()->size);
    BOOST_TEST(!house.has_alarm("no_channel"));
    house.clock.advance(32 * 24h);
    BOOST_TEST(house.has_alarm("no_channel"));
}

BOOST_AUTO_TEST_SUITE_END()
