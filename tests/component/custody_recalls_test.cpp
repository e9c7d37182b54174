// Paper in the hands of somebody who may not have it any more, and who may have it until when.
#include <boost/test/unit_test.hpp>

#include "access/notices.hpp"
#include "custody/recalls.hpp"
#include "support/test_places.hpp"

using namespace arkki;
using arkki::test::refusal_of;

namespace {

const PersonalText why{"koeaika päättyi"};

struct Loans : test::TestPlaces {
    UnitId unit = binder();
    Day due = day_from_iso("2026-12-01");

    void take(UnitId what, const std::string& user = "clerk") {
        units.checkout(taking(what), person(user), due, "tarkastus");
    }
    std::vector<custody::Held> held(const std::string& user = "clerk") {
        return database().read([&](db::Read& read) { return custody::paper_held(read, person(user)); });
    }
    void revoke(const std::string& user = "clerk") {
        const auto admin = desk("admin");
        access::Commitments{admin}.revoke(commitments.at(user), why, custody::recall_paper);
    }
    std::string try_sql(const std::string& sql) {
        return refusal_of([&] { return database().write([&](db::Write& write) { return write.run(sql); }); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(custody_recalls, Loans)

BOOST_AUTO_TEST_CASE(a_commitment_that_ends_before_the_due_date_lets_nobody_take_an_original) {
    const auto responsible = desk("responsible");
    const auto bind = [&](Day last) {
        access::Commitments{responsible}.record({person("clerk"), "1", today(), last, std::string(64, 'b'), witness});
    };
    const auto hand_out = [&] {
        custody::Units{responsible}.checkout(granted<access::TakeOriginal>(responsible, unit), person("clerk"), due,
                                             "");
    };
    revoke();
    bind(day_from_iso("2026-11-30"));
    BOOST_TEST(refusal_of([&] { return hand_out(), 0; }) == "custody.holder_commitment");
    BOOST_TEST(held().empty());
    bind(due);
    // The rows of the list went with the first commitment: they have to be granted anew.
    BOOST_TEST(refusal_of([&] { return hand_out(), 0; }) == "custody.holder_not_on_list");
    access::AccessList{responsible}.grant({person("clerk"), "take", "/", "", today(), {}, why});
    hand_out();
    BOOST_TEST(held().size() == 1);
}

BOOST_AUTO_TEST_CASE(a_recall_is_of_paper_that_is_out_and_is_closed_once) {
    const auto recall = [&](const std::string& who) {
        return try_sql("INSERT INTO recall(unit, person, reason, opened_by, opened_at) VALUES(" +
                       std::to_string(unit.value()) + ", " + std::to_string(person(who).value()) + ", 'x', 1, 1)");
    };
    BOOST_TEST(recall("clerk") == "recall.not_held");
    take(unit);
    BOOST_TEST(recall("responsible") == "recall.not_held");
    BOOST_TEST(recall("clerk") == "");
    BOOST_TEST(recall("clerk") == "db.constraint");
    BOOST_TEST(try_sql("UPDATE recall SET reason = 'y'") == "recall.kept");
    BOOST_TEST(try_sql("DELETE FROM recall") == "recall.kept");
}

BOOST_AUTO_TEST_CASE(a_revocation_recalls_every_paper_and_the_return_ends_the_recall) {
    const auto second = binder("M08");
    take(unit);
    take(second);
    revoke();
    const auto papers = held();
    BOOST_REQUIRE(papers.size() == 2);
    BOOST_TEST(papers[0].recalled_at.has_value());
    BOOST_TEST(papers[0].code == "K2-H3-M07");
    BOOST_TEST((papers[0].due == due));
    const auto responsible = desk("responsible");
    BOOST_TEST(custody::open_recalls(responsible).size() == 2);
    const auto told = access::Notices{responsible}.open();
    BOOST_REQUIRE(told.size() == 1);
    BOOST_TEST(told.front().number == 2);
    const auto recalled = [&] {
        return database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = 'original.recalled'");
        });
    };
    BOOST_TEST(recalled() == 2);
    custody::Units{responsible}.take_back(granted<access::MoveUnit>(responsible, unit), "palautui");
    BOOST_TEST(held().size() == 1);
    BOOST_TEST(custody::open_recalls(responsible).size() == 1);
    BOOST_TEST((custody::open_recalls(responsible).front().unit == second));
}

BOOST_AUTO_TEST_CASE(whoever_leaves_with_paper_is_asked_for_it) {
    take(unit);
    const auto responsible = desk("responsible");
    access::People{responsible}.leave(person("clerk"), today(), why, custody::recall_paper);
    access::People{responsible}.leave(person("clerk"), today(), why, custody::recall_paper);  // no second recall
    BOOST_TEST(custody::open_recalls(responsible).size() == 1);
    const auto told = access::Notices{responsible}.open();
    BOOST_REQUIRE(told.size() == 1);
    BOOST_TEST(told.front().kind == "person.left");
}

BOOST_AUTO_TEST_SUITE_END()
