// People, commitments, roles and the list: the gate holds in code and in the database, in any order.
#include <boost/test/unit_test.hpp>

#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using arkki::test::last_line;
using arkki::test::lines_of;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

const std::string sheet(64, 'b');
const PersonalText why{"koska niin sovittiin"};

struct Office : TestOffice {
    std::string try_sql(const std::string& sql) {
        return refusal_of([&] { return database().write([&](db::Write& write) { return write.run(sql); }); });
    }
    PersonId newcomer() {
        const auto admin = desk("admin");
        return People{admin}.add(named("newcomer", "Own"));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_people, Office)

BOOST_AUTO_TEST_CASE(a_user_name_is_one_humans_own_and_never_anybody_elses) {
    const auto admin = desk("admin");
    People people_{admin};
    people_.leave(person("clerk"), day_from_iso("2026-11-01"));
    BOOST_TEST(refusal_of([&] { return people_.add(named("clerk", "Other")).value(); }) == "person.user_name_taken");
    for (const std::string& bad :
         std::vector<std::string>{"", "x", "Clerk", "with space", "ääkkönen", "<b>", std::string(41, 'a')})
        BOOST_TEST(refusal_of([&] { return people_.add(named(bad, "Other")).value(); }) == "person.bad_user_name", bad);
    BOOST_TEST(try_sql("UPDATE person SET user_name = 'other' WHERE user_name = 'clerk'") == "person.fixed");
    BOOST_TEST(try_sql("DELETE FROM person WHERE user_name = 'clerk'") == "person.kept");
}

BOOST_AUTO_TEST_CASE(there_is_no_account_without_a_commitment) {
    const auto id = newcomer();
    const auto admin = desk("admin");
    BOOST_TEST(refusal_of([&] { return People{admin}.set_password(id, PersonalText{password}, passwords), 0; }) ==
               "commitment.missing");
    BOOST_TEST(refusal_of([&] { return sign_in("newcomer").roles.size(); }) == "login.failed");
}

BOOST_AUTO_TEST_CASE(there_is_no_entry_of_the_list_without_a_commitment_that_came_first) {
    const auto id = newcomer();
    const auto admin = desk("admin");
    const auto responsible = desk("responsible");
    AccessList list{responsible};
    NewEntry entry{id, "read", "/", "", today(), {}, why};
    BOOST_TEST(refusal_of([&] { return list.grant(entry).value(); }) == "commitment.missing");
    Commitments{admin}.record({id, "1", today(), {}, sheet, witness});
    entry.from = add_days(today(), -1);
    BOOST_TEST(refusal_of([&] { return list.grant(entry).value(); }) == "commitment.missing");
    entry.from = today();
    BOOST_TEST(refusal_of([&] { return list.grant(entry).value(); }) == "");
    BOOST_TEST(last_line(database()) == "list.granted allowed");
}

BOOST_AUTO_TEST_CASE(the_database_holds_the_gate_by_itself) {
    const auto id = std::to_string(newcomer().value());
    const std::string account = "INSERT INTO account(person, password_hash, active, active_on, changed_at) VALUES(" +
                                id + ", 'xxxxxxxxxxxxxxxxxxxxxxxx', 1, '2026-11-23', 0)";
    const std::string other = std::to_string(commitments.at("clerk").value());
    BOOST_TEST(try_sql(account) == "commitment.missing");
    BOOST_TEST(
        try_sql("INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
                " commitment) VALUES(" +
                id + ", 'read', '/', '', '2026-11-23', '9999-12-31', 1, 0, 'x', " + other + ")") ==
        "commitment.missing");
    BOOST_TEST(refusal_of([&] {
                   return database().write([&](db::Write& write) {
                       return write.run(
                           "INSERT INTO login_session(id, cookie_sha256, person, role, purpose, case_ref, auth,"
                           " via, address, started_on, started_at, seen_at, idle_until, expires_at)"
                           " VALUES('s-12345678', :hash, " +
                               id +
                               ", 'clerk', 'care', '', 'password', 'web', '',"
                               " '2026-11-23', 1, 1, 9, 9)",
                           {{"hash", sheet}});
                   });
               }) != "");
    BOOST_TEST(try_sql("INSERT INTO account(person, password_hash, active, active_on, changed_at) VALUES(1,"
                       " 'xxxxxxxxxxxxxxxxxxxxxxxx', 0, '2026-11-23', 0)") == "account.machine");
}

BOOST_AUTO_TEST_CASE(a_commitment_is_witnessed_by_somebody_else_and_its_sheet_is_known) {
    const auto id = newcomer();
    const auto admin = desk("admin");
    Commitments commitments_{admin};
    const auto refused = [&](NewCommitment commitment) {
        return refusal_of([&] { return commitments_.record(commitment).value(); });
    };
    BOOST_TEST(refused({id, "1", today(), {}, sheet, id}) == "commitment.own_witness");
    BOOST_TEST(refused({id, "1", today(), {}, "", witness}) == "commitment.bad_sheet");
    BOOST_TEST(refused({id, " ", today(), {}, sheet, witness}) == "commitment.no_text");
    BOOST_TEST(refused({id, "1", add_days(today(), 1), {}, sheet, witness}) == "commitment.future");
    BOOST_TEST(refused({id, "1", today(), add_days(today(), -1), sheet, witness}) == "commitment.bad_end");
    BOOST_TEST(refused({PersonId{4711}, "1", today(), {}, sheet, witness}) == "person.unknown");
    BOOST_TEST(refused({machine_person, "1", today(), {}, sheet, witness}) == "person.unknown");
    BOOST_TEST(lines_of(database(), "commitment.signed") == 4);
}

BOOST_AUTO_TEST_CASE(a_revoked_commitment_ends_session_entries_and_account_at_once) {
    const auto clerk = sign_in("clerk");
    const Origin origin{"web", "10.0.0.5", ""};
    BOOST_TEST(sessions.resume(clerk.cookie.reveal(), origin, "r-2").has_value());
    const auto responsible = desk("responsible");
    Commitments{responsible}.revoke(commitments.at("clerk"), why, {});
    facts["document:1"] = {true, "/", "contact", {}, 1, 1, "none", false};
    BOOST_TEST(refusal_of([&] { return guard.open<ReadDocument>(clerk.session, DocumentId{1}).event().value(); }) ==
               "access.denied.no-commitment");
    BOOST_TEST(!sessions.resume(clerk.cookie.reveal(), origin, "r-3").has_value());
    BOOST_TEST(refusal_of([&] { return sign_in("clerk").roles.size(); }) == "access.denied.no-commitment");
    for (const auto& entry : AccessList{responsible}.of(person("clerk"))) BOOST_TEST(entry.ended_at.has_value());
    BOOST_TEST(database().read([&](db::Read& read) { return who_may(read, "/", "contact", today()).size(); }) == 1u);
    BOOST_TEST(refusal_of([&] { return Commitments{responsible}.revoke(commitments.at("clerk"), why, {}), 0; }) ==
               "commitment.revoked_already");
}

BOOST_AUTO_TEST_CASE(only_who_holds_a_role_that_reads_is_told_as_a_reader) {
    const auto names = [&] {
        std::string told;
        for (const auto& reader :
             database().read([&](db::Read& read) { return who_may(read, "/", "contact", today()); }))
            told += reader.name.reveal() + ";";
        return told;
    };
    enter_on_list("auditor", "read");
    BOOST_TEST(names() == "Own clerk;Own responsible;");
    const auto admin = desk("admin");
    People{admin}.end_role(person("clerk"), Role::clerk, why);
    BOOST_TEST(names() == "Own responsible;");
}

BOOST_AUTO_TEST_CASE(a_new_commitment_does_not_bring_old_entries_back) {
    const auto responsible = desk("responsible");
    const auto admin = desk("admin");
    Commitments{responsible}.revoke(commitments.at("clerk"), why, {});
    Commitments{admin}.record({person("clerk"), "2", today(), {}, sheet, witness});
    BOOST_TEST(refusal_of([&] { return sign_in("clerk").roles.size(); }) == "access.denied.left");
    People{admin}.set_password(person("clerk"), PersonalText{password}, passwords);
    const auto held = desk("clerk");  // what the administrator chose only opens the choice of one's own
    People{held}.set_password(person("clerk"), PersonalText{password}, passwords);
    const auto session = sign_in("clerk").session;
    facts["document:1"] = {true, "/", "contact", {}, 1, 1, "none", false};
    BOOST_TEST(refusal_of([&] { return guard.open<ReadDocument>(session, DocumentId{1}).event().value(); }) ==
               "access.denied.not-on-list");
}

BOOST_AUTO_TEST_CASE(a_commitment_that_ran_out_ends_a_running_session) {
    const auto id = newcomer();
    const auto admin = desk("admin");
    Commitments{admin}.record({id, "1", today(), today(), sheet, witness});
    People{admin}.give_role(id, Role::clerk, today());
    People{admin}.set_password(id, PersonalText{password}, passwords);
    clock.set("2026-11-23", 21);
    const auto late = sign_in("newcomer");
    clock.advance(std::chrono::minutes{14});
    BOOST_TEST(sessions.resume(late.cookie.reveal(), {"web", "", ""}, "r").has_value());
    clock.set(clock.now() + std::chrono::minutes{14});
    BOOST_TEST(sessions.resume(late.cookie.reveal(), {"web", "", ""}, "r").has_value());
    clock.set("2026-11-23", 22);  // midnight in Helsinki
    BOOST_TEST(sessions.resume(late.cookie.reveal(), {"web", "", ""}, "r").has_value() == false);
    BOOST_TEST(last_line(database()) == "session.ended allowed");
}

BOOST_AUTO_TEST_CASE(commitments_and_entries_cannot_be_changed_or_deleted) {
    BOOST_TEST(try_sql("UPDATE commitment SET signed_on = '2020-01-01'") == "commitment.kept");
    BOOST_TEST(try_sql("UPDATE commitment SET valid_to = '9000-01-01'") == "commitment.kept");
    BOOST_TEST(try_sql("DELETE FROM commitment") != "");
    BOOST_TEST(try_sql("UPDATE access_entry SET act = 'dispose'") == "list.kept");
    BOOST_TEST(try_sql("UPDATE access_entry SET to_day = '2000-01-01'") != "");
    BOOST_TEST(try_sql("DELETE FROM access_entry") == "list.kept");
    BOOST_TEST(try_sql("UPDATE role_entry SET role = 'admin'") == "role.kept");
    BOOST_TEST(try_sql("DELETE FROM role_entry") == "role.kept");
    BOOST_TEST(try_sql("UPDATE purpose SET code = 'x' WHERE code = 'care'") == "purpose.kept");
}

BOOST_AUTO_TEST_CASE(nobody_gives_himself_a_role_or_an_entry) {
    const auto admin = desk("admin");
    BOOST_TEST(refusal_of([&] { return People{admin}.give_role(person("admin"), Role::clerk, today()), 0; }) ==
               "role.own_grant");
    for (const std::string user : {"admin", "responsible"}) {
        const auto own = desk(user);
        BOOST_TEST(refusal_of([&] {
                       return AccessList{own}.grant({person(user), "read", "/", "", today(), {}, why}).value();
                   }) == "list.own_grant");
    }
    const auto id = std::to_string(person("admin").value());
    BOOST_TEST(
        try_sql("INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
                " commitment) VALUES(" +
                id + ", 'read', '/', '', '2026-11-23', '9999-12-31', " + id + ", 0, 'x', " +
                std::to_string(commitments.at("admin").value()) + ")") == "db.constraint");
}

BOOST_AUTO_TEST_CASE(originals_are_for_employees_only) {
    const auto admin = desk("admin");
    auto processor = named("helpdesk", "Processor");
    processor.employer = "Esimerkkitilit Oy";
    const auto id = People{admin}.add(processor);
    Commitments{admin}.record({id, "1", today(), {}, sheet, witness});
    BOOST_TEST(refusal_of([&] {
                   return AccessList{admin}.grant({id, "take", "/", "", today(), {}, why}).value();
               }) == "list.employees_only");
    BOOST_TEST(refusal_of([&] {
                   return AccessList{admin}.grant({id, "read", "/", "", today(), {}, why}).value();
               }) == "");
}

BOOST_AUTO_TEST_CASE(the_last_administrator_can_be_neither_closed_nor_stripped) {
    const auto admin = desk("admin");
    const auto responsible = desk("responsible");
    const auto id = person("admin");
    const std::string last = "person.last_admin";
    BOOST_TEST(refusal_of([&] { return People{admin}.disable(id, why), 0; }) == last);
    BOOST_TEST(refusal_of([&] { return People{admin}.end_role(id, Role::admin, why), 0; }) == last);
    BOOST_TEST(refusal_of([&] { return People{responsible}.leave(id, today()), 0; }) == last);
    BOOST_TEST(refusal_of([&] { return Commitments{responsible}.revoke(commitments.at("admin"), why, {}), 0; }) == last);
    People{admin}.give_role(person("auditor"), Role::admin, today());
    BOOST_TEST(refusal_of([&] { return People{responsible}.disable(id, why), 0; }) == "");
    BOOST_TEST(refusal_of([&] { return People{admin}.list().size(); }) == "access.denied.left");
}

BOOST_AUTO_TEST_CASE(who_left_may_nothing_from_the_next_day_on) {
    const auto clerk = sign_in("clerk");
    const auto admin = desk("admin");
    People{admin}.leave(person("clerk"), today());
    BOOST_TEST(sessions.resume(clerk.cookie.reveal(), {"web", "", ""}, "r").has_value());
    clock.set("2026-11-24");
    BOOST_TEST(!sessions.resume(clerk.cookie.reveal(), {"web", "", ""}, "r").has_value());
    BOOST_TEST(refusal_of([&] { return sign_in("clerk").roles.size(); }) == "access.denied.left");
    BOOST_TEST(last_line(database()) == "login.failed denied left");
}

BOOST_AUTO_TEST_CASE(the_machine_sets_up_people_only_until_somebody_has_signed_in) {
    BOOST_TEST(refusal_of([&] { return hire("early", Role::clerk).value(); }) == "");
    sign_in("early");
    BOOST_TEST(refusal_of([&] { return hire("late", Role::clerk).value(); }) == "access.denied.role");
}

BOOST_AUTO_TEST_CASE(readers_of_a_place_are_listed_by_name_and_scopes_follow_the_entries) {
    hire("newcomer", Role::clerk);
    enter_on_list("newcomer", "read", "/1/4/", "order");
    const auto session = sign_in("newcomer").session;
    database().write([&](db::Write& write) {
        const auto order = scope_of(write, "/1/4/9/", "order");
        BOOST_TEST(scope_of(write, "/1/4/9/", "order") == order);
        scope_of(write, "/1/4/9/", "contact");
        scope_of(write, "/", "order");
        BOOST_TEST(permitted_scopes(write, session, today()) == std::vector<std::int64_t>{order},
                   boost::test_tools::per_element());
        BOOST_TEST(permitted_scopes(write, session, add_days(today(), -1)).empty());
        const auto readers = who_may(write, "/1/4/9/", "order", today());
        BOOST_TEST_REQUIRE(readers.size() == 3u);
        BOOST_TEST(readers[2].name.reveal() == "Own newcomer");
        BOOST_TEST(!readers[2].may_take);
        BOOST_TEST(readers[0].may_take);
    });
}

BOOST_AUTO_TEST_SUITE_END()
