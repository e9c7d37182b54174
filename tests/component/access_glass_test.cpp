// Break-glass: past the list and a conflict, for one record and a short time, told at once and judged by another.
#include "access/glass.hpp"

#include <boost/test/unit_test.hpp>

#include "access/notices.hpp"
#include "audit/query.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::access;
using test::last_line;
using test::refusal_of;
using namespace std::chrono_literals;

namespace {

const DocumentId paper{812};
const Object record{"document", 812};
const PersonalText reason{"asiakas odottaa tiskillä"};

class Office : public test::TestOffice {
public:
    Office() {
        facts["document:812"] = {true, "/1/", "contact", {CustomerId{7}}, 3, 2, "none", false};
        facts["document:813"] = {true, "/1/", "contact", {CustomerId{8}}, 1, 1, "none", false};
        facts["document:814"] = {true, "/1/", "contact", {CustomerId{9}}, 1, 1, "none", true};
        hire("trainee", Role::clerk);
        hire("second", Role::second);
    }
    template <class Act = ReadDocument>
    std::string try_open(const Desk& desk, typename Act::Object object = paper) {
        return refusal_of([&] { return desk.open<Act>(object).event().value(); });
    }
    std::string refused(const Desk& desk, const NewGlass& glass) {
        return refusal_of([&] { return Glass{desk}.ask(glass); });
    }
    audit::Entry newest() {
        return database().read([](db::Read& read) { return audit::entries(read, {}, {}, 1).front(); });
    }
    /// Refused, then past it.
    std::int64_t broken(const Desk& desk, int minutes = 30) {
        static_cast<void>(try_open(desk));
        return Glass{desk}.ask({record, reason, minutes});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_glass, Office)

BOOST_AUTO_TEST_CASE(without_a_refusal_a_reason_and_a_measure_there_is_none) {
    const auto trainee = desk("trainee");
    BOOST_TEST(refused(trainee, {record, reason, 30}) == "glass.not_refused");
    BOOST_TEST(try_open(trainee) == "access.denied.not-on-list");
    BOOST_TEST(refused(trainee, {record, PersonalText{"kiire"}, 30}) == "glass.no_reason");
    BOOST_TEST(refused(trainee, {record, reason, 0}) == "glass.bad_minutes");
    BOOST_TEST(refused(trainee, {record, reason, 61}) == "glass.bad_minutes");
    BOOST_TEST(refused(trainee, {{"person", 7}, reason, 30}) == "glass.bad_object");
    BOOST_TEST(refused(trainee, {{"document", 813}, reason, 30}) == "glass.not_refused");
    BOOST_TEST(refused(desk("admin"), {record, reason, 30}) == "access.denied.role");
    BOOST_TEST(refused(desk("clerk"), {record, reason, 30}) == "glass.not_refused");
}

BOOST_AUTO_TEST_CASE(one_record_is_open_and_every_look_says_on_what_it_rests) {
    const auto trainee = desk("trainee");
    const auto id = broken(trainee);
    const auto line = newest();
    BOOST_TEST(line.event.action == "glass.broken");
    BOOST_TEST(line.event.object == "document:812");
    BOOST_TEST(line.event.reason.reveal() == reason.reveal());
    BOOST_TEST(database().read([&](db::Read& read) { return audit::subjects_of(read, line.seq).size(); }) == 1u);
    BOOST_TEST(try_open(trainee) == "");
    BOOST_TEST(newest().event.basis == "glass:" + std::to_string(id));
    BOOST_TEST(try_open<PreviewDocument>(trainee, paper) == "");
    BOOST_TEST(try_open(trainee, DocumentId{813}) == "access.denied.not-on-list");
    BOOST_TEST(try_open(desk("clerk"), paper) == "");
    BOOST_TEST(newest().event.basis.starts_with("list:"));
    trainee.database().read([&](db::Read&) {});
    auto session = trainee.session();
    session.purpose = "retention";
    session.case_ref = "disposal:1";
    BOOST_TEST(try_open<DisposeDocument>(desk_of(session), paper) == "access.denied.not-on-list");
}

BOOST_AUTO_TEST_CASE(a_restriction_a_ban_and_a_lost_session_are_not_overridden) {
    const auto trainee = desk("trainee");
    static_cast<void>(try_open(trainee, DocumentId{814}));
    Glass{trainee}.ask({{"document", 814}, reason, 30});
    BOOST_TEST(try_open(trainee, DocumentId{814}) == "access.denied.restricted");
    auto stranger = trainee.session();
    stranger.id = "s-00000000";
    BOOST_TEST(try_open(desk_of(stranger), DocumentId{814}) == "access.denied.session");
}

BOOST_AUTO_TEST_CASE(a_conflict_is_overridden_for_the_time_and_not_after) {
    facts["document:812"].flags = {"surname", "address"};
    const auto clerk = desk("clerk");
    BOOST_TEST(try_open(clerk) == "access.denied.conflict");
    const auto id = Glass{clerk}.ask({record, reason, 10});
    BOOST_TEST(try_open(clerk) == "");
    BOOST_TEST(newest().event.basis == "glass:" + std::to_string(id));
    clock.advance(10min);
    BOOST_TEST(try_open(clerk) == "access.denied.conflict");
    BOOST_TEST(!Glass{clerk}.active().has_value());
    end_expired_glass(desk("responsible"));
    BOOST_TEST(newest().event.action == "glass.ended");
    BOOST_TEST(refusal_of([&] { return Glass{clerk}.end(id), 0; }) == "glass.over");
}

BOOST_AUTO_TEST_CASE(whoever_is_done_ends_it_and_nobody_elses) {
    const auto trainee = desk("trainee");
    const auto id = broken(trainee);
    BOOST_TEST(Glass{trainee}.active()->id == id);
    BOOST_TEST(refusal_of([&] { return Glass{desk("clerk")}.end(id), 0; }) == "glass.unknown");
    BOOST_TEST(refused(trainee, {record, reason, 30}) == "glass.not_refused");
    Glass{trainee}.end(id);
    BOOST_TEST(try_open(trainee) == "access.denied.not-on-list");
}

BOOST_AUTO_TEST_CASE(the_responsible_person_is_told_at_once_and_judges) {
    const auto boss = desk("responsible");
    const auto trainee = desk("trainee");
    const auto id = broken(trainee);
    const auto notices = Notices{boss}.open();
    BOOST_REQUIRE(!notices.empty());
    BOOST_TEST(notices.front().kind == "glass.review");
    BOOST_TEST(notices.front().object == "glass:" + std::to_string(id));
    BOOST_TEST(refusal_of([&] { return Glass{boss}.review(id, true, reason), 0; }) == "glass.not_over");
    Glass{trainee}.end(id);
    BOOST_TEST(refusal_of([&] { return Glass{boss}.review(id, true, PersonalText{" "}), 0; }) == "glass.no_review");
    BOOST_TEST(refusal_of([&] { return Glass{trainee}.review(id, true, reason), 0; }) == "access.denied.role");
    Glass{boss}.review(id, false, PersonalText{"olisi voinut odottaa"});
    BOOST_TEST(last_line(database()) == "glass.reviewed allowed");
    BOOST_TEST(Notices{boss}.open().empty());
    BOOST_TEST(refusal_of([&] { return Glass{boss}.review(id, true, reason), 0; }) == "glass.reviewed");
}

BOOST_AUTO_TEST_CASE(the_responsible_persons_own_glass_is_judged_by_somebody_else) {
    facts["document:812"].flags = {"own"};
    const auto boss = desk("responsible");
    const auto id = broken(boss, 1);
    clock.advance(2min);
    BOOST_TEST(refusal_of([&] { return Glass{boss}.review(id, true, reason), 0; }) == "glass.own_review");
    const auto second = desk("second");
    BOOST_TEST(Notices{second}.open().size() == 1u);
    Glass{second}.review(id, true, reason);
    BOOST_TEST(Glass{second}.cases().front().verdict == "justified");
}

BOOST_AUTO_TEST_CASE(who_was_not_judged_in_seven_days_gets_no_second_one) {
    const auto id = broken(desk("trainee"), 1);
    clock.advance(24h);
    const auto next = broken(desk("trainee"), 1);  // within the week the judgement may wait
    clock.advance(24h * 7);
    const auto later = desk("trainee");
    static_cast<void>(try_open(later));
    BOOST_TEST(refused(later, {record, reason, 30}) == "glass.not_reviewed");
    const auto boss = desk("responsible");
    for (const auto glass : {id, next}) Glass{boss}.review(glass, true, reason);
    BOOST_TEST(refused(later, {record, reason, 30}) == "");
}

BOOST_AUTO_TEST_CASE(the_database_keeps_what_was_broken) {
    static_cast<void>(broken(desk("trainee")));
    const auto refused_sql = [&](const std::string& sql) {
        return refusal_of([&] { return database().write([&](db::Write& write) { return write.run(sql); }); });
    };
    BOOST_TEST(refused_sql("DELETE FROM break_glass") == "glass.kept");
    BOOST_TEST(refused_sql("UPDATE break_glass SET until_at = until_at + 1") == "glass.kept");
    BOOST_TEST(refused_sql("UPDATE break_glass SET ended_at=until_at, reviewed_at=until_at, reviewed_by=person,"
                           " verdict='justified', review='x'") == "db.constraint");
    BOOST_TEST(
        refused_sql("INSERT INTO break_glass(person, object, rule, reason, broken_at, until_at, review_by)"
                    " SELECT person, 'document:9', rule, reason, broken_at+1, until_at, review_by FROM break_glass") ==
        "glass.still_open");
}

BOOST_AUTO_TEST_SUITE_END()
