// The access list: binders, single documents, printing; who could do what on a past day; four eyes for rights of one's
// own.
#include "access/access_list.hpp"

#include <boost/test/unit_test.hpp>

#include "access/proposals.hpp"
#include "register/relations.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::access;
using test::last_line;
using test::lines_of;
using test::refusal_of;

namespace {

const PersonalText why{"tehtävä"};

class Office : public test::TestArchive {
public:
    Office() {
        hire("trainee", Role::clerk);
        hire("second", Role::second);
        hire("chief", Role::admin);
    }
    template <class Act>
    std::string try_open(const Desk& desk, typename Act::Object object) {
        return refusal_of([&] { return desk.open<Act>(object).event().value(); });
    }
    NewEntry entry(const std::string& user, const std::string& act = "read") {
        return {person(user), act, "/", "", today(), {}, why};
    }
    std::size_t readers(const Target& target, const AsOf& when) {
        return database().read([&](db::Read& read) { return who_may(read, target, when).size(); });
    }
    AsOf on(const std::string& day) { return as_of(day_from_iso(day), clock.now(), test::winter_wall_clock()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(archive_rights, Office)

BOOST_AUTO_TEST_CASE(what_is_no_act_no_place_and_no_reason_is_refused) {
    const auto desk = this->desk("admin");
    AccessList list{desk};
    const auto refused = [&](NewEntry what) { return refusal_of([&] { return list.grant(what).value(); }); };
    auto what = entry("trainee", "burn");
    BOOST_TEST(refused(what) == "list.bad_act");
    what = entry("trainee");
    for (const std::string path : {"", "1/", "/1", "/0/", "/-1/", "/1/*/", "/01/"}) {
        what.path = path;
        BOOST_TEST(refused(what) == "list.bad_path", path);
    }
    what = entry("trainee");
    what.unit = UnitId{1};
    what.document = DocumentId{1};
    BOOST_TEST(refused(what) == "list.bad_path");
    what = entry("trainee");
    what.reason = PersonalText{" "};
    BOOST_TEST(refused(what) == "list.no_reason");
    BOOST_TEST(refused(entry("admin")) == "list.own_grant");
    BOOST_TEST(lines_of(database(), "list.granted") == 8);
}

BOOST_AUTO_TEST_CASE(the_entry_of_one_document_opens_that_one_and_prints_nothing) {
    const auto mine = file({"Minun paperini"}), other = file({"Toinen paperi"});
    const auto clerk = desk("clerk");
    for (const auto id : {mine, other}) confirm(clerk, id, {archive::Series::contact, "fi", {}, {}});
    const auto admin = desk("admin");
    auto what = entry("trainee");
    what.document = mine;
    AccessList{admin}.grant(what);
    const auto trainee = desk("trainee");
    BOOST_TEST(try_open<ReadDocument>(trainee, mine) == "");
    BOOST_TEST(try_open<ReadDocument>(trainee, other) == "access.denied.not-on-list");
    BOOST_TEST(try_open<PrintDocument>(trainee, mine) == "access.denied.not-on-list");
    BOOST_TEST(try_open<CopyDocument>(trainee, mine) == "access.denied.not-on-list");
    BOOST_TEST(try_open<ViewCard>(trainee, customer(desk("clerk"), "Aino Esimerkki")) == "access.denied.not-on-list");
    what.act = "print";
    AccessList{admin}.grant(what);
    BOOST_TEST(try_open<PrintDocument>(trainee, mine) == "");
    BOOST_TEST(archive::search(trainee, shelves, PersonalText{"paperi"}, 20).total == 1);
}

BOOST_AUTO_TEST_CASE(the_entry_of_a_binder_covers_its_contents_and_says_so) {
    const auto clerk = desk("clerk");
    test::TestRoom room{clerk};
    const auto binder = room.binder("M07", room.shelf);
    const auto folder = room.units.add({custody::UnitKind::folder, "12", {{}, binder}});
    const auto inside = file({"Mapissa"}, archive::Series::order, folder);
    const auto outside = file({"Muualla"}, archive::Series::order);
    confirm(clerk, inside, {archive::Series::order, "fi", {}, folder});
    const auto admin = desk("admin");
    auto what = entry("trainee");
    what.unit = binder;
    AccessList{admin}.grant(what);
    const auto trainee = desk("trainee");
    BOOST_TEST(try_open<ReadDocument>(trainee, inside) == "");
    BOOST_TEST(try_open<ReadDocument>(trainee, outside) == "access.denied.not-on-list");
    const auto rights = database().read([&](db::Read& read) {
        const auto facts = archive::facts(read, inside);
        return rights_on(read, {facts.path, facts.series, facts.units, inside}, AsOf{today()});
    });
    const auto of_trainee = std::find_if(rights.begin(), rights.end(),
                                         [&](const Entry& right) { return right.person == person("trainee"); });
    BOOST_REQUIRE(of_trainee != rights.end());
    BOOST_TEST(of_trainee->origin() == "unit");
    BOOST_TEST(rights.front().origin() == "register");
}

BOOST_AUTO_TEST_CASE(a_past_day_is_answered_as_it_was_then) {
    const auto admin = desk("admin");
    const auto id = AccessList{admin}.grant(entry("trainee"));
    BOOST_TEST(readers({}, AsOf{today()}) == 3u);
    clock.set("2026-11-25", 10);
    const auto later = desk("admin");
    AccessList{later}.end(id, why);
    BOOST_TEST(readers({}, AsOf{today()}) == 2u);
    BOOST_TEST(readers({}, on("2026-11-24")) == 3u);
    BOOST_TEST(readers({}, on("2026-11-25")) == 2u);  // today is what holds now
    BOOST_TEST(readers({}, on("2026-11-22")) == 0u);  // nothing had been granted yet
    BOOST_TEST(AccessList{later}.in_force(day_from_iso("2026-11-24")).size() ==
               AccessList{later}.in_force().size() + 1);
    clock.set("2026-11-26", 10);
    BOOST_TEST(readers({}, on("2026-11-25")) == 3u);  // on the day it ended it still was
    const auto boss = desk("responsible");
    Commitments{boss}.revoke(commitments.at("clerk"), why, {});
    BOOST_TEST(readers({}, AsOf{today()}) == 1u);
    BOOST_TEST(readers({}, on("2026-11-24")) == 3u);
}

BOOST_AUTO_TEST_CASE(nobody_widens_his_own_rights_alone) {
    const auto admin = desk("admin");
    const auto boss = desk("responsible");
    const auto proposal = Proposals{boss}.propose(entry("responsible", "dispose"));
    BOOST_TEST(refusal_of([&] { return Proposals{boss}.approve(proposal, why), 0; }) == "proposal.own");
    BOOST_TEST(refusal_of([&] { return Proposals{admin}.approve(proposal, PersonalText{" "}), 0; }) ==
               "proposal.no_reason");
    BOOST_TEST(refusal_of([&] { return Proposals{desk("clerk")}.approve(proposal, why), 0; }) == "access.denied.role");
    Proposals{desk("second")}.approve(proposal, why);
    BOOST_TEST(last_line(database()) == "list.granted allowed");
    const auto mine = AccessList{boss}.of(person("responsible"));
    BOOST_TEST(mine.back().act == "dispose");
    BOOST_TEST(mine.back().granted_by.value() == person("second").value());
    BOOST_TEST(refusal_of([&] { return Proposals{admin}.approve(proposal, why), 0; }) == "proposal.decided");
    BOOST_TEST(Proposals{admin}.waiting().empty());
}

BOOST_AUTO_TEST_CASE(a_second_role_or_a_second_account_does_not_make_four_eyes) {
    People{desk("admin")}.give_role(person("responsible"), Role::admin, today());
    const auto boss = desk("responsible");
    const auto proposal = Proposals{boss}.propose(entry("responsible", "dispose"));
    auto as_admin =
        sessions.sign_in("responsible", PersonalText{password}, {"web", "10.0.0.5", ""}, "r-2", Role::admin);
    BOOST_TEST(refusal_of([&] { return Proposals{desk_of(as_admin.session)}.approve(proposal, why), 0; }) ==
               "proposal.own");
    // Two accounts, one record as their own: one human.
    const auto card = customer(desk("clerk"), "Rauha Esimerkki");
    const auto admin = desk("admin");
    for (const auto* user : {"responsible", "chief"})
        static_cast<void>(customers::Relations{admin}.record(person(user), card, "own"));
    BOOST_TEST(refusal_of([&] { return Proposals{desk("chief")}.approve(proposal, why), 0; }) == "proposal.own");
    Proposals{admin}.reject(proposal, why);
    BOOST_TEST(last_line(database()) == "list.rejected allowed");
}

BOOST_AUTO_TEST_CASE(a_right_is_not_given_back_to_the_giver_alone) {
    const auto boss = desk("responsible");
    const auto admin = desk("admin");
    AccessList{boss}.grant(entry("admin"));
    BOOST_TEST(refusal_of([&] { return AccessList{admin}.grant(entry("responsible", "dispose")).value(); }) ==
               "list.needs_second");
    const auto proposal = Proposals{admin}.propose(entry("responsible", "dispose"));
    Proposals{desk("chief")}.approve(proposal, why);
    BOOST_TEST(AccessList{boss}.of(person("responsible")).back().act == "dispose");
}

BOOST_AUTO_TEST_CASE(a_role_of_ones_own_waits_for_another_as_well) {
    const auto admin = desk("admin");
    const auto proposal =
        Proposals{admin}.propose(NewRole{person("admin"), Role::responsible, today(), {}, PersonalText{"sijaisuus"}});
    BOOST_TEST(refusal_of([&] { return Proposals{admin}.approve(proposal, why), 0; }) == "proposal.own");
    Proposals{desk("chief")}.approve(proposal, why);
    BOOST_TEST(last_line(database()) == "role.changed allowed");
    const auto again =
        sessions.sign_in("admin", PersonalText{password}, {"web", "10.0.0.5", ""}, "r-2", Role::responsible);
    BOOST_TEST((again.session.role == Role::responsible));
    BOOST_TEST(refusal_of([&] {
                   return Proposals{admin}.propose(NewRole{person("admin"), Role::machine, today(), {}, why});
               }) == "role.not_for_people");
}

BOOST_AUTO_TEST_CASE(the_database_keeps_proposals_and_single_entries_as_they_are) {
    const auto boss = desk("responsible");
    static_cast<void>(Proposals{boss}.propose(entry("responsible", "dispose")));
    BOOST_TEST(refused_sql("DELETE FROM proposal") == "proposal.kept");
    BOOST_TEST(refused_sql("UPDATE proposal SET act='read'") == "proposal.kept");
    BOOST_TEST(
        refused_sql("UPDATE proposal SET decided_at=1, decided_by=proposed_by, verdict='approved', decision='x'") ==
        "db.constraint");
    BOOST_TEST(refused_sql("UPDATE access_entry SET book='other'") == "list.kept");
    BOOST_TEST(refused_sql("DELETE FROM access_entry") == "list.kept");
    BOOST_TEST(
        refused_sql("INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at,"
                    " reason, commitment) SELECT person, act, '/0/', '', from_day, to_day, granted_by, granted_at,"
                    " reason, commitment FROM access_entry WHERE id=1") == "db.constraint");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(entries_from_before_keep_their_ids_and_their_triggers) {
    test::TestDatabase store{test::Schema::empty};
    auto& database = store.database();
    const std::filesystem::path folder{ARKKI_SOURCE_DIR "/config/migrations"};
    db::migrate(database, folder, 10);
    database.write([](db::Write& write) {
        write.script(
            "INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at) VALUES"
            "('aino','human','Aino Esimerkki','','own','2020-01-01','9999-12-31',1),"
            "('timo','human','Timo Todistaja','','own','2020-01-01','9999-12-31',1);"
            "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
            " recorded_at) SELECT 2, '1', '2026-01-01', '9999-12-31', sheet, 3, 1, 1 FROM (SELECT"
            " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' AS sheet) s;"
            "INSERT INTO access_entry(id, person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
            " commitment) VALUES(44, 2, 'read', '/', '', '2026-01-01', '9999-12-31', 1, 1, 'x', 1);");
    });
    db::migrate(database, folder);
    const auto [id, book] = database.read(
        [](db::Read& read) { return read.one<std::int64_t, std::string>("SELECT id, book FROM access_entry"); });
    BOOST_TEST(id == 44);
    BOOST_TEST(book == "customer");
    const auto refused = [&](const std::string& sql) {
        return refusal_of([&] { return database.write([&](db::Write& write) { return write.run(sql); }); });
    };
    BOOST_TEST(refused("UPDATE access_entry SET act='take'") == "list.kept");
    BOOST_TEST(refused("DELETE FROM access_entry") == "list.kept");
    // The commitment still takes its entries along: its trigger found the new table.
    database.write([](db::Write& write) {
        write.run("UPDATE commitment SET revoked_at=2, revoked_by=1, revoke_reason='x' WHERE id=1");
    });
    BOOST_TEST(database.read([](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM access_entry WHERE ended_at IS NULL");
    }) == 0);
}
