// The Guard: who may do what, and that every decision is in the log before anything leaves.
#include <boost/test/unit_test.hpp>

#include "access/grounds.hpp"
#include "access/rules.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using arkki::test::last_line;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

const DocumentId paper{812};

struct Office : TestOffice {
    Office() {
        facts["document:812"] = {true, "/1/4/9/", "contact", {CustomerId{7}}, 3, 2, "request:5", false};
        facts["customer:7"] = {true, "/", "", {CustomerId{7}}, 1, 1, "none", false};
        facts["request:5"] = {true, "/", "", {CustomerId{7}}, 1, 1, "none", false};
    }
    /// Somebody has signed in already: now the list is the administrator's.
    void enter_on_list_by_admin(const std::string& user, const std::string& series) {
        const auto admin = desk("admin");
        AccessList{admin}.grant({person(user), "read", "/", series, today(), {}, PersonalText{"asiakaspalvelu"}});
    }
    template <class Act>
    std::string try_open(const Session& session, typename Act::Object object) {
        return refusal_of([&] { return guard.open<Act>(session, object).event().value(); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_guard, Office)

BOOST_AUTO_TEST_CASE(a_stranger_is_refused_and_the_refusal_is_logged) {
    Session stranger{"s-0000", PersonId{999}, Role::clerk, "care", "", {"web", "10.9.9.9", ""}, "password", "r-9"};
    BOOST_TEST(try_open<ReadDocument>(stranger, paper) == "access.denied.left");
    BOOST_TEST(last_line(database()) == "document.view denied left");
    const auto [actor, object, address] = database().read([](db::Read& read) {
        return read.one<std::int64_t, std::string, std::string>(
            "SELECT actor, object, addr FROM audit_entry ORDER BY seq DESC LIMIT 1");
    });
    BOOST_TEST(actor == 999);
    BOOST_TEST(object == "document:812");
    BOOST_TEST(address == "10.9.9.9");
}

BOOST_AUTO_TEST_CASE(a_known_person_without_a_live_session_is_refused) {
    Session invented{"s-0000", person("clerk"), Role::clerk, "care", "", {"web", "10.9.9.9", ""}, "password", "r-9"};
    BOOST_TEST(try_open<ReadDocument>(invented, paper) == "access.denied.session");
    const auto real = sign_in("clerk");
    Session borrowed = real.session;
    borrowed.actor = person("responsible");
    BOOST_TEST(try_open<ReadDocument>(borrowed, paper) == "access.denied.session");
    borrowed.role = Role::responsible;
    BOOST_TEST(try_open<Decide>(borrowed, RequestId{5}) == "access.denied.session");
}

BOOST_AUTO_TEST_CASE(nobody_passes_as_the_machine) {
    Session pretended = sign_in("clerk").session;
    pretended.role = Role::machine;
    BOOST_TEST(try_open<FileDocument>(pretended, paper) == "access.denied.session");
    pretended.actor = machine_person;
    BOOST_TEST(try_open<FileDocument>(pretended, paper) == "access.denied.session");
    BOOST_TEST(try_open<FileDocument>(machine_session("intake", "job-2"), paper) == "");
    BOOST_TEST(try_open<ReadDocument>(machine_session("intake", "job-2"), paper) == "access.denied.role");
}

BOOST_AUTO_TEST_CASE(every_role_does_what_the_table_says_and_nothing_else) {
    for (const std::string user : {"clerk", "responsible", "auditor", "admin"}) {
        const auto desk = this->desk(user);
        const std::size_t before = 1;
        for (const auto& rule : all_rules()) {
            // What destroys serves no purpose but its own, and these sessions have their usual one.
            const std::string fault = !rule.allows(desk.session().role) ? "role"
                                      : rule.purpose.empty()            ? ""
                                                                        : "purpose";
            const std::string expected = fault.empty() ? "" : "access.denied." + fault;
            BOOST_TEST(refusal_of([&] { return desk.require(rule.action), before; }) == expected,
                       user << " " << rule.action);
            if (!fault.empty()) BOOST_TEST(last_line(database()) == std::string{rule.action} + " denied " + fault);
        }
    }
}

BOOST_AUTO_TEST_CASE(auditor_and_administrator_read_no_content) {
    for (const std::string user : {"auditor", "admin"}) {
        const auto session = sign_in(user).session;
        BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.role");
        BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "access.denied.role");
        BOOST_TEST(refusal_of([&] {
                       return guard.show<DocumentId>(session, {paper}, PersonalText{"x"}).event().value();
                   }) == "access.denied.role");
        BOOST_TEST(database().read([&](db::Read& read) { return permitted_scopes(read, session, today()).size(); }) ==
                   0u);
    }
}

BOOST_AUTO_TEST_CASE(only_the_responsible_person_decides) {
    auto clerk = sign_in("clerk").session;
    auto responsible = sign_in("responsible").session;
    for (auto* session : {&clerk, &responsible})
        *session = sessions.enter(*session, session->role, "request", "request:5");
    BOOST_TEST(try_open<Decide>(clerk, RequestId{5}) == "access.denied.role");
    BOOST_TEST(try_open<WorkOnRequest>(clerk, RequestId{5}) == "");
    BOOST_TEST(try_open<Decide>(responsible, RequestId{5}) == "");
}

BOOST_AUTO_TEST_CASE(a_purpose_must_be_the_roles_own_and_may_need_a_case) {
    auto session = sign_in("clerk").session;
    session.purpose = "audit";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.purpose");
    session.purpose = "curiosity";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.purpose");
    session.purpose = "request";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.case");
    for (const std::string unknown : {"request:6", "request:", "request:5x", "request:99999999999999999999"}) {
        session.case_ref = unknown;
        BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.case");
    }
    session.case_ref = "request:5";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "");
}

BOOST_AUTO_TEST_CASE(without_an_entry_of_the_list_there_is_no_look) {
    hire("newcomer", Role::clerk);
    const auto session = sign_in("newcomer").session;
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.not-on-list");
    BOOST_TEST(last_line(database()) == "document.view denied not-on-list");
}

BOOST_AUTO_TEST_CASE(an_entry_reaches_below_its_place_and_no_further) {
    hire("newcomer", Role::clerk);
    enter_on_list("newcomer", "read", "/1/4/", "contact");
    enter_on_list("newcomer", "copy", "/1/40/");
    const auto session = sign_in("newcomer").session;
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "");
    BOOST_TEST(try_open<CopyDocument>(session, paper) == "access.denied.not-on-list");
    facts["document:812"].series = "order";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.not-on-list");
    facts["document:812"].series = "contact";
    for (const std::string elsewhere : {"/1/", "/", "/1/41/", "/2/4/"}) {
        facts["document:812"].path = elsewhere;
        BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.not-on-list", elsewhere);
    }
    BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "access.denied.not-on-list");
    enter_on_list_by_admin("newcomer", "card");
    BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "");
}

BOOST_AUTO_TEST_CASE(a_request_and_its_letters_say_what_the_card_says_and_need_the_same_entry) {
    hire("newcomer", Role::clerk);
    enter_on_list("newcomer", "read", "/1/4/");
    enter_on_list("newcomer", "read", "/", "contact");
    const auto session = sign_in("newcomer").session;
    BOOST_TEST(try_open<ViewRequest>(session, RequestId{5}) == "access.denied.not-on-list");
    BOOST_TEST(try_open<WorkOnRequest>(session, RequestId{5}) == "access.denied.not-on-list");
    BOOST_TEST(try_open<ViewLetter>(session, RequestId{5}) == "access.denied.not-on-list");
    BOOST_TEST(last_line(database()) == "letter.view denied not-on-list");
    enter_on_list_by_admin("newcomer", "card");
    BOOST_TEST(try_open<ViewRequest>(session, RequestId{5}) == "");
    BOOST_TEST(try_open<WorkOnRequest>(session, RequestId{5}) == "");
    BOOST_TEST(try_open<ViewLetter>(session, RequestId{5}) == "");
    BOOST_TEST(try_open<PreviewLetter>(session, RequestId{5}) == "access.denied.role");
    BOOST_TEST(try_open<PreviewLetter>(sign_in("responsible").session, RequestId{5}) == "");
}

BOOST_AUTO_TEST_CASE(what_is_restricted_is_for_the_responsible_person_with_a_case) {
    facts["document:812"].restricted = true;
    BOOST_TEST(try_open<ReadDocument>(sign_in("clerk").session, paper) == "access.denied.restricted");
    auto responsible = sign_in("responsible").session;
    BOOST_TEST(try_open<ReadDocument>(responsible, paper) == "access.denied.restricted");
    responsible = sessions.enter(responsible, Role::responsible, "legal-claim", "claim:3");
    BOOST_TEST(try_open<ReadDocument>(responsible, paper) == "");
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_not_found_and_that_is_logged_too) {
    BOOST_TEST(try_open<ReadDocument>(sign_in("clerk").session, DocumentId{4711}) == "document.unknown");
    BOOST_TEST(last_line(database()) == "document.view error unknown");
}

BOOST_AUTO_TEST_CASE(a_grant_names_its_thing_and_a_durable_line_with_the_facts_of_that_moment) {
    const auto grant = guard.open<ReadDocument>(sign_in("clerk").session, paper);
    BOOST_TEST((grant.object() == paper));
    database().read([&](db::Read& read) {
        const auto [action, basis, version, count, args] =
            read.one<std::string, std::string, std::int64_t, std::int64_t, std::string>(
                "SELECT action, basis, version, row_count, args FROM audit_entry WHERE seq = :seq",
                {{"seq", grant.event()}});
        BOOST_TEST(action == "document.view");
        BOOST_TEST(basis.starts_with("list:"));
        BOOST_TEST(version == 3);
        BOOST_TEST(count == 2);
        BOOST_TEST(args.find("explained=request:5") != std::string::npos);
        BOOST_TEST(read.one<std::int64_t>("SELECT subject FROM audit_subject WHERE seq = :seq",
                                          {{"seq", grant.event()}}) == 7);
    });
}

BOOST_AUTO_TEST_CASE(a_search_logs_the_ids_shown_and_whose_they_are) {
    std::vector<DocumentId> ids;
    for (int i = 0; i < 100; ++i) ids.emplace_back(10000 + i);
    const auto shown = guard.show(sign_in("clerk").session, ids, PersonalText{"osoite muuttunut"},
                                  {CustomerId{7}, CustomerId{9}, CustomerId{7}});
    BOOST_TEST(shown.objects().size() == 100u);
    database().read([&](db::Read& read) {
        const auto [action, query, args] = read.one<std::string, std::string, std::string>(
            "SELECT action, query, args FROM audit_entry WHERE seq = :seq", {{"seq", shown.event()}});
        BOOST_TEST(action == "search.page");
        BOOST_TEST(query == "osoite muuttunut");
        for (const auto id : ids) BOOST_TEST(args.find(std::to_string(id.value())) != std::string::npos);
        BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM audit_subject WHERE seq = :seq",
                                          {{"seq", shown.event()}}) == 2);
    });
}

BOOST_AUTO_TEST_CASE(a_token_does_no_more_than_it_was_made_for) {
    auto session = sign_in("clerk").session;
    session.scopes = {"search", "document.view"};
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "");
    BOOST_TEST(try_open<CopyDocument>(session, paper) == "access.denied.scope");
    BOOST_TEST(last_line(database()) == "document.copy denied scope");
    BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "access.denied.scope");
}

BOOST_AUTO_TEST_CASE(a_purpose_that_touches_no_records_opens_none) {
    auto session = sign_in("responsible").session;
    session.purpose = "maintenance";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.purpose");
    BOOST_TEST(last_line(database()) == "document.view denied purpose");
    session.purpose = "care";
    enter_on_list_by_admin("responsible", "contact");
    BOOST_TEST(try_open<DisposeDocument>(session, paper) == "access.denied.purpose");
}

BOOST_AUTO_TEST_CASE(a_closed_case_explains_nothing_any_more) {
    auto session = sign_in("clerk").session;
    session.purpose = "request";
    session.case_ref = "request:5";
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "");
    facts["request:5"].flags = {"closed"};
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.case");
    BOOST_TEST(last_line(database()) == "document.view denied case");
}

BOOST_AUTO_TEST_CASE(marketing_stops_at_a_ban_and_only_marketing) {
    facts["customer:7"].flags = {"ban"};
    auto session = sign_in("clerk").session;
    BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "");
    session.purpose = "marketing";
    BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "access.denied.ban");
    BOOST_TEST(last_line(database()) == "card.view denied ban");
}

BOOST_AUTO_TEST_CASE(originals_go_to_own_staff_even_if_an_entry_is_left_over) {
    facts["unit:40"] = {true, "/1/4/", "", {}, 0, 1, "none", false};
    const auto session = sign_in("clerk").session;
    BOOST_TEST(try_open<TakeOriginal>(session, UnitId{40}) == "");
    database().write([&](db::Write& write) {
        write.run("UPDATE person SET employer='outside' WHERE id=:id", {{"id", person("clerk")}});
    });
    BOOST_TEST(try_open<TakeOriginal>(session, UnitId{40}) == "access.denied.employee-only");
    BOOST_TEST(last_line(database()) == "original.take denied employee-only");
}

BOOST_AUTO_TEST_CASE(one_s_own_record_the_familys_and_the_households_are_a_colleagues_work) {
    const auto session = sign_in("clerk").session;
    using Flags = std::vector<std::string>;
    for (const auto& flags : {Flags{"own"}, Flags{"family"}, Flags{"relation"}, Flags{"surname", "address"}}) {
        facts["customer:7"].flags = flags;
        BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "access.denied.conflict", flags.front());
        BOOST_TEST(last_line(database()) == "card.view denied conflict");
    }
    for (const auto& flags : {Flags{"surname"}, Flags{"address"}, Flags{"colleague"}, Flags{"hold"}}) {
        facts["customer:7"].flags = flags;
        BOOST_TEST(try_open<ViewCard>(session, CustomerId{7}) == "", flags.front());
    }
    facts["request:5"].flags = {"own"};
    BOOST_TEST(try_open<Decide>(sign_in("responsible").session, RequestId{5}) == "access.denied.conflict");
}

BOOST_AUTO_TEST_CASE(the_line_says_what_explained_the_act_and_what_an_auditor_would_ask_about) {
    database().write([](db::Write& write) {
        write.run(
            "INSERT INTO customer(id, number, since, created_at, created_by)"
            " VALUES(7, 'AS-000007', '2020-01-01', 1, 1)");
    });
    facts["document:812"].flags = {"hold", "surname", "closed"};
    facts["document:812"].restricted = true;
    auto session = sign_in("responsible").session;
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "access.denied.restricted");
    name_ground(desk_of(session), CustomerId{7}, "rights");
    BOOST_TEST(try_open<ReadDocument>(session, paper) == "");
    const auto args = database().read(
        [](db::Read& read) { return read.one<std::string>("SELECT args FROM audit_entry ORDER BY seq DESC LIMIT 1"); });
    for (const std::string part : {"explained=request:5", "flag=surname,restricted,hold,closed", "ground=rights"})
        BOOST_TEST(args.find(part) != std::string::npos, args);
    BOOST_TEST(try_open<ReadDocument>(sign_in("responsible").session, paper) == "access.denied.restricted");
    BOOST_TEST(refusal_of([&] { return name_ground(desk_of(session), CustomerId{7}, "because"), 0; }) ==
               "restriction.bad_ground");
    BOOST_TEST(refusal_of([&] { return name_ground(desk("clerk"), CustomerId{7}, "claim"), 0; }) ==
               "access.denied.role");
}

BOOST_AUTO_TEST_CASE(a_form_may_ask_what_would_refuse_and_leaves_no_line) {
    const auto desk = this->desk("clerk");
    const auto before = test::lines_of(database(), "document.view");
    const auto refusal = [&](std::int64_t id) {
        return database().read([&](db::Read& read) { return desk.refusal(read, {"document", id}, "document.view"); });
    };
    BOOST_TEST(refusal(812) == "");
    BOOST_TEST(refusal(4711) == "unknown");
    BOOST_TEST(test::lines_of(database(), "document.view") == before);
}

BOOST_AUTO_TEST_SUITE_END()
