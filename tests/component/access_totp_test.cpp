// The second factor at the database: wrong, replayed and clock-shifted codes first, then what a right one opens.
#include <boost/test/unit_test.hpp>

#include "access/notices.hpp"
#include "access/second_factor.hpp"
#include "access/standing.hpp"
#include "access/totp.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using namespace std::chrono_literals;
using arkki::test::last_line;
using arkki::test::lines_of;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

const Origin browser{"web", "10.0.0.5", "counter-1"};

struct Office : TestOffice {
    /// The clerk's app: what it shows now, or so many half minutes off.
    std::string code(int off = 0) const { return totp_code(secret, totp_step(clock.now()) + off); }
    void enrol() {
        const auto clerk = desk("clerk");
        sessions.second_factor().begin(clerk);
        secret = sessions.second_factor().begun(clerk).value();
        codes = sessions.second_factor().confirm(clerk, code());
        clock.advance(30s);
    }
    FirstStep first_step(const std::string& user = "clerk") {
        return sessions.enter_password({user, PersonalText{password}, browser, "r-1"});
    }
    std::string second_step(const FirstStep& step, const std::string& typed) {
        return refusal_of([&] { return sessions.enter_code(step.ticket, typed, browser, "r-2").roles.size(); });
    }
    std::string whole(const std::string& typed) { return second_step(first_step(), typed); }
    std::string standing(const Session& session) {
        return database().read([&](db::Read& read) { return access::standing(read, session, clock.now(), today()); });
    }
    std::string column(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.one<std::string>(sql); });
    }

    Bytes secret;
    std::vector<PersonalText> codes;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_totp, Office)

BOOST_AUTO_TEST_CASE(a_secret_counts_only_after_its_first_code) {
    const auto clerk = desk("clerk");
    const auto& factor = sessions.second_factor();
    BOOST_TEST(refusal_of([&] { return factor.confirm(clerk, "123456").size(); }) == "factor.not_begun");
    factor.begin(clerk);
    const auto first = factor.begun(clerk).value();
    BOOST_TEST(first_step().in.has_value());
    BOOST_TEST(refusal_of([&] { return factor.confirm(clerk, "000000").size(); }) == "factor.bad_code");
    BOOST_TEST(refusal_of([&] { return factor.confirm(clerk, "").size(); }) == "factor.bad_code");
    factor.begin(clerk);  // another telephone: the first secret is forgotten
    secret = factor.begun(clerk).value();
    BOOST_TEST((first != secret));
    BOOST_TEST(refusal_of([&] { return factor.confirm(clerk, totp_code(first, totp_step(clock.now()))).size(); }) ==
               "factor.bad_code");
    const auto other = sign_in("clerk", password, "10.0.0.9");
    codes = factor.confirm(clerk, code());
    BOOST_TEST(codes.size() == 10u);
    BOOST_TEST(last_line(database()) == "factor.added allowed");
    BOOST_TEST(!sessions.resume(other.cookie.reveal(), browser, "r").has_value());
    BOOST_TEST(!first_step().in.has_value());
    BOOST_TEST(!factor.begun(clerk).has_value());
    BOOST_TEST(refusal_of([&] { return factor.begin(clerk), 0; }) == "factor.confirmed");
}

BOOST_AUTO_TEST_CASE(wrong_early_late_and_replayed_codes_open_nothing) {
    enrol();
    for (const std::string& bad : {std::string{"000000"}, std::string{}, std::string{"12345"}, std::string{"1234567"},
                                   std::string{"' OR 1=1"}, std::string(100'000, '1')}) {
        BOOST_TEST(whole(bad) == "login.bad_code", bad.substr(0, 20));
        clock.advance(61s);
    }
    for (const int off : {2, -2, 120, -120}) {
        BOOST_TEST(whole(code(off)) == "login.bad_code", off);
        clock.advance(61s);
    }
    const std::string good = code();
    BOOST_TEST(whole(good) == "");
    BOOST_TEST(whole(good) == "login.bad_code");
    clock.advance(1s);
    BOOST_TEST(whole(code(-1)) == "login.bad_code");  // from before the one that was taken
    clock.advance(60s);
    BOOST_TEST(whole(code(1)) == "");
    BOOST_TEST(whole(code(0)) == "login.bad_code");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_takes_no_old_code_again) {
    enrol();
    const std::string good = code();
    BOOST_TEST(whole(good) == "");
    clock.advance(-30s);
    BOOST_TEST(whole(good) == "login.bad_code");
    BOOST_TEST(database().write([&](db::Write& write) {
        return refusal_of([&] { return write.run("UPDATE second_factor SET last_step = last_step - 1"); });
    }) == "factor.replayed");
}

BOOST_AUTO_TEST_CASE(a_ticket_is_good_for_five_tries_five_minutes_and_one_password) {
    enrol();
    auto step = first_step();
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(second_step(step, "000000") == "login.bad_code");
        BOOST_TEST(second_step(step, code()) == "login.wait");
        clock.advance(31s);
    }
    BOOST_TEST(second_step(step, "000000") == "login.ticket_over");
    clock.advance(61s);
    BOOST_TEST(second_step(step, code()) == "login.ticket_over");
    step = first_step();
    clock.advance(301s);
    BOOST_TEST(second_step(step, code()) == "login.ticket_over");
    step = first_step();
    People{desk("admin")}.set_password(person("clerk"), PersonalText{"annettu toiselta kerran"}, passwords);
    BOOST_TEST(second_step(step, code()) == "login.ticket_over");
    BOOST_TEST(second_step({std::nullopt, PersonalText{std::string(64, 'a')}}, code()) == "login.ticket_over");
    BOOST_TEST(second_step({std::nullopt, PersonalText{"x"}}, code()) == "login.ticket_over");
    BOOST_TEST(lines_of(database(), "login.code_asked") == 3);
}

BOOST_AUTO_TEST_CASE(guessing_codes_is_delayed_like_guessing_passwords_and_a_right_password_changes_nothing_of_it) {
    enrol();
    int tried = 0, refused = 0;
    for (int i = 0; i < 300; ++i) {
        try {
            whole("000000") == "login.wait" ? ++refused : ++tried;
        } catch (const Error& error) {
            BOOST_TEST(error.key() == "login.wait");
            ++refused;
        }
        clock.advance(1s);
    }
    BOOST_TEST(tried + refused == 300);
    BOOST_TEST(tried < 20);
    BOOST_TEST(lines_of(database(), "login.failed") == 5);
    BOOST_TEST(lines_of(database(), "login.locked") >= 1);
    BOOST_TEST(lines_of(database(), "login.locked") <= 2);
}

BOOST_AUTO_TEST_CASE(the_session_says_that_there_were_two_factors) {
    enrol();
    const auto step = first_step();
    const auto entered = sessions.enter_code(step.ticket, code(), browser, "r-2", "firefox linux");
    BOOST_TEST(entered.session.auth == "password+totp");
    BOOST_TEST(last_line(database()) == "login.ok allowed");
    BOOST_TEST(column("SELECT auth FROM audit_entry ORDER BY seq DESC LIMIT 1") == "password+totp");
    BOOST_TEST(sessions.resume(entered.cookie.reveal(), browser, "r")->auth == "password+totp");
    BOOST_TEST(second_step(step, code(1)) == "login.ticket_over");  // a ticket opens one session
    clock.advance(60s);
    BOOST_TEST(refusal_of([&] {
                   return sessions.sign_in("clerk", PersonalText{password}, browser, "r").roles.size();
               }) == "login.code_wanted");
    BOOST_TEST(sessions.sign_in("clerk", PersonalText{password}, browser, "r", {}, code()).session.auth ==
               "password+totp");
}

BOOST_AUTO_TEST_CASE(a_recovery_code_works_once_and_is_told) {
    enrol();
    const std::string first = codes.front().reveal();
    BOOST_TEST(whole("00000-00000") == "login.bad_code");
    clock.advance(5s);
    BOOST_TEST(whole(" " + first + " ") == "");
    BOOST_TEST(lines_of(database(), "recovery.used") == 1);
    BOOST_TEST(whole(first) == "login.bad_code");
    BOOST_TEST(sessions.second_factor().state(person("clerk")).recovery_codes == 9);
    clock.advance(5s);
    const auto clerk = desk_of(sessions.enter_code(first_step().ticket, codes[1].reveal(), browser, "r").session);
    BOOST_TEST(clerk.session().auth == "password+recovery");
    const auto notices = Notices{clerk}.open();
    BOOST_TEST_REQUIRE(!notices.empty());
    BOOST_TEST(notices.front().kind == "recovery.used");
    clock.advance(60s);
    const auto proof = sessions.prove_code(clerk.session(), code());
    const auto anew = sessions.second_factor().renew_recovery_codes(clerk, proof);
    BOOST_TEST(anew.size() == 10u);
    clock.advance(30s);
    BOOST_TEST(whole(codes[2].reveal()) == "login.bad_code");
    clock.advance(5s);
    BOOST_TEST(whole(anew.front().reveal()) == "");
}

BOOST_AUTO_TEST_CASE(a_factor_goes_with_a_code_of_it_or_by_the_administrator_and_never_by_ones_own_reset) {
    enrol();
    const auto clerk = desk_of(sessions.enter_code(first_step().ticket, code(), browser, "r").session);
    const auto& factor = sessions.second_factor();
    BOOST_TEST(refusal_of([&] { return sessions.prove_code(clerk.session(), "000000").person().value(); }) ==
               "login.bad_code");
    BOOST_TEST(refusal_of([&] { return factor.reset(clerk, person("clerk")), 0; }) == "access.denied.role");
    const auto admin = desk("admin");
    BOOST_TEST(refusal_of([&] { return factor.reset(admin, person("admin")), 0; }) == "factor.own_reset");
    BOOST_TEST(refusal_of([&] { return factor.reset(admin, person("auditor")), 0; }) == "factor.none");
    factor.reset(admin, person("clerk"));
    BOOST_TEST(last_line(database()) == "factor.reset allowed");
    BOOST_TEST(standing(clerk.session()) == "session");
    clock.advance(2s);
    BOOST_TEST(first_step().in.has_value());
    BOOST_TEST(whole(codes[3].reveal()) != "");
    secret.clear();
    enrol();
    const auto again = desk_of(sessions.enter_code(first_step().ticket, code(), browser, "r").session);
    clock.advance(30s);
    factor.remove(again, sessions.prove_code(again.session(), code()));
    BOOST_TEST(first_step().in.has_value());
}

BOOST_AUTO_TEST_CASE(neither_secret_nor_recovery_code_stands_in_the_database) {
    enrol();
    std::string everything;
    for (const std::string table : {"second_factor", "recovery_code", "audit_entry", "login_session", "login_ticket"})
        database().read([&](db::Read& read) {
            if (table == "second_factor")
                everything += read.one<std::string>("SELECT sealed_secret FROM second_factor");
            if (table == "recovery_code")
                for (const auto& hash : read.rows<std::string>("SELECT hash FROM recovery_code")) everything += hash;
            if (table == "audit_entry")
                for (const auto& args :
                     read.rows<std::string>("SELECT args || object || query || note FROM audit_entry"))
                    everything += args;
        });
    for (const auto& word : {base32(secret), base64(secret), hex(secret), codes.front().reveal(),
                             hex(sha256(view(codes.front().reveal())))})
        BOOST_TEST(everything.find(word) == std::string::npos);
    // A sealed secret that is moved to somebody else's row opens nothing.
    database().write([&](db::Write& write) {
        write.run(
            "INSERT INTO second_factor(person, sealed_secret, made_at, confirmed_at) SELECT :to, sealed_secret,"
            " made_at, confirmed_at FROM second_factor",
            {{"to", person("auditor")}});
    });
    const auto step = first_step("auditor");
    BOOST_TEST(second_step(step, code()) == "factor.damaged");
}

BOOST_AUTO_TEST_CASE(without_a_key_nobody_can_begin) {
    Sessions keyless{log, clock.clock(), test::winter_wall_clock(), test::repeatable_randomness(9), passwords, {}};
    BOOST_TEST(refusal_of([&] { return keyless.second_factor().begin(desk("clerk")), 0; }) == "factor.no_key");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(access_required_factor)

namespace {

struct Strict : Office {
    Sessions strict{log,
                    clock.clock(),
                    test::winter_wall_clock(),
                    test::repeatable_randomness(11),
                    passwords,
                    {.second_factor_roles = {Role::clerk}, .second_factor_key = Bytes(32, 7)}};
    SignedIn enter(const std::string& user) { return strict.sign_in(user, PersonalText{password}, browser, "r"); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_role_that_needs_it_leads_to_it_and_to_nothing_else, Strict) {
    const auto held = enter("clerk");
    BOOST_TEST((hold_of(held.session) == Hold::factor));
    BOOST_TEST((hold_of(enter("auditor").session) == Hold::none));
    const auto resumed = strict.resume(held.cookie.reveal(), browser, "r").value();
    BOOST_TEST((hold_of(resumed) == Hold::factor));
    const auto desk = desk_of(resumed);
    BOOST_TEST(refusal_of([&] { return desk.require("card.add"), 0; }) == "access.denied.scope");
    BOOST_TEST(refusal_of([&] { return desk.show(std::vector<DocumentId>{DocumentId{1}}).event().value(); }) ==
               "access.denied.scope");
    BOOST_TEST(refusal_of([&] { return desk.open<ReadDocument>(DocumentId{1}).event().value(); }) ==
               "access.denied.scope");
    BOOST_TEST(refusal_of([&] { return strict.enter(resumed, Role::clerk, "orders", "").id; }) ==
               "access.denied.scope");
    strict.second_factor().begin(desk);
    secret = strict.second_factor().begun(desk).value();
    static_cast<void>(strict.second_factor().confirm(desk, code()));
    const auto whole = strict.renew(resumed);
    BOOST_TEST((hold_of(whole.session) == Hold::none));
    BOOST_TEST(whole.session.auth == "password+totp");
    BOOST_TEST(!strict.resume(held.cookie.reveal(), browser, "r").has_value());
    desk_of(whole.session).require("card.add");
}

BOOST_FIXTURE_TEST_CASE(a_role_given_during_a_session_is_not_entered_without_it, Strict) {
    const auto auditor = enter("auditor");
    People{desk("admin")}.give_role(person("auditor"), Role::clerk, today());
    BOOST_TEST(refusal_of([&] { return strict.enter(auditor.session, Role::clerk, "care", "").id; }) ==
               "access.denied.second-factor");
    BOOST_TEST((hold_of(enter("auditor").session) == Hold::factor));
}

BOOST_AUTO_TEST_SUITE_END()
