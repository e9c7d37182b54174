// Commitments, their texts, warnings and notices, and who employs whom: bad paths first.
#include <boost/test/unit_test.hpp>

#include "access/commitment_texts.hpp"
#include "access/notices.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using arkki::test::last_line;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

const std::string sheet(64, 'b');
const std::string certificate(64, 'c');
const PersonalText why{"koska niin sovittiin"};
const std::map<Language, std::string> first_texts{
    {Language::fi, "Lupaan."}, {Language::sv, "Jag lovar."}, {Language::en, "I promise."}};

struct Office : TestOffice {
    std::string try_sql(const std::string& sql) {
        return refusal_of([&] { return database().write([&](db::Write& write) { return write.run(sql); }); });
    }
    std::int64_t number(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.one<std::int64_t>(sql); });
    }
    void tell(const Notice& notice) {
        database().write([&](db::Write& write) { notify(write, notice, clock.now()); });
    }
    /// Everybody's commitment ends on that day.
    CommitmentId until(const std::string& user, Day last) {
        const auto admin = desk("admin");
        return Commitments{admin}.record({person(user), "1", today(), last, sheet, witness});
    }
    std::string state(PersonId id) {
        return database().read([&](db::Read& read) { return state_of(read, id, today()); });
    }
    std::int64_t machine_warnings() {
        const auto night = machine("maintenance");
        return Commitments{night}.warn_of_endings();
    }
    /// Whether the last line of the log says `what` among its arguments.
    bool said(const std::string& what) {
        const auto args = database().read([](db::Read& read) {
            return read.one<std::string>("SELECT args FROM audit_entry ORDER BY seq DESC LIMIT 1");
        });
        return args.find(what) != std::string::npos;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_commitments, Office)

BOOST_AUTO_TEST_CASE(the_database_refuses_what_would_unsay_a_commitment) {
    for (const char* change : {"way = 'key'", "text_sha256 = 'x'", "signature = 'x'", "signer_sha256 = 'x'",
                               "signed_text = 'x'", "text_language = 'sv'"})
        BOOST_TEST(try_sql(std::string{"UPDATE commitment SET "} + change + " WHERE id = 1") == "commitment.kept",
                   change);
    const std::string rest = " FROM commitment WHERE id = 1";
    const std::string head =
        "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
        " recorded_at, way, text_language, text_sha256, signed_text, signature, signer_sha256)"
        " SELECT person, '1', signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by, recorded_at, ";
    BOOST_TEST(try_sql(head + "'key', 'fi', '', 't', 's', '" + certificate + "'" + rest) == "commitment.unknown_text");
    const auto setup = machine("maintenance");
    CommitmentTexts{setup}.adopt(first_texts);
    const std::string text_sha = hex(sha256(view(first_texts.at(Language::fi))));
    BOOST_TEST(try_sql(head + "'key', 'fi', '" + text_sha + "', 't', '', '" + certificate + "'" + rest) ==
               "commitment.no_signature");
    BOOST_TEST(try_sql(head + "'key', 'fi', '" + text_sha + "', 't', 's', ''" + rest) == "commitment.no_signature");
    BOOST_TEST(try_sql(head + "'paper', 'fi', '" + text_sha + "', '', 's', ''" + rest) == "commitment.no_signature");
    BOOST_TEST(try_sql(head + "'paper', 'sv', '" + text_sha + "', '', '', ''" + rest) == "commitment.unknown_text");
    BOOST_TEST(try_sql("UPDATE commitment_text SET body = 'Lupaan kai.'") == "commitment_text.append_only");
    BOOST_TEST(try_sql("DELETE FROM commitment_text") == "commitment_text.append_only");
    BOOST_TEST(try_sql("UPDATE employment SET reason = 'x'") == "employment.append_only");
    BOOST_TEST(try_sql("UPDATE role_entry SET reason = 'x'") == "role.kept");
}

BOOST_AUTO_TEST_CASE(a_text_is_a_version_of_its_own_from_the_first_changed_word) {
    const auto desk = machine("maintenance");
    const CommitmentTexts texts{desk};
    BOOST_TEST(texts.adopt(first_texts) == "1");
    BOOST_TEST(texts.adopt(first_texts) == "1");
    auto second = first_texts;
    second[Language::sv] = "Jag lovar det.";
    BOOST_TEST(texts.adopt(second) == "2");
    BOOST_TEST(texts.adopt(first_texts) == "1");  // the old words are still the old version
    BOOST_TEST(texts.list().size() == 6);
    BOOST_TEST(texts.find("2", Language::sv).body == "Jag lovar det.");
    BOOST_TEST(texts.find("1", Language::sv).sha256 == hex(sha256(view("Jag lovar."))));
    BOOST_TEST(refusal_of([&] { return texts.find("3", Language::fi).body; }) == "commitment.unknown_text");
}

BOOST_AUTO_TEST_CASE(nobody_signs_with_the_key_of_another) {
    const auto admin = desk("admin");
    CommitmentTexts{admin}.adopt(first_texts);
    const SigningWay key{"key", "fi", hex(sha256(view("Lupaan."))), {}, PersonalText{"Lupaan."}, "Y21z", certificate};
    Commitments commitments_{admin};
    commitments_.record({person("clerk"), "1", today(), {}, sheet, witness, key});
    BOOST_TEST(refusal_of([&] {
                   return commitments_.record({person("auditor"), "1", today(), {}, sheet, witness, key}).value();
               }) == "commitment.key_of_another");
    const auto signed_ones = commitments_.of(person("clerk"));
    BOOST_TEST(signed_ones.back().signing.way == "key");
    BOOST_TEST(signed_ones.back().signing.signed_text.reveal() == "Lupaan.");
    BOOST_TEST(said("way=key"));
    commitments_.record({person("clerk"), "1", today(), {}, sheet, witness, key});  // anew, with the same key
}

BOOST_AUTO_TEST_CASE(a_revocation_ends_what_rests_on_it_and_tells_the_responsible_person) {
    const auto clerk = sign_in("clerk");
    database().write([&](db::Write& write) {
        write.run(
            "INSERT INTO api_token(id, secret_sha256, person, name, role, purpose, scopes, made_on, made_at,"
            " expires_at) VALUES('tttttttt', :sha, :person, 'x', 'clerk', 'care', 'search', :day, 1, 2)",
            {{"sha", sheet}, {"person", person("clerk")}, {"day", today()}});
    });
    const auto responsible = desk("responsible");
    Commitments commitments_{responsible};
    const auto id = commitments.at("clerk");
    const Resting resting = commitments_.resting_on(id);
    BOOST_TEST(resting.sessions == 1);
    BOOST_TEST(resting.tokens == 1);
    BOOST_TEST(resting.entries == 4);
    BOOST_TEST(resting.account);
    std::int64_t asked = 0;
    commitments_.revoke(id, why, [&](db::Write&, audit::Appender&, const Desk&, PersonId who, std::string_view code) {
        BOOST_TEST((who == person("clerk")));
        BOOST_TEST(code == "commitment.revoked");
        return ++asked + 1;
    });
    BOOST_TEST(asked == 1);
    BOOST_TEST(number("SELECT count(*) FROM login_session WHERE ended_at IS NULL AND person = " +
                      std::to_string(person("clerk").value())) == 0);
    BOOST_TEST(number("SELECT count(*) FROM api_token WHERE ended_at IS NULL") == 0);
    BOOST_TEST(number("SELECT count(*) FROM account WHERE active = 0") == 1);
    BOOST_TEST(last_line(database()) == "commitment.revoked allowed");
    BOOST_TEST(said("tokens=1"));
    BOOST_TEST(said("papers=2"));
    const auto told = Notices{responsible}.open();
    BOOST_REQUIRE(told.size() == 1);
    BOOST_TEST(told.front().kind == "commitment.revoked");
    BOOST_TEST(told.front().number == 2);
    BOOST_TEST(told.front().object == "person:" + std::to_string(person("clerk").value()));
    BOOST_TEST(commitments_.find(id).state(today()) == "revoked");
    BOOST_TEST(commitments_.find(id).revoke_reason.reveal() == why.reveal());
    BOOST_TEST(state(person("clerk")) == "commitment_revoked");
}

BOOST_AUTO_TEST_CASE(a_refused_recall_takes_the_revocation_back) {
    const auto responsible = desk("responsible");
    Commitments commitments_{responsible};
    BOOST_TEST(refusal_of([&] {
                   commitments_.revoke(
                       commitments.at("clerk"), why,
                       [](db::Write&, audit::Appender&, const Desk&, PersonId, std::string_view) -> std::int64_t {
                           throw Error{Fault::unavailable, "db.full"};
                       });
                   return 0;
               }) == "db.full");
    BOOST_TEST(commitments_.find(commitments.at("clerk")).state(today()) == "valid");
    BOOST_TEST(Notices{responsible}.open().empty());
}

BOOST_AUTO_TEST_CASE(an_end_is_warned_of_thirty_seven_and_one_day_before_once_each) {
    const auto admin = desk("admin");
    Commitments{admin}.revoke(commitments.at("clerk"), why, {});
    until("clerk", add_days(today(), 31));
    People{admin}.set_password(person("clerk"), PersonalText{password}, passwords);
    const auto night = machine("maintenance");
    const Commitments at_night{night};
    const auto kinds = [&](const std::string& user) {
        std::vector<std::string> found;
        const auto own = desk(user);
        for (const auto& notice : Notices{own}.open())
            if (notice.kind.starts_with("commitment.ends")) found.push_back(notice.kind);
        return found;
    };
    const auto one = [](const char* kind) { return std::vector<std::string>{kind}; };
    BOOST_TEST(at_night.warn_of_endings() == 0);
    clock.set("2026-11-24");
    BOOST_TEST(at_night.warn_of_endings() == 1);
    BOOST_TEST(at_night.warn_of_endings() == 0);
    BOOST_TEST(kinds("responsible") == one("commitment.ends_30"));
    BOOST_TEST(kinds("clerk") == one("commitment.ends_30"));
    const auto responsible = desk("responsible");
    for (const auto& notice : Notices{responsible}.open()) Notices{responsible}.acknowledge(notice.id);
    BOOST_TEST(at_night.warn_of_endings() == 0);  // seen is seen
    clock.set("2026-12-20");                      // four days left: the machine stood still on the seventh
    BOOST_TEST(at_night.warn_of_endings() == 1);
    BOOST_TEST(kinds("clerk") == one("commitment.ends_7"));
    clock.set("2026-12-24");
    BOOST_TEST(at_night.warn_of_endings() == 1);
    BOOST_TEST(kinds("responsible") == one("commitment.ends_1"));
    until("clerk", add_days(today(), 365));
    BOOST_TEST(kinds("clerk").empty());
    BOOST_TEST(at_night.warn_of_endings() == 0);
}

BOOST_AUTO_TEST_CASE(who_left_or_is_bound_anew_is_not_warned_of) {
    const auto admin = desk("admin");
    Commitments{admin}.revoke(commitments.at("auditor"), why, {});
    until("auditor", add_days(today(), 10));
    BOOST_TEST(machine_warnings() == 0);  // the account is closed
    People{admin}.set_password(person("auditor"), PersonalText{password}, passwords);
    BOOST_TEST(machine_warnings() == 1);
    until("clerk", add_days(today(), 5));  // the first one has no end
    BOOST_TEST(machine_warnings() == 0);
}

BOOST_AUTO_TEST_CASE(a_notice_is_told_once_and_seen_by_whom_it_concerns) {
    const Notice notice{Addressee::to(Role::responsible), "glass.review", "glass:3", 1};
    tell(notice);
    tell(notice);
    const auto responsible = desk("responsible");
    const auto open = Notices{responsible}.open();
    BOOST_REQUIRE(open.size() == 1);
    const auto clerk = desk("clerk");
    BOOST_TEST(Notices{clerk}.open().empty());
    BOOST_TEST(refusal_of([&] { return Notices{clerk}.acknowledge(open.front().id), 0; }) == "notice.unknown");
    BOOST_TEST(refusal_of([&] { return Notices{responsible}.acknowledge(999), 0; }) == "notice.unknown");
    Notices{responsible}.acknowledge(open.front().id);
    BOOST_TEST(last_line(database()) == "notice.seen allowed");
    BOOST_TEST(refusal_of([&] { return Notices{responsible}.acknowledge(open.front().id), 0; }) == "notice.unknown");
    tell(notice);  // it happened again
    BOOST_TEST(Notices{responsible}.open().size() == 1);
    database().write([&](db::Write& write) {
        BOOST_TEST(!notify_once(write, notice, clock.now()));
        settle(write, "glass.review", "glass:3", machine_person, clock.now());
    });
    BOOST_TEST(Notices{responsible}.open().empty());
    tell({Addressee::to(person("clerk")), "commitment.ends_7", "commitment:1", 7});
    BOOST_TEST(Notices{clerk}.open().size() == 1);
    BOOST_TEST(try_sql("DELETE FROM notice") == "notice.kept");
    BOOST_TEST(try_sql("UPDATE notice SET number = 5 WHERE closed_at IS NULL") == "notice.kept");
    BOOST_TEST(try_sql("UPDATE notice SET closed_at = NULL, closed_by = NULL WHERE closed_at IS NOT NULL") ==
               "notice.kept");
    BOOST_TEST(try_sql("INSERT INTO notice(kind, object, number, made_at) VALUES('abc', '', 0, 1)") == "db.constraint");
}

BOOST_AUTO_TEST_CASE(employers_are_dated_and_a_processors_people_take_no_paper) {
    const auto admin = desk("admin");
    People everybody{admin};
    const auto clerk = person("clerk");
    BOOST_TEST(refusal_of([&] { return everybody.employ(clerk, " ", today(), why), 0; }) == "person.no_employer");
    BOOST_TEST(refusal_of([&] { return everybody.employ(clerk, "own", today(), {}), 0; }) == "person.no_reason");
    BOOST_TEST(refusal_of([&] { return everybody.employ(PersonId{999}, "own", today(), why), 0; }) == "person.unknown");
    BOOST_TEST(try_sql("UPDATE person SET employer = 'Tuntematon Oy' WHERE user_name = 'clerk'") ==
               "person.unknown_employer");
    everybody.employ(clerk, "Esimerkki Tilit Oy", day_from_iso("2026-11-01"), why);
    BOOST_TEST(number("SELECT count(*) FROM access_entry WHERE act = 'take' AND ended_at IS NULL AND person = " +
                      std::to_string(clerk.value())) == 0);
    BOOST_TEST(number("SELECT count(*) FROM access_entry WHERE act = 'read' AND ended_at IS NULL AND person = " +
                      std::to_string(clerk.value())) == 1);
    BOOST_TEST(everybody.processors() == std::vector<std::string>{"Esimerkki Tilit Oy"});
    everybody.leave(clerk, add_days(today(), -1), why);
    BOOST_TEST(state(clerk) == "left");
    everybody.employ(clerk, "own", today(), why);
    BOOST_TEST(state(clerk) == "active");
    const auto history = everybody.employments(clerk);
    BOOST_REQUIRE(history.size() == 4);
    BOOST_TEST(history[0].employer == "own");
    BOOST_TEST(history[1].employer == "Esimerkki Tilit Oy");
    BOOST_TEST((history[2].to == add_days(today(), -1)));
    BOOST_TEST(!history[3].to.has_value());
    BOOST_TEST((history[3].recorded_by == person("admin")));
    const auto newcomer = everybody.add({"proc", PersonalText{"Uusi"}, {}, "Toinen Tilit Oy", today()});
    BOOST_TEST(everybody.processors().size() == 2);
    BOOST_TEST(state(newcomer) == "no_commitment");
}

BOOST_AUTO_TEST_CASE(roles_have_days_and_reasons_that_stay) {
    const auto admin = desk("admin");
    People everybody{admin};
    const auto clerk = person("clerk");
    BOOST_TEST(refusal_of([&] {
                   return everybody.give_role(clerk, Role::auditor, today(), add_days(today(), -1), why), 0;
               }) == "role.bad_end");
    everybody.give_role(clerk, Role::auditor, today(), add_days(today(), 30), why);
    everybody.end_role(clerk, Role::auditor, PersonalText{"sijaisuus päättyi"});
    const auto roles = everybody.roles_ever(clerk);
    BOOST_REQUIRE(roles.size() == 2);
    BOOST_TEST(roles[1].given.reason.reveal() == why.reveal());
    BOOST_TEST(roles[1].end_reason.reveal() == "sijaisuus päättyi");
    BOOST_TEST((roles[1].ended_by == person("admin")));
    everybody.end_role(clerk, Role::clerk, why);
    BOOST_TEST(state(clerk) == "no_role");
}

BOOST_AUTO_TEST_SUITE_END()
