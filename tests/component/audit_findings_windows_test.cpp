// Rules about many entries of a person; the run itself and verdicts.
#include <boost/test/unit_test.hpp>

#include "support/reviewed_log.hpp"

using namespace arkki;
using namespace arkki::test;

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
