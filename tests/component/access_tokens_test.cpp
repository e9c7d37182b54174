// Tokens for programs: foreign, expired, revoked and too narrow ones first; what ends them; what they leave in the log.
#include <boost/test/unit_test.hpp>

#include "access/rules.hpp"
#include "access/tokens.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using namespace std::chrono_literals;
using arkki::test::last_line;
using arkki::test::lines_of;
using arkki::test::refusal_of;
using arkki::test::TestOffice;

namespace {

struct Office : TestOffice {
    MadeToken make(const std::string& user, std::vector<std::string> scopes, const std::string& purpose,
                   std::optional<Day> until = {}, const std::string& name = "skanneri") {
        const auto desk = this->desk(user);
        const auto proof = sessions.prove_password(desk.session(), PersonalText{password});
        return Tokens{desk}.make(
            {PersonalText{name}, purpose, std::move(scopes), until.value_or(add_days(today(), 30))}, proof,
            test::repeatable_randomness(next_++));
    }
    std::string refused(const std::string& user, std::vector<std::string> scopes, const std::string& purpose,
                        std::optional<Day> until = {}, const std::string& name = "skanneri") {
        return refusal_of([&] { return make(user, std::move(scopes), purpose, until, name).id; });
    }
    std::optional<Session> use(const std::string& secret) {
        return token_session(log, secret, {"api", "10.0.0.44", ""}, "r-9", clock.now(), today());
    }
    std::optional<Session> use(const MadeToken& token) { return use(token.secret.reveal()); }

    std::uint32_t next_ = 100;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_tokens, Office)

BOOST_AUTO_TEST_CASE(what_is_no_token_of_ours_is_nobody) {
    const auto good = make("clerk", {"search"}, "care").secret.reveal();
    BOOST_TEST(good.starts_with("arkki_"));
    BOOST_TEST(good.size() == 70u);
    for (const std::string& bad :
         {std::string{}, std::string{"arkki_"}, "arkki_" + std::string(64, '0'), good + "0", good.substr(1),
          good.substr(0, 69), "ARKKI_" + good.substr(6), std::string{"' OR 1=1"}, std::string(1'000'000, 'a')})
        BOOST_TEST(!use(bad).has_value(), bad.substr(0, 80));
    const auto lines = lines_of(database(), "token.refused");
    BOOST_TEST(lines == 0);  // strangers leave nothing in the log
    BOOST_TEST(use(good).has_value());
}

BOOST_AUTO_TEST_CASE(a_token_is_made_only_for_what_its_owner_may_and_not_for_ever) {
    BOOST_TEST(refused("clerk", {}, "care") == "token.no_scope");
    BOOST_TEST(refused("clerk", {"everything"}, "care") == "token.no_scope");
    BOOST_TEST(refused("clerk", {"search", "log"}, "care") == "token.no_scope");
    BOOST_TEST(refused("auditor", {"read"}, "audit") == "token.no_scope");
    BOOST_TEST(refused("admin", {"read"}, "maintenance") == "access.denied.role");
    BOOST_TEST(refused("clerk", {"search"}, "audit") == "token.bad_purpose");
    BOOST_TEST(refused("clerk", {"search"}, "request") == "token.bad_purpose");  // needs a case
    BOOST_TEST(refused("clerk", {"search"}, "curiosity") == "token.bad_purpose");
    BOOST_TEST(refused("clerk", {"search"}, "care", add_days(today(), -1)) == "token.bad_end");
    BOOST_TEST(refused("clerk", {"search"}, "care", add_days(today(), 367)) == "token.bad_end");
    BOOST_TEST(refused("clerk", {"search"}, "care", {}, "  ") == "token.no_name");
    BOOST_TEST(refused("clerk", {"search"}, "care", {}, std::string(81, 'x')) == "token.no_name");
    BOOST_TEST(refused("clerk", {"search"}, "care", add_months(today(), 12)) == "");
    const auto clerk = desk("clerk");
    const auto auditor = desk("auditor");
    const auto anothers = sessions.prove_password(auditor.session(), PersonalText{password});
    BOOST_TEST(refusal_of([&] {
                   return Tokens{clerk}
                       .make({PersonalText{"x"}, "care", {"search"}, today()}, anothers, test::repeatable_randomness(3))
                       .id;
               }) == "access.denied.session");
}

BOOST_AUTO_TEST_CASE(an_expired_and_a_revoked_token_open_nothing_and_are_told_once) {
    const auto short_one = make("clerk", {"search"}, "care", today());
    BOOST_TEST(use(short_one).has_value());
    clock.advance(24h);
    BOOST_TEST(!use(short_one).has_value());
    for (int i = 0; i < 20; ++i) BOOST_TEST(!use(short_one).has_value());
    BOOST_TEST(lines_of(database(), "token.refused") == 1);
    const auto other = make("clerk", {"search"}, "care");
    const auto clerk = desk("clerk");
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] { return Tokens{auditor}.end_own(other.id), 0; }) == "token.unknown");
    Tokens{clerk}.end_own(other.id);
    BOOST_TEST(last_line(database()) == "token.ended allowed");
    BOOST_TEST(!use(other).has_value());
    BOOST_TEST(last_line(database()) == "token.refused denied session");
    BOOST_TEST(refusal_of([&] { return Tokens{clerk}.end_own(other.id), 0; }) == "token.unknown");
}

BOOST_AUTO_TEST_CASE(a_token_does_what_it_is_for_and_nothing_else) {
    const auto session = use(make("clerk", {"search"}, "orders")).value();
    BOOST_TEST(session.auth == "token");
    BOOST_TEST(session.purpose == "orders");
    BOOST_TEST((session.role == Role::clerk));
    BOOST_TEST(session.origin.via == "api");
    BOOST_TEST(token_covers(session, "search"));
    BOOST_TEST(token_covers(session, "any"));
    BOOST_TEST(!token_covers(session, "read"));
    BOOST_TEST(!token_covers(session, ""));
    const auto desk = desk_of(session);
    static_cast<void>(desk.show(std::vector<DocumentId>{DocumentId{1}}, PersonalText{"sana"}));
    BOOST_TEST(last_line(database()) == "search.page allowed");
    const auto told = database().read([](db::Read& read) {
        return read.one<std::string, std::string, std::string>(
            "SELECT auth, via, session FROM audit_entry ORDER BY seq DESC LIMIT 1");
    });
    BOOST_TEST(std::get<0>(told) == "token");
    BOOST_TEST(std::get<1>(told) == "api");
    BOOST_TEST(std::get<2>(told).starts_with("t-"));
    BOOST_TEST(refusal_of([&] { return desk.open<ReadDocument>(DocumentId{1}).event().value(); }) ==
               "access.denied.scope");
    BOOST_TEST(last_line(database()) == "document.view denied scope");
    for (const char* act : {"arrival.handle", "card.add", "password.set_own", "token.make", "factor.set_own"})
        BOOST_TEST(refusal_of([&] { return desk.require(act), 0; }) == "access.denied.scope", act);
    BOOST_TEST(refusal_of([&] { return sessions.enter(session, Role::clerk, "care", "").id; }) != "");
}

BOOST_AUTO_TEST_CASE(every_scope_names_acts_that_exist_and_that_its_roles_may_do) {
    for (const auto& scope : token_scopes())
        for (const auto& act : scope.acts)
            for (const auto role : scope.roles) {
                bool known = false;
                for (const auto& rule : all_rules())
                    known |= (rule.action == act || rule.action.starts_with(act + ".")) && rule.allows(role);
                BOOST_TEST(known, scope.name << " " << act);
            }
}

BOOST_AUTO_TEST_CASE(a_token_ends_with_account_role_employment_and_commitment_but_not_with_the_password) {
    const auto admin = desk("admin");
    const auto of_clerk = make("clerk", {"search"}, "care");
    People{admin}.set_password(person("clerk"), PersonalText{"aivan uusi salasana"}, passwords);
    BOOST_TEST(use(of_clerk).has_value());
    People{admin}.disable(person("clerk"), PersonalText{"muutto"});
    BOOST_TEST(!use(of_clerk).has_value());
    People{admin}.set_password(person("clerk"), PersonalText{"ja taas auki oleva"}, passwords);
    BOOST_TEST(!use(of_clerk).has_value());  // a reopened account does not bring tokens back

    const auto of_auditor = make("auditor", {"log"}, "audit");
    People{admin}.end_role(person("auditor"), Role::auditor, PersonalText{"muu tehtävä"});
    BOOST_TEST(!use(of_auditor).has_value());
    BOOST_TEST(last_line(database()) == "token.refused denied role");

    const auto of_responsible = make("responsible", {"read"}, "care");
    BOOST_TEST(use(of_responsible).has_value());
    Commitments{admin}.revoke(commitments.at("responsible"), PersonalText{"rikkomus"}, {});
    BOOST_TEST(!use(of_responsible).has_value());
    const auto reason = database().read([&](db::Read& read) {
        return read.one<std::string>("SELECT end_reason FROM api_token WHERE id = :id", {{"id", of_responsible.id}});
    });
    BOOST_TEST(reason == "commitment.revoked");
}

BOOST_AUTO_TEST_CASE(a_token_of_somebody_who_left_ends_the_day_after) {
    const auto token = make("clerk", {"search"}, "care");
    const auto admin = desk("admin");
    People{admin}.leave(person("clerk"), today());
    BOOST_TEST(use(token).has_value());
    clock.advance(24h);
    BOOST_TEST(!use(token).has_value());
    BOOST_TEST(last_line(database()) == "token.refused denied left");
}

BOOST_AUTO_TEST_CASE(the_administrator_ends_all_tokens_of_a_person_and_twenty_are_enough) {
    const auto desk = this->desk("clerk");
    const auto proof = sessions.prove_password(desk.session(), PersonalText{password});
    const auto randomness = test::repeatable_randomness(55);
    const NewToken wanted{PersonalText{"x"}, "care", {"search"}, today()};
    for (int i = 0; i < 20; ++i) static_cast<void>(Tokens{desk}.make(wanted, proof, randomness));
    BOOST_TEST(refusal_of([&] { return Tokens{desk}.make(wanted, proof, randomness).id; }) == "token.too_many");
    const auto auditor = this->desk("auditor");
    BOOST_TEST(refusal_of([&] { return Tokens{auditor}.end_all(person("clerk")); }) == "access.denied.role");
    const auto admin = this->desk("admin");
    BOOST_TEST(Tokens{admin}.end_all(person("clerk")) == 20);
    const auto left = Tokens{desk}.own();
    BOOST_TEST(std::all_of(left.begin(), left.end(), [](const Token& token) { return token.state == "ended"; }));
}

BOOST_AUTO_TEST_CASE(only_the_hash_of_a_token_is_kept_and_its_last_use) {
    const auto token = make("clerk", {"search", "read"}, "care");
    static_cast<void>(use(token));
    const auto all = database().read([](db::Read& read) {
        const auto [a, b] = read.one<std::string, std::string>("SELECT id || secret_sha256, scopes FROM api_token");
        std::string text = a + b;
        for (const auto& line : read.rows<std::string>("SELECT session || args || object FROM audit_entry"))
            text += line;
        return text;
    });
    BOOST_TEST(all.find(token.secret.reveal().substr(6)) == std::string::npos);
    const auto clerk = desk("clerk");
    const auto own = Tokens{clerk}.own();
    BOOST_TEST_REQUIRE(own.size() == 1u);
    BOOST_TEST(own.front().used_at.has_value());
    BOOST_TEST(own.front().scopes.size() == 2u);
    BOOST_TEST(database().write([&](db::Write& write) {
        return refusal_of([&] { return write.run("UPDATE api_token SET scopes = 'read,log'"); });
    }) == "token.kept");
    BOOST_TEST(database().write([&](db::Write& write) {
        return refusal_of([&] { return write.run("DELETE FROM api_token"); });
    }) == "token.kept");
}

BOOST_AUTO_TEST_SUITE_END()
