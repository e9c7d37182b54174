// The clock of a request: told longer once and in time, stopped only where the law stops it, and never moved.
#include <boost/test/unit_test.hpp>

#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

class Office : public test::TestRequests {
public:
    /// Received on 24 September 2026: safe 24 October, last 26 October; three months: 24 December.
    RequestId received(Kind kind = Kind::access) {
        if (!subject_) subject_ = maija();
        NewRequest request{kind, *subject_, day_from_iso("2026-09-24"), Language::fi, "letter", "none", {}, {}};
        if (kind == Kind::rectify) request.items = {phone()};
        return open(request);
    }
    static NewExtension longer(const char* told = "2026-10-24", const char* until = "2026-12-24") {
        return {"complexity", PersonalText{"Papereita on neljässä arkistossa."}, day_from_iso(told), day_from_iso(until)};
    }
    std::string extended(RequestId id, const NewExtension& extension) {
        return refusal_of([&] { return cases(boss()).extend(deciding(id), extension), 0; });
    }
    std::string paused(RequestId id, const std::string& why, const char* asked) {
        return refusal_of([&] {
            return cases(clerk()).pause(clerk().open<access::WorkOnRequest>(id), why, day_from_iso(asked)), 0;
        });
    }
    std::string resumed(RequestId id, const char* answered) {
        return refusal_of([&] {
            return cases(clerk()).resume(clerk().open<access::WorkOnRequest>(id), day_from_iso(answered)), 0;
        });
    }
    std::string extension_sql(RequestId id, const std::string& told, const std::string& until,
                              const std::string& user = "vastaava") {
        return "INSERT INTO request_extension (request, reason, explanation, told_on, until, last_on, extended_at,"
               " extended_by) VALUES (" +
               std::to_string(id.value()) + ", 'number', 'x', '" + told + "', '" + until + "', '" + until + "', 1, " +
               std::to_string(person(user).value()) + ")";
    }
    std::string pause_sql(RequestId id, const std::string& why, const std::string& asked) {
        return "INSERT INTO request_pause (request, why, asked_on, asked_at, asked_by) VALUES (" +
               std::to_string(id.value()) + ", '" + why + "', '" + asked + "', 1, 1)";
    }
    Line listed(RequestId id) {
        for (const auto& line : cases(clerk()).lines(clerk().show(cases(clerk()).list(50))))
            if (line.id == id) return line;
        throw std::logic_error{"not listed"};
    }

private:
    std::optional<CustomerId> subject_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_extension_needs_a_reason_of_the_law_and_words_and_days_that_can_be, Office) {
    const auto id = received();
    auto bad = longer();
    bad.reason = "holidays";
    BOOST_TEST(extended(id, bad) == "request.bad_extension_reason");
    for (const std::string words : {"", "  ", "\xE2\x80\x8B"}) {
        bad = longer();
        bad.explanation = PersonalText{words};
        BOOST_TEST(extended(id, bad) == "request.no_explanation");
    }
    bad = longer();
    bad.explanation = PersonalText{std::string(5'001, 'x')};
    BOOST_TEST(extended(id, bad) == "request.bad_text");
    BOOST_TEST(extended(id, longer(iso(add_days(today(), 1)).c_str())) == "request.told_in_future");
    BOOST_TEST(extended(id, longer("2026-09-23")) == "request.extension_early");
    BOOST_TEST(extended(id, longer("2026-10-24", "2026-10-24")) == "request.extension_days");
    BOOST_TEST(extended(id, longer("2026-10-24", "2026-12-25")) == "request.extension_days");
    BOOST_TEST(!seen(id).extension.has_value());
    BOOST_TEST(test::lines_of(database(), "request.extended") == 0);
}

BOOST_FIXTURE_TEST_CASE(an_extension_told_after_the_safe_day_does_not_count_even_before_the_last_day, Office) {
    const auto id = received();
    BOOST_TEST(extended(id, longer("2026-10-25")) == "request.extension_late");
    BOOST_TEST(extended(id, longer("2026-10-26")) == "request.extension_late");
    BOOST_TEST(refused_sql(extension_sql(id, "2026-10-25", "2026-12-24")) == "request.extension_late");
    BOOST_TEST(iso(listed(id).safe_on) == "2026-10-24");
}

BOOST_FIXTURE_TEST_CASE(an_extension_told_on_the_safe_day_is_shown_everywhere_and_there_is_no_second, Office) {
    const auto id = received();
    BOOST_TEST(extended(id, longer()) == "");
    const auto stored = seen(id);
    BOOST_TEST(iso(stored.answer_by()) == "2026-12-24");
    BOOST_TEST(iso(stored.last_day()) == "2026-12-24");
    BOOST_TEST(iso(stored.dates.safe) == "2026-10-24");  // the first days stay as they were counted
    BOOST_TEST((listed(id).safe_on == stored.answer_by()));
    BOOST_TEST((listed(id).last_on == stored.last_day()));
    BOOST_TEST(extended(id, longer()) == "request.extended_already");
    BOOST_TEST(refused_sql(extension_sql(id, "2026-10-01", "2026-11-24")) != "");
    BOOST_TEST(refused_sql("UPDATE request_extension SET until = '2026-12-01'") == "request_extension.append_only");
    BOOST_TEST(refused_sql("DELETE FROM request_extension") == "request_extension.append_only");
    BOOST_TEST(test::last_line(database()).find("request.extended") == std::string::npos);
    BOOST_TEST(test::lines_of(database(), "request.extended") == 1);
}

BOOST_FIXTURE_TEST_CASE(the_list_is_ordered_by_the_day_in_force, Office) {
    const auto extended_one = received();
    const auto other = received(Kind::rectify);
    BOOST_TEST((cases(clerk()).list(10).front() == extended_one));
    BOOST_TEST(extended(extended_one, longer()) == "");
    BOOST_TEST((cases(clerk()).list(10).front() == other));
}

BOOST_FIXTURE_TEST_CASE(a_shorter_extension_ends_on_a_working_day, Office) {
    const auto id = received();
    BOOST_TEST(extended(id, longer("2026-10-01", "2026-12-05")) == "");  // a Saturday before Independence Day
    BOOST_TEST(iso(seen(id).answer_by()) == "2026-12-05");
    BOOST_TEST(iso(seen(id).last_day()) == "2026-12-07");
}

BOOST_FIXTURE_TEST_CASE(received_on_the_last_of_december_and_extended_it_ends_with_march, Office) {
    const auto id = open({Kind::access, customer(clerk(), "Aino Esimerkki"), day_from_iso("2025-12-31"),
                          Language::sv, "email", "none", {}, {}});
    BOOST_TEST(iso(seen(id).dates.safe) == "2026-01-31");
    BOOST_TEST(iso(seen(id).dates.last) == "2026-02-02");
    BOOST_TEST(extended(id, longer("2026-01-20", "2026-03-31")) == "");
    BOOST_TEST(iso(seen(id).last_day()) == "2026-03-31");
}

BOOST_FIXTURE_TEST_CASE(only_the_responsible_person_extends, Office) {
    const auto id = received();
    BOOST_TEST(refusal_of([&] { return clerk().open<access::Decide>(id).object(); }) == "access.denied.role");
    for (const auto* user : {"clerk", "auditor", "admin"})
        BOOST_TEST(refused_sql(extension_sql(id, "2026-10-01", "2026-12-24", user)) ==
                       "request.decider_is_not_responsible",
                   user);
}

BOOST_FIXTURE_TEST_CASE(the_database_refuses_an_extension_out_of_its_days_whoever_writes, Office) {
    const auto id = received();
    BOOST_TEST(refused_sql(extension_sql(id, "2026-09-23", "2026-12-24")) == "request.extension_early");
    BOOST_TEST(refused_sql(extension_sql(id, "2026-10-01", "2026-10-24")) == "request.extension_days");
    BOOST_TEST(refused_sql(extension_sql(id, "2026-10-01", "2026-12-25")) == "request.extension_days");
    run("UPDATE request SET state = 'withdrawn'");
    BOOST_TEST(refused_sql(extension_sql(id, "2026-10-01", "2026-12-24")) == "request.answered");
    BOOST_TEST(extended(id, longer()) == "request.answered");
}

BOOST_FIXTURE_TEST_CASE(only_doubt_about_who_asks_or_what_an_access_request_means_stops_the_clock, Office) {
    const auto access = received(), correction = received(Kind::rectify), ban = received(Kind::ban);
    for (const std::string why : {"", "signature", "language", "fee", "busy"})
        BOOST_TEST(paused(access, why, "2026-09-28") == "request.pause_without_ground", why);
    BOOST_TEST(paused(correction, "scope", "2026-09-28") == "request.pause_without_ground");
    BOOST_TEST(paused(ban, "identity", "2026-09-28") == "request.pause_without_ground");
    identify(correction);
    BOOST_TEST(paused(correction, "identity", "2026-09-28") == "request.pause_without_ground");
    for (const auto& [id, why] : {std::pair{correction, "scope"}, {ban, "identity"}, {correction, "identity"}})
        BOOST_TEST(refused_sql(pause_sql(id, why, "2026-09-28")) == "request.pause_without_ground");
    BOOST_TEST(refused_sql(pause_sql(access, "signature", "2026-09-28")) != "");
    BOOST_TEST(paused(access, "scope", "2026-09-23") == "request.pause_days");
    BOOST_TEST(paused(access, "scope", "2026-10-25") == "request.pause_days");
    BOOST_TEST(paused(access, "scope", "2026-09-28") == "");
}

BOOST_FIXTURE_TEST_CASE(a_pause_moves_no_day_and_only_adds_a_grey_one, Office) {
    const auto id = received();
    const auto before = seen(id).dates;
    BOOST_TEST(resumed(id, "2026-10-01") == "request.not_paused");
    BOOST_TEST(paused(id, "identity", "2026-09-28") == "");
    BOOST_TEST(paused(id, "identity", "2026-09-29") == "request.paused_already");
    BOOST_TEST(resumed(id, "2026-09-27") == "request.pause_days");
    BOOST_TEST(resumed(id, iso(add_days(today(), 1)).c_str()) == "request.pause_days");
    BOOST_TEST(resumed(id, "2026-10-03") == "");
    BOOST_TEST(paused(id, "scope", "2026-10-02") == "request.pause_days");  // within the first
    BOOST_TEST(paused(id, "scope", "2026-10-10") == "");
    BOOST_TEST(resumed(id, "2026-10-17") == "");
    const auto after = seen(id);
    BOOST_TEST((after.dates == before));
    BOOST_TEST((listed(id).safe_on == before.safe));
    BOOST_TEST_REQUIRE(after.pauses.size() == 2u);
    BOOST_TEST(iso(*after.pauses[0].grey) == "2026-11-02");  // 26 October and 5 days: a Saturday, All Saints' Day
    BOOST_TEST(iso(*after.pauses[1].grey) == "2026-11-09");  // and 12 days: a Saturday
    BOOST_TEST(refused_sql("UPDATE request_pause SET asked_on = '2026-09-25'") == "request_pause.kept");
    BOOST_TEST(refused_sql("DELETE FROM request_pause") == "request_pause.kept");
}

BOOST_FIXTURE_TEST_CASE(by_which_rule_and_holidays_the_days_were_counted_is_kept_and_fixed, Office) {
    received();
    BOOST_TEST(only<std::string>("SELECT rule FROM request") == rule_of({}));
    BOOST_TEST(refused_sql("UPDATE request SET rule = 'another'") == "request.rule_is_fixed");
    BOOST_TEST(refused_sql("UPDATE request SET holidays = 'another'") == "request.rule_is_fixed");
}
