#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>

#include "audit/finder.hpp"
#include "audit/query.hpp"
#include "base/error.hpp"
#include "support/test_log.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t anna = 17, otso = 18;

/// A log in which people act on a Monday morning, and the review of it.
class Review : public TestLog {
public:
    /// Without an alarm for the seal, which no test but one is about.
    Review() { surroundings.thresholds.seal_hours = 24 * 365; }

    /// An act of a clerk, explained by an order and with its case, about customer 4242.
    audit::Event act(const std::string& action, std::int64_t actor = anna) {
        auto event = look(812, {CustomerId{4242}});
        event.actor = PersonId{actor};
        event.action = action;
        event.case_ref = "order:2210";
        event.args = {{"explained", "order:2210"}};
        return event;
    }
    Review& add(audit::Event event, std::chrono::seconds later = 1s) {
        clock.advance(later);
        log.append(event);
        return *this;
    }
    /// Opens cards from `first` on, one every `pace`.
    Review& open_cards(std::int64_t first, int count, std::chrono::seconds pace, std::int64_t step = 1) {
        for (int n = 0; n < count; ++n) {
            auto event = act("card.view");
            event.object = "customer:" + std::to_string(first + n * step);
            event.subjects = {CustomerId{first + n * step}};
            add(event, pace);
        }
        return *this;
    }
    audit::Reviewed run(const std::atomic<bool>* stop = nullptr) {
        audit::Event by;
        by.actor = PersonId{1};
        by.via = "job";
        by.role = "machine";
        by.purpose = "maintenance";
        return audit::Finder{log, by, surroundings}.run(clock.now(), stop);
    }
    /// Runs the review; the new findings as `rule/part`, in their order.
    std::string found() {
        run();
        return look_back();
    }
    std::vector<audit::Finding> all() {
        return database().read([](db::Read& read) { return audit::findings(read, {}, {}, 1'000); });
    }
    audit::Finding newest() { return all().front(); }
    audit::Event judge(std::int64_t person) {
        audit::Event by;
        by.actor = PersonId{person};
        by.via = "web";
        by.role = "auditor";
        by.purpose = "audit";
        return by;
    }

    audit::Surroundings surroundings{{}, winter_wall_clock(), [](Day day) { return iso(day) == "2026-12-25"; }, {}, {}};

private:
    std::string look_back() {
        std::string text;
        auto news = all();
        std::reverse(news.begin(), news.end());
        for (const auto& one : news)
            if (one.id.value() > seen_) text += (text.empty() ? "" : " ") + one.rule + "/" + one.what;
        if (!news.empty()) seen_ = news.back().id.value();
        return text;
    }
    std::int64_t seen_ = 0;
};

audit::Event with(audit::Event event, std::vector<std::pair<std::string, std::string>> args) {
    event.args = std::move(args);
    return event;
}

audit::Event denied(audit::Event event, const std::string& rule) {
    event.result = "denied";
    event.rule = rule;
    return event;
}

audit::Event without_case(audit::Event event) {
    event.case_ref.clear();
    return event;
}

std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
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
    review.add(with(review.act("glass.broken"), {{"minutes", "30"}, {"glass", "3"}}));
    review.add(denied(with(review.act("glass.broken"), {{"glass", "4"}}), "no-review"));
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
    review.add(with(review.act("glass.broken"), {{"glass", "3"}}));
    review.add(with(review.act("glass.reviewed", otso), {{"glass", "3"}, {"verdict", "justified"}}), 24h * 4);
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

BOOST_AUTO_TEST_CASE(sixty_customers_an_hour_are_work_and_sixty_one_are_noticed) {
    Review review;
    review.open_cards(100, 60, 59s, 3);
    BOOST_TEST(review.found() == "");
    review.open_cards(400, 1, 1s);
    BOOST_TEST(review.found() == "volume/subjects_hour");
    BOOST_TEST(review.newest().amount == 61);
    review.open_cards(403, 1, 1s);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(the_same_customer_again_and_a_slow_day_are_no_volume) {
    Review review;
    for (int n = 0; n < 100; ++n) review.open_cards(100, 1, 10s);
    review.clock.advance(2h);
    review.open_cards(200, 61, 61s, 2);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(two_hundred_and_one_customers_a_day_are_noticed_across_two_runs) {
    Review review;
    review.clock.set("2026-11-24", 4);
    review.open_cards(1'000, 150, 120s, 2);
    BOOST_TEST(review.found() == "");
    review.open_cards(2'000, 50, 120s, 2);
    BOOST_TEST(review.found() == "");
    review.open_cards(3'000, 1, 120s);
    BOOST_TEST(review.found() == "volume/subjects_day");
}

BOOST_AUTO_TEST_CASE(three_times_the_own_median_day_is_noticed_from_a_floor_on) {
    Review review;
    for (int day = 0; day < 6; ++day) {
        review.clock.set("2026-11-1" + std::to_string(day), 8);
        review.open_cards(1'000 * day + 1, 8, 300s, 2);
    }
    review.clock.set("2026-11-16", 8);
    review.open_cards(10'000, 24, 180s, 2);
    BOOST_TEST(review.found().find("volume") == std::string::npos);
    review.open_cards(20'000, 1, 180s);
    BOOST_TEST(review.found() == "volume/median");
    // A new person has no median yet.
    for (int n = 0; n < 50; ++n) {
        auto event = review.act("card.view", otso);
        event.object = "customer:" + std::to_string(n * 2);
        event.subjects = {CustomerId{n * 2 + 1}};
        review.add(event, 100s);
    }
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(ten_searches_without_opening_anything_are_noticed) {
    Review review;
    for (int n = 0; n < 9; ++n) review.add(review.act("search.page"), 60s);
    review.add(review.act("card.view"));
    for (int n = 0; n < 9; ++n) review.add(review.act("list.page"), 60s);
    BOOST_TEST(review.found() == "");
    review.add(review.act("search.page"));
    BOOST_TEST(review.found() == "fishing/searches");
    BOOST_TEST(review.newest().amount == 10);
}

BOOST_AUTO_TEST_CASE(searches_spread_over_a_morning_are_no_fishing) {
    Review review;
    for (int n = 0; n < 20; ++n) review.add(review.act("search.page"), 4min);
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(eight_cards_in_the_order_of_their_numbers_are_noticed) {
    Review review;
    review.open_cards(100, 7, 20s).open_cards(300, 7, 20s);
    BOOST_TEST(review.found() == "");
    review.open_cards(307, 1, 20s);
    BOOST_TEST(review.found() == "sequence/numbers");
    review.clock.advance(2h);
    review.open_cards(520, 8, 20s, -1);
    BOOST_TEST(review.found() == "sequence/numbers");
}

BOOST_AUTO_TEST_CASE(a_slow_sequence_and_the_pages_of_one_document_are_none) {
    Review review;
    review.open_cards(100, 12, 2min);
    for (int n = 0; n < 12; ++n) review.add(review.act("document.preview"));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(three_refusals_in_ten_minutes_are_noticed_but_not_those_of_a_session_that_ran_out) {
    Review review;
    const auto refused = denied(review.act("card.view"), "not-on-list");
    review.add(refused).add(refused, 5min).add(refused, 6min);
    for (int n = 0; n < 5; ++n) review.add(denied(review.act("card.view", otso), "session"));
    BOOST_TEST(review.found() == "");
    review.add(refused, 3min);
    BOOST_TEST(review.found() == "denied/refused");
}

BOOST_AUTO_TEST_CASE(another_account_that_gets_at_the_same_address_what_was_refused_is_noticed) {
    Review review;
    review.add(denied(review.act("card.view"), "not-on-list"));
    auto elsewhere = review.act("card.view", 19);
    elsewhere.address = "10.1.1.7";
    auto other_thing = review.act("card.view", otso);
    other_thing.object = "document:9";
    review.add(elsewhere).add(other_thing).add(review.act("card.view", anna));
    BOOST_TEST(review.found() == "");
    review.add(review.act("card.view", otso), 29min);
    BOOST_TEST(review.found() == "denied/other_account");
    const auto finding = review.newest();
    BOOST_TEST(finding.what == "other_account");
    BOOST_TEST(finding.actor.value() == otso);
    BOOST_TEST(finding.other.value() == anna);
}

BOOST_AUTO_TEST_CASE(another_account_an_hour_after_a_refusal_is_not_noticed) {
    Review review;
    review.add(denied(review.act("card.view"), "not-on-list"));
    review.add(review.act("card.view", otso), 31min).add(review.act("login.ok", otso));
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(copies_without_a_case_and_more_than_fifty_pages_a_day_are_noticed) {
    Review review;
    auto pages = review.act("document.copy");
    pages.count = 50;
    review.add(pages);
    BOOST_TEST(review.found() == "");
    auto one = review.act("document.print");
    review.add(one);
    BOOST_TEST(review.found() == "copies/pages");
    BOOST_TEST(review.newest().amount == 51);
    review.add(without_case(review.act("export.made")));
    BOOST_TEST(review.found() == "copies/no_case");
}

BOOST_AUTO_TEST_CASE(the_first_act_after_sixty_days_is_noticed) {
    Review review;
    review.add(review.act("card.view"));
    BOOST_TEST(review.found() == "");
    review.clock.advance(24h * 60);
    review.add(review.act("card.view"), 0s);
    BOOST_TEST(review.found().find("dormant") == std::string::npos);
    review.clock.advance(24h * 61);
    review.add(review.act("card.view"), 0s);
    BOOST_TEST(review.found() == "dormant/silence");
    BOOST_TEST(review.newest().amount == 61);
}

BOOST_AUTO_TEST_CASE(one_person_at_two_addresses_within_ten_minutes_is_noticed) {
    Review review;
    auto elsewhere = review.act("card.view");
    elsewhere.address = "192.0.2.7";
    review.add(review.act("card.view")).add(elsewhere, 11min);
    auto job = review.act("card.view");
    job.address.clear();
    review.add(job);
    BOOST_TEST(review.found() == "");
    review.add(review.act("card.view"), 9min);
    BOOST_TEST(review.found() == "shared/addresses");
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

BOOST_AUTO_TEST_CASE(a_run_goes_on_where_the_last_one_stopped_and_makes_no_finding_twice) {
    Review review;
    for (int n = 0; n < 2'500; ++n) {
        auto event = with(review.act("card.view"), {{"explained", "none"}});
        event.subjects = {CustomerId{n % 40 + 1}};
        review.add(event, 1s);
    }
    const std::atomic<bool> stop{true};
    BOOST_TEST(!review.run(&stop).finished);
    BOOST_TEST(review.all().empty());
    const auto reviewed = review.run();
    BOOST_TEST(reviewed.finished);
    BOOST_TEST(reviewed.examined == 2'501);
    BOOST_TEST(reviewed.found == 40);
    BOOST_TEST(review.run().found == 0);
    // A database restored without the review's state examines again and finds nothing new.
    const auto findings = review.database().read([](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = 'log.finding'");
    });
    BOOST_TEST(findings == 40);
}

BOOST_AUTO_TEST_CASE(a_threshold_that_was_changed_stands_in_the_log_before_anything_is_judged_by_it) {
    Review review;
    BOOST_TEST(review.found() == "");
    review.surroundings.thresholds.denied = 1;
    review.add(denied(review.act("card.view"), "role"));
    BOOST_TEST(review.found() == "denied/refused admin/settings");
    const auto changed = review.database().read([](db::Read& read) {
        audit::Filter filter;
        filter.action = "config.changed";
        return audit::entries(read, filter, {}, 10);
    });
    BOOST_REQUIRE(changed.size() == 1);
    BOOST_TEST(changed[0].event.object == "policy:review");
    BOOST_REQUIRE(changed[0].event.args.size() == 1);
    BOOST_TEST(changed[0].event.args[0].first == "denied");
    BOOST_TEST(changed[0].event.args[0].second == "3>1");
    BOOST_TEST(review.found() == "");
}

BOOST_AUTO_TEST_CASE(a_verdict_needs_a_reason_and_another_person) {
    Review review;
    review.add(with(review.act("card.view"), {{"explained", "none"}}));
    review.run();
    const auto id = review.newest().id;
    const auto judge = [&](std::int64_t person, audit::FindingId which, audit::Judgement verdict, const char* note) {
        return key_of([&] {
            audit::judge(review.log, review.judge(person), which, verdict, PersonalText{note}, review.clock.now());
        });
    };
    using audit::Judgement;
    BOOST_TEST(judge(otso, audit::FindingId{99}, Judgement::justified, "syy") == "finding.unknown");
    BOOST_TEST(judge(otso, id, Judgement::open, "syy") == "finding.bad_verdict");
    BOOST_TEST(judge(otso, id, Judgement::misuse, " \n ") == "finding.no_note");
    BOOST_TEST(judge(anna, id, Judgement::justified, "syy") == "finding.own");
    BOOST_TEST((review.newest().state == Judgement::open));
    BOOST_TEST(judge(otso, id, Judgement::unclear, "Kysytään esimieheltä.") == "done");
    BOOST_TEST(judge(otso, id, Judgement::misuse, "Puolison tiedot.") == "done");
    const auto judged = review.newest();
    BOOST_TEST((judged.state == Judgement::misuse));
    BOOST_TEST(judged.judged_by.value() == otso);
    review.database().read([&](db::Read& read) {
        BOOST_TEST(audit::verdict_note(read, judged).reveal() == "Puolison tiedot.");
        const auto entry = audit::entry(read, *judged.verdict);
        BOOST_TEST(entry->event.action == "log.verdict");
        BOOST_TEST(entry->event.subjects.size() == 1);
    });
}

BOOST_AUTO_TEST_CASE(findings_are_counted_by_rule_with_the_overdue_ones_and_never_deleted) {
    Review review;
    review.add(with(review.act("card.view"), {{"explained", "none"}, {"flag", "own"}}));
    review.run();
    const auto limit = review.clock.now() + 1s;
    const auto counts = review.database().read([&](db::Read& read) { return audit::counts_by_rule(read, {}, limit); });
    BOOST_TEST(counts.size() == audit::review_rules().size());
    for (const auto& one : counts) {
        const bool hit = one.rule == "own" || one.rule == "no-relation";
        BOOST_TEST(one.open == (hit ? 1 : 0), one.rule);
        BOOST_TEST(one.overdue == (hit ? 1 : 0), one.rule);
    }
    audit::FindingFilter filter;
    filter.rule = "own";
    filter.actor = PersonId{anna};
    filter.subject = CustomerId{4242};
    filter.state = audit::Judgement::open;
    const auto found = review.database().read([&](db::Read& read) { return audit::findings(read, filter, {}, 10); });
    BOOST_REQUIRE(found.size() == 1);
    BOOST_TEST(!found[0].overdue(review.clock.now() + 24h * 13, {}));
    BOOST_TEST(found[0].overdue(review.clock.now() + 24h * 15, {}));
    const auto refused = [&](const char* sql) {
        return key_of([&] { review.database().write([&](db::Write& write) { write.run(sql); }); });
    };
    BOOST_TEST(refused("DELETE FROM audit_finding") == "finding.kept");
    BOOST_TEST(refused("UPDATE audit_finding SET rule = 'due'") == "finding.kept");
    BOOST_TEST(
        refused("UPDATE audit_finding SET state = 'justified', judged_at = 1, judged_by = actor, verdict_seq = 1") ==
        "db.constraint");
    BOOST_TEST(refused("UPDATE audit_review SET next_seq = 0") == "finding.kept");
}
