// One letter may ask several things: a case of several requests, each with its own receipt, clock and decision.
#include <boost/test/unit_test.hpp>

#include "requests/rights.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

class Office : public test::TestRequests {
public:
    /// An access request received on 24 September 2026.
    Office() {
        first = open({Kind::access, maija(), day_from_iso("2026-09-24"), Language::fi, "letter", "none", {}, {}});
    }
    RequestId add(Kind kind, const char* received, std::vector<NewItem> items = {}) {
        return add_right(clerk(), clerk().open<access::WorkOnRequest>(first),
                         {kind, day_from_iso(received), std::move(items)}, holidays, {});
    }
    std::string refused_to_add(Kind kind, const char* received, std::vector<NewItem> items = {}) {
        return refusal_of([&] { return add(kind, received, items).value(); });
    }
    void search(RequestId id, const std::string& place, bool found = false) {
        record_search(clerk(), clerk().open<access::WorkOnRequest>(id), place, found);
    }
    template <class Ask>
    auto asked(const Ask& ask) {
        return database().read([&](db::Read& read) { return ask(read); });
    }
    Decision nothing_held() { return {Outcome::no_data, {given(1, ItemOutcome::not_held)}}; }
    std::string refused_decision(RequestId id, const Decision& decision) {
        return refusal_of([&] { return decide(id, decision), 0; });
    }
    RequestId first{0};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_right_that_cannot_be_is_not_added, Office) {
    BOOST_TEST(refused_to_add(Kind::erase, "2026-09-23") == "request.receipt_before_the_letter");
    BOOST_TEST(refused_to_add(Kind::erase, iso(add_days(today(), 1)).c_str()) == "request.received_in_future");
    BOOST_TEST(refused_to_add(Kind::access, "2026-09-24") == "request.asked_already");
    BOOST_TEST(refused_to_add(Kind::rectify, "2026-09-24") == "request.no_items");
    BOOST_TEST(refused_to_add(Kind::rectify, "2026-09-24", {{"shoe_size", {}, PersonalText{"42"}, {}}}) ==
               "request.bad_item");
    BOOST_TEST(refusal_of([&] {
                   return add_right(clerk(), clerk().open<access::WorkOnRequest>(first), {Kind::ban, Day{}, {}}, holidays,
                                    {})
                       .value();
               }) == "day.bad");
    BOOST_TEST(asked([&](db::Read& read) { return of_case(read, seen(first).case_id); }).size() == 1u);
    BOOST_TEST(test::lines_of(database(), "request.opened") == 1);
    BOOST_TEST(refused_sql("INSERT INTO request (request_case, kind, state, target_on, safe_on, last_on, ext_safe_on,"
                           " ext_last_on, holidays, received_on) SELECT request_case, 'port', 'received', target_on,"
                           " safe_on, last_on, ext_safe_on, ext_last_on, holidays, '2026-09-23' FROM request") ==
               "request.receipt_before_the_letter");
}

BOOST_FIXTURE_TEST_CASE(one_letter_asks_three_things_and_each_has_a_clock_of_its_own, Office) {
    const auto correction = add(Kind::rectify, "2026-09-24", {phone()});
    const auto later = add(Kind::erase, "2026-10-31");
    const auto ids = asked([&](db::Read& read) { return of_case(read, seen(first).case_id); });
    BOOST_TEST((ids == std::vector<RequestId>{first, correction, later}));
    BOOST_TEST(seen(correction).number == seen(first).number);
    BOOST_TEST((seen(correction).received_on == seen(first).received_on));
    BOOST_TEST(iso(seen(correction).dates.target) == "2026-10-01");  // seven days, not fourteen
    BOOST_TEST(iso(seen(later).received_on) == "2026-10-31");
    BOOST_TEST(iso(seen(later).dates.safe) == "2026-11-30");
    BOOST_TEST(iso(seen(first).dates.safe) == "2026-10-24");  // what was asked first is answered first
    BOOST_TEST(seen(later).items.size() == 1u);
    BOOST_TEST(test::lines_of(database(), "request.opened") == 3);
    BOOST_TEST(refused_sql("UPDATE request SET received_on = '2026-11-01'") == "request.dates_are_fixed");
    for (const auto& line : cases(clerk()).lines(clerk().show(ids)))
        BOOST_TEST((line.received_on == seen(line.id).received_on));
}

BOOST_FIXTURE_TEST_CASE(a_later_right_is_extended_and_asked_about_by_its_own_receipt, Office) {
    const auto later = add(Kind::log_extract, "2026-10-20");
    const NewExtension early{"number", PersonalText{"Monta pyyntöä."}, day_from_iso("2026-10-19"),
                             day_from_iso("2027-01-20")};
    BOOST_TEST(refusal_of([&] { return cases(boss()).extend(deciding(later), early), 0; }) == "request.extension_early");
    BOOST_TEST(refused_sql("INSERT INTO request_extension (request, reason, explanation, told_on, until, last_on,"
                           " extended_at, extended_by) VALUES (" +
                           std::to_string(later.value()) + ", 'number', 'x', '2026-10-19', '2027-01-20', '2027-01-20', 1, " +
                           std::to_string(person("vastaava").value()) + ")") == "request.extension_early");
    BOOST_TEST(refused_sql("INSERT INTO request_pause (request, why, asked_on, asked_at, asked_by) VALUES (" +
                           std::to_string(later.value()) + ", 'scope', '2026-10-19', 1, 1)") ==
               "request.pause_without_ground");
}

BOOST_FIXTURE_TEST_CASE(rights_of_one_letter_are_decided_apart_and_a_second_of_a_kind_follows_an_answered_one, Office) {
    const auto correction = add(Kind::rectify, "2026-09-24", {phone()});
    identify(correction);
    decide(correction, {Outcome::refused, {refused(1)}});
    sign(correction);
    BOOST_TEST((seen(first).state == State::received));
    identify(first);
    decide(first, {Outcome::refused, {refused(1, "R4", ItemOutcome::withheld)}});
    sign(first);
    BOOST_TEST(refused_to_add(Kind::access, "2026-10-01") == "");
    const auto kept = asked([&](db::Read& read) { return decisions(read, correction); });
    BOOST_TEST_REQUIRE(kept.size() == 1u);
    BOOST_TEST((kept[0].outcome == Outcome::refused));
    BOOST_TEST(kept[0].letter_sha256 == seen(correction).letters.at(0).sha256);
    BOOST_TEST((kept[0].signer == person("vastaava")));
    BOOST_TEST((kept[0].answered_on == today()));
}

BOOST_FIXTURE_TEST_CASE(that_nothing_is_held_is_not_said_before_every_place_was_searched, Office) {
    identify(first);
    BOOST_TEST(refused_decision(first, nothing_held()) == "request.no_search");
    BOOST_TEST(refusal_of([&] { return search(first, "desk drawer"), 0; }) == "request.bad_place");
    for (const auto* place : {"index", "text", "paper"}) search(first, place);
    BOOST_TEST(refused_decision(first, nothing_held()) == "request.no_search");
    search(first, "external", true);
    BOOST_TEST(refused_decision(first, nothing_held()) == "request.no_search");
    search(first, "external");
    BOOST_TEST(test::lines_of(database(), "request.searched") == 5);
    BOOST_TEST(refused_decision(first, nothing_held()) == "");
    sign(first);
    BOOST_TEST((seen(first).state == State::no_data));
    BOOST_TEST(refusal_of([&] { return search(first, "index"), 0; }) == "request.answered");
}

BOOST_FIXTURE_TEST_CASE(who_has_to_do_something_next_is_computed, Office) {
    const auto waits = [&] { return std::string{code(waits_for(seen(first)))}; };
    BOOST_TEST(waits() == "staff");
    cases(clerk()).pause(clerk().open<access::WorkOnRequest>(first), "identity", day_from_iso("2026-09-28"));
    BOOST_TEST(waits() == "person");
    cases(clerk()).resume(clerk().open<access::WorkOnRequest>(first), day_from_iso("2026-09-29"));
    identify(first);
    BOOST_TEST(waits() == "responsible");
    decide(first, {Outcome::refused, {refused(1, "R4", ItemOutcome::withheld)}});
    BOOST_TEST(waits() == "responsible");
    sign(first);
    BOOST_TEST(waits() == "nobody");
}
