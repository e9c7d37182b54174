// Rules that one entry breaks, and what should have ended by a time.
#include <boost/test/unit_test.hpp>

#include "support/reviewed_log.hpp"

using namespace arkki;
using namespace arkki::test;

namespace {

audit::Event by_glass(audit::Event event, int number) {
    event.basis = "glass:" + std::to_string(number);
    return event;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_ordinary_morning_gives_no_finding) {
    Review review;
    review.add(review.act("login.ok")).add(review.act("search.page")).add(review.act("card.view"));
    review.add(review.act("document.view")).add(review.act("document.copy")).add(review.act("original.take"));
    review.add(review.act("document.filed")).add(review.act("logout"));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(a_look_that_nothing_explains_is_noticed_once_a_day_and_customer) {
    Review review;
    const auto unexplained = [&](const char* action) { return with(review.act(action), {{"explained", "none"}}); };
    auto nobody = unexplained("document.view");
    nobody.subjects.clear();
    review.add(nobody).add(denied(unexplained("card.view"), "not-on-list")).add(unexplained("document.filed"));
    BOOST_TEST(review.found() == "");
    review.add(unexplained("card.view")).add(unexplained("document.view")).add(unexplained("document.preview"));
    BOOST_TEST(review.found() == "no-relation/unexplained");
    auto another = unexplained("document.copy");
    another.subjects = {CustomerId{7}};
    review.add(another).add(unexplained("card.view"));
    BOOST_TEST(review.found() == "no-relation/unexplained");
    BOOST_TEST(review.newest().subject->value() == 7);
    review.clock.advance(24h);
    review.add(unexplained("card.view"));
    BOOST_TEST(review.found() == "no-relation/unexplained");
}

BOOST_AUTO_TEST_CASE(flags_of_the_guard_become_findings_of_their_rules_also_when_refused) {
    Review review;
    const auto flagged = [&](const char* flag) {
        return with(review.act("card.view"), {{"explained", "order:2210"}, {"flag", flag}});
    };
    auto machine = flagged("surname");
    machine.role = "machine";
    review.add(machine).add(flagged("unheard-of"));
    BOOST_TEST(review.found() == "");
    review.add(denied(flagged("surname,address"), "conflict")).add(flagged("own")).add(flagged("colleague"));
    BOOST_TEST(review.found() == "family/surname family/address own/own colleague/colleague");
    review.add(flagged("restricted")).add(flagged("hold,ban")).add(flagged("closed")).add(flagged("due"));
    BOOST_TEST(review.found() == "barred/restricted barred/hold barred/ban barred/closed due/due");
    BOOST_TEST(review.newest().subject->value() == 4242);
    review.add(flagged("own"));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(every_broken_glass_is_noticed_and_once_more_when_nobody_reviewed_it) {
    Review review;
    review.add(by_glass(with(review.act("glass.broken"), {{"minutes", "30"}}), 3));
    review.add(denied(by_glass(review.act("glass.broken"), 4), "no-review"));
    BOOST_TEST(review.found() == "glass/broken");
    review.clock.advance(24h * 7 - 2s);
    BOOST_TEST(review.found() == "");
    review.clock.advance(2s);
    BOOST_TEST(review.found() == "glass/unreviewed");
    review.clock.advance(24h * 30);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(a_glass_reviewed_in_time_is_not_noticed_again) {
    Review review;
    review.add(by_glass(review.act("glass.broken"), 3));
    review.add(by_glass(with(review.act("glass.reviewed", otso), {{"verdict", "justified"}}), 3), 24h * 4);
    BOOST_TEST(review.found() == "glass/broken");
    review.clock.advance(24h * 9);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(acts_outside_office_hours_on_weekends_and_holidays_are_noticed_once_a_day) {
    Review review;
    const auto at = [&](const char* day, int hour, int minute) {
        review.clock.set(day, hour - 2);
        review.add(review.act("card.view"), 60s * minute);
        return review.found();
    };
    BOOST_TEST(at("2026-11-24", 6, 0) == "");
    BOOST_TEST(at("2026-11-24", 18, 59) == "");
    BOOST_TEST(at("2026-11-24", 19, 0) == "off-hours/hour");
    BOOST_TEST(at("2026-11-24", 23, 0) == "");
    BOOST_TEST(at("2026-11-25", 5, 59) == "off-hours/hour");
    BOOST_TEST(at("2026-11-28", 12, 0) == "off-hours/weekend");
    BOOST_TEST(at("2026-12-25", 12, 0) == "off-hours/holiday");
    review.surroundings.absent = [](PersonId person, Day day) {
        return person.value() == anna && iso(day) > "2026-12-27";
    };
    BOOST_TEST(at("2026-12-28", 12, 0) == "off-hours/absent");
}

BOOST_AUTO_TEST_CASE(who_left_or_has_no_commitment_is_noticed_when_refused) {
    Review review;
    review.add(denied(review.act("card.view"), "left")).add(denied(review.act("card.view", otso), "no-commitment"));
    BOOST_TEST(review.found() == "left/left commitment/no_commitment");
    review.add(denied(review.act("document.view"), "left"));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(a_commitment_that_ends_soon_is_noticed_once) {
    Review review;
    review.surroundings.ending = [](db::Read&) {
        return std::vector<audit::EndingCommitment>{{PersonId{anna}, 5, day_from_iso("2026-12-20")}};
    };
    BOOST_TEST(review.found() == "commitment/ending");
    BOOST_TEST(review.newest().object == "commitment:5");
    BOOST_TEST(review.newest().actor.value() == anna);
    BOOST_TEST(!review.newest().seq);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(an_original_that_is_overdue_or_comes_back_by_another_hand_is_noticed) {
    Review review;
    auto out = with(review.act("original.out"), {{"holder", "17"}, {"due", "2026-11-24"}});
    out.object = "unit:6";
    auto in = review.act("original.in");
    in.object = "unit:6";
    review.add(out).add(in, 1h);
    review.clock.advance(24h);
    BOOST_TEST(review.found().find("originals") == std::string::npos);
    review.clock.set("2026-11-25", 6);
    auto again = with(out, {{"holder", "17"}, {"due", "2026-11-25"}});
    review.add(again);
    BOOST_TEST(review.found() == "");
    review.clock.set("2026-11-26", 1);
    BOOST_TEST(review.found() == "originals/overdue");
    auto back = in;
    back.actor = PersonId{otso};
    review.clock.set("2026-11-26", 8);
    review.add(back);
    BOOST_TEST(review.found() == "originals/other_hand");
    BOOST_TEST(review.newest().other.value() == anna);
}

BOOST_AUTO_TEST_CASE(an_original_taken_without_a_case_is_noticed) {
    Review review;
    auto take = without_case(review.act("original.take"));
    take.object = "unit:6";
    auto out = with(take, {{"holder", "17"}});
    out.action = "original.out";
    review.add(take).add(out);
    BOOST_TEST(review.found() == "originals/taken_without_case");
}

BOOST_AUTO_TEST_CASE(a_place_opened_without_a_loan_within_fifteen_minutes_is_noticed) {
    Review review;
    auto open = review.act("place.opened");
    open.object = "place:5";
    auto out = with(review.act("original.out"), {{"holder", "17"}});
    out.object = "unit:6";
    review.add(open).add(out, 14min);
    BOOST_TEST(review.found() == "");
    review.add(open).add(out, 16min);
    BOOST_TEST(review.found() == "originals/opened");
    BOOST_TEST(review.newest().object == "place:5");
    review.add(open);
    review.clock.advance(10min);
    BOOST_TEST(review.found() == "");
    review.clock.advance(10min);
    BOOST_TEST(review.found() == "originals/opened");
}

BOOST_AUTO_TEST_CASE(who_reads_the_log_is_read_too) {
    Review review;
    auto read = review.act("log.read");
    review.add(with(read, {{"actor", "17"}}));
    BOOST_TEST(review.found() == "", "one's own entries");
    review.add(read).add(read);
    BOOST_TEST(review.found() == "log/read");
    review.add(review.act("log.exported")).add(review.act("name.shown")).add(review.act("names.disclosed"));
    BOOST_TEST(review.found() == "log/exported log/name_shown log/name_shown");
    read.role = "machine";
    review.add(read).add(denied(review.act("log.read", otso), "role"));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(a_log_that_does_not_hold_a_gap_and_a_clock_that_jumped_are_noticed) {
    Review review;
    auto job = review.act("log.verified");
    job.role = "machine";
    job.actor = PersonId{1};
    auto started = with(job, {{"version", "0.1.0"}});
    started.action = "service.started";
    review.add(job).add(started);
    BOOST_TEST(review.found() == "");
    auto failed = job;
    failed.result = "error";
    auto unclean = with(started, {{"unclean", "1"}});
    auto jumped = job;
    jumped.action = "clock.jumped";
    review.add(failed).add(unclean).add(jumped);
    BOOST_TEST(review.found() == "log/verify_failed log/restart_gap log/clock");
    BOOST_TEST(review.newest().actor.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_day_without_a_checkpoint_outside_is_noticed_once) {
    Review review;
    review.surroundings.thresholds.seal_hours = 26;
    review.add(review.act("log.anchored"));
    review.clock.advance(26h);
    BOOST_TEST(review.found() == "");
    review.clock.advance(1s);
    BOOST_TEST(review.found() == "log/no_seal");
    review.clock.advance(100h);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(rights_and_settings_changed_without_a_case_and_by_oneself_are_noticed) {
    Review review;
    const auto change = [&](const char* action, const char* for_whom) {
        auto event = with(review.act(action), {{"for", for_whom}});
        event.object = "list:9";
        return event;
    };
    auto founding = without_case(change("list.granted", "person:18"));
    founding.role = "machine";
    auto filled_in = founding;
    filled_in.action = "config.changed";
    review.add(change("list.granted", "person:18")).add(founding).add(filled_in);
    BOOST_TEST(review.found() == "");
    review.add(without_case(change("role.changed", "person:18"))).add(without_case(change("list.ended", "person:18")));
    review.add(without_case(change("config.changed", "x")));
    BOOST_TEST(review.found() == "admin/rights admin/rights admin/settings");
    review.add(change("list.granted", "person:17"));
    BOOST_TEST(review.found() == "admin/self_approval");
}
