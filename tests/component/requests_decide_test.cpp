// From a letter to a decision: what may be opened, who decides, what a refusal needs.
#include <boost/test/unit_test.hpp>

#include <array>

#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

class Office : public test::TestRequests {
public:
    NewRequest plain(Kind kind = Kind::rectify) {
        if (!subject) subject = maija();
        return {kind, *subject, today(), Language::fi, "letter", "none", {}, {phone()}};
    }
    std::string refused_to_open(const NewRequest& request) {
        return refusal_of([&] { return open(request).value(); });
    }
    std::string refused_to_open(const NewItem& item, Kind kind = Kind::rectify) {
        auto request = plain(kind);
        request.items = {item};
        return refused_to_open(request);
    }
    std::string refused_decision(RequestId id, const Decision& decision) {
        return refusal_of([&] {
            decide(id, decision);
            return 0;
        });
    }
    std::optional<CustomerId> subject;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_with_a_wrong_value_is_not_opened, Office) {
    auto bad = plain();
    bad.channel = "pigeon";
    BOOST_TEST(refused_to_open(bad) == "request.bad_channel");
    bad = plain();
    bad.signature = "missing";
    BOOST_TEST(refused_to_open(bad) == "request.bad_signature");
    bad = plain();
    bad.received_on = add_days(today(), 1);
    BOOST_TEST(refused_to_open(bad) == "request.received_in_future");
    bad.received_on = Day{std::chrono::year{2026} / 2 / 30};
    BOOST_TEST(refused_to_open(bad) == "day.bad");
    bad = plain();
    bad.items = {};
    BOOST_TEST(refused_to_open(bad) == "request.no_items");
    bad = plain();
    bad.subject = CustomerId{99};
    BOOST_TEST(refused_to_open(bad) == "customer.unknown");
    bad = plain();
    bad.document = DocumentId{99};
    BOOST_TEST(refused_to_open(bad) == "document.unknown");
    BOOST_TEST(refused_to_open({"shoe_size", {}, PersonalText{"42"}, {}}) == "request.bad_item");
    BOOST_TEST(refused_to_open({"all", {}, PersonalText{"42"}, {}}) == "request.bad_item");
    for (const std::string wish : {"", "  ", "\n", "\xE2\x80\x8B"})
        BOOST_TEST(refused_to_open({"phone", {}, PersonalText{wish}, {}}) == "request.item_without_wish");
    BOOST_TEST(refused_to_open({"name", {}, PersonalText{"???"}, {}}) == "customer.no_name");
    BOOST_TEST(refused_to_open({"phone", {}, PersonalText{std::string(2'001, '1')}, {}}) == "customer.bad_value");
    BOOST_TEST(refused_to_open({"phone", {}, PersonalText{"1"}, PersonalText{std::string(5'001, 'x')}}) ==
               "request.bad_text");
    BOOST_TEST(refused_to_open({"phone", PersonalText{"\xFF"}, PersonalText{"1"}, {}}) == "request.bad_text");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM request_case") == 0);
    BOOST_TEST(test::lines_of(database(), "request.opened") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_request_at_half_past_eleven_in_the_evening_utc_is_of_the_next_day_in_helsinki, Office) {
    auto request = plain();
    clock.set("2026-11-30", 23);
    request.received_on = day_from_iso("2026-12-01");
    clerk();
    BOOST_TEST(refused_to_open(request) != "request.received_in_future");
}

BOOST_FIXTURE_TEST_CASE(the_days_are_counted_once_and_stored, Office) {
    auto request = plain();
    request.received_on = day_from_iso("2026-09-24");
    const auto opened = cases(clerk()).open(request);
    BOOST_TEST(opened.number == "2026-0001");
    const auto stored = seen(opened.request);
    BOOST_TEST((stored.dates == opened.dates));
    BOOST_TEST(iso(stored.dates.target) == "2026-10-01");  // a rectification: seven days
    BOOST_TEST(iso(stored.dates.safe) == "2026-10-24");
    BOOST_TEST(iso(stored.dates.last) == "2026-10-26");
    const auto lines = cases(clerk()).lines(clerk().show(cases(clerk()).list(10)));
    BOOST_TEST_REQUIRE(lines.size() == 1u);
    BOOST_TEST(iso(lines[0].safe_on) == "2026-10-24");
    BOOST_TEST(only<std::string>("SELECT holidays FROM request") == holidays.version());
}

BOOST_FIXTURE_TEST_CASE(every_right_channel_and_signature_is_registered_and_none_is_a_gate, Office) {
    constexpr std::array<Kind, 10> kinds{Kind::access, Kind::rectify, Kind::erase, Kind::anonymise, Kind::restrict,
                                         Kind::object, Kind::port,    Kind::ban,   Kind::withdraw,  Kind::log_extract};
    for (const Kind kind : kinds)
        for (const auto* channel : {"letter", "email", "phone", "visit"})
            for (const auto* signature : {"handwritten", "electronic", "none", "not_needed"}) {
                auto request = plain(kind);
                request.channel = channel;
                request.signature = signature;
                const auto id = open(request);
                BOOST_TEST(seen(id).signature == signature);
                if (!answered_here(kind)) continue;
                identify(id);
                const bool rectification = kind == Kind::rectify;
                BOOST_TEST(refused_decision(
                               id, {Outcome::granted,
                                    {given(1, rectification ? ItemOutcome::corrected : ItemOutcome::supplied)}}) == "");
                BOOST_TEST((seen(id).state == State::sign));
            }
}

BOOST_FIXTURE_TEST_CASE(a_kind_that_is_not_answered_here_yet_is_kept_open, Office) {
    const auto id = open(plain(Kind::erase));
    identify(id);
    BOOST_TEST(refused_decision(id, {Outcome::refused, {refused(1, "R9")}}) == "request.not_answered_here");
    BOOST_TEST((seen(id).state == State::work));
}

BOOST_FIXTURE_TEST_CASE(a_clerk_never_decides, Office) {
    const auto id = open(plain());
    BOOST_TEST(refusal_of([&] { return clerk().open<access::Decide>(id).object(); }) == "access.denied.role");
    BOOST_TEST(test::last_line(database()) == "request.decide denied role");
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] { return auditor.open<access::ViewRequest>(id).object(); }) == "access.denied.role");
    BOOST_TEST(refusal_of([&] { return cases(auditor).list(10).size(); }) == "access.denied.role");
    BOOST_TEST(refusal_of([&] { return clerk().open<access::ViewRequest>(RequestId{99}).object(); }) ==
               "request.unknown");
}

BOOST_FIXTURE_TEST_CASE(a_refusal_without_reason_or_facts_is_impossible, Office) {
    const auto id = open(plain());
    identify(id);
    const auto refusing = [&](const ItemDecision& item) { return refused_decision(id, {Outcome::refused, {item}}); };
    BOOST_TEST(refusing({1, ItemOutcome::refused, "", PersonalText{"x"}, ""}) == "request.no_reason");
    for (const std::string reason : {"R5", "R6", "R7", "R13", "r1", "signature", "language"})
        BOOST_TEST(refusing({1, ItemOutcome::refused, reason, PersonalText{"x"}, ""}) == "request.bad_reason", reason);
    for (const std::string finding : {"", "   ", "\n\t", "\xE2\x80\x8B"})
        BOOST_TEST(refusing({1, ItemOutcome::refused, "R1", PersonalText{finding}, ""}) == "request.no_finding");
    BOOST_TEST(refusing({1, ItemOutcome::refused, "R1", PersonalText{std::string(5'001, 'x')}, ""}) ==
               "request.bad_text");
    BOOST_TEST(refusing({1, ItemOutcome::refused, "R1", PersonalText{"\xC3("}, ""}) == "request.bad_text");
    BOOST_TEST((seen(id).state == State::work));
    BOOST_TEST(!seen(id).outcome.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_decision_says_one_thing_of_each_item, Office) {
    auto two = plain();
    two.items = {phone(), email()};
    const auto id = open(two);
    identify(id);
    BOOST_TEST(refused_decision(id, {Outcome::granted, {}}) == "request.items_left");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1)}}) == "request.items_left");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1), given(1)}}) == "request.items_left");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1), given(2), given(2)}}) == "request.bad_item");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1), given(2), given(3)}}) == "request.bad_item");
    BOOST_TEST(refused_decision(id, {Outcome::refused, {given(1), given(2)}}) == "request.outcome_does_not_fit");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1), refused(2)}}) == "request.outcome_does_not_fit");
    for (const auto outcome : {ItemOutcome::open, ItemOutcome::supplied, ItemOutcome::withheld, ItemOutcome::not_held})
        BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1), given(2, outcome)}}) ==
                   "request.outcome_does_not_fit");
    BOOST_TEST(refused_decision(id, {Outcome::partly, {given(2), refused(1)}}) == "");
    const auto items = seen(id).items;
    BOOST_TEST((items[0].outcome == ItemOutcome::refused && items[1].outcome == ItemOutcome::corrected));
}

BOOST_FIXTURE_TEST_CASE(the_outcome_of_an_access_request_follows_from_its_items, Office) {
    const auto decided = [&](const std::vector<ItemDecision>& items, Outcome outcome) {
        auto request = plain(Kind::access);
        request.items = {phone(), email()};
        const auto id = open(request);
        identify(id);
        return refused_decision(id, {outcome, items});
    };
    const auto supplied = [](int n) { return given(n, ItemOutcome::supplied); };
    const auto nothing = [](int n) { return given(n, ItemOutcome::not_held); };
    const auto withheld = [](int n) { return refused(n, "R5", ItemOutcome::withheld); };
    BOOST_TEST(decided({supplied(1), nothing(2)}, Outcome::granted) == "");
    BOOST_TEST(decided({supplied(1), withheld(2)}, Outcome::partly) == "");
    BOOST_TEST(decided({nothing(1), withheld(2)}, Outcome::refused) == "");
    // Two data that are not held are not "we hold nothing about you".
    BOOST_TEST(decided({nothing(1), nothing(2)}, Outcome::no_data) == "request.outcome_does_not_fit");
    BOOST_TEST(decided({supplied(1), refused(2)}, Outcome::partly) == "request.outcome_does_not_fit");
    BOOST_TEST(decided({supplied(1), given(2)}, Outcome::granted) == "request.outcome_does_not_fit");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_granted_before_it_is_clear_who_asks, Office) {
    const auto id = open(plain());
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1)}}) == "request.identity_not_proved");
    BOOST_TEST(refusal_of([&] {
                   cases(clerk()).identify(clerk().open<access::WorkOnRequest>(id), "passport_copy");
                   return 0;
               }) == "request.bad_method");
    identify(id, false);
    BOOST_TEST((seen(id).state == State::identify));
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1)}}) == "request.identity_not_proved");
    BOOST_TEST(refused_decision(id, {Outcome::refused, {refused(1, "R3")}}) == "");
    BOOST_TEST((seen(id).state == State::sign));
    identify(id);
    BOOST_TEST(seen(id).identity == "proved");
    BOOST_TEST(refused_decision(id, {Outcome::granted, {given(1)}}) == "");
    BOOST_TEST(seen(id).checks.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(one_may_decide_anew_until_it_is_signed, Office) {
    const auto id = open(plain());
    identify(id);
    decide(id, {Outcome::refused, {refused(1)}});
    decide(id, {Outcome::granted, {given(1)}});
    const auto now = seen(id);
    BOOST_TEST((now.outcome == Outcome::granted));
    BOOST_TEST(now.items[0].reason == "");
    BOOST_TEST((now.steps.back().to == State::sign));
    BOOST_TEST(test::lines_of(database(), "request.decided") == 2);
    sign(id);
    BOOST_TEST(refused_decision(id, {Outcome::refused, {refused(1)}}) == "request.answered");
    BOOST_TEST(refusal_of([&] {
                   identify(id, false);
                   return 0;
               }) == "request.answered");
    BOOST_TEST(seen(id).identity == "proved");
}

BOOST_FIXTURE_TEST_CASE(an_open_request_explains_acts_on_the_customers_data, Office) {
    const auto id = open(plain());
    const auto explained = [&] { return database().read([&](db::Read& read) { return explanation(read, *subject); }); };
    BOOST_TEST(explained() == "request:" + std::to_string(id.value()));
    identify(id);
    decide(id, {Outcome::refused, {refused(1)}});
    sign(id);
    BOOST_TEST(explained() == "none");
    BOOST_TEST(!database().read([](db::Read& read) { return requests::facts(read, RequestId{99}); }).exists);
}
