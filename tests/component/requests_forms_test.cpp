// The forms of a letter: signed at B-B, lifted by its time stamp when an authority is there; each is known by its SHA-256.
#include <boost/test/unit_test.hpp>

#include "jobs/jobs.hpp"
#include "requests/letter_forms.hpp"
#include "support/test_pki.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;

namespace {

/// One authority for the whole program; its clock is the machine's, so the office stands at today's.
test::StampAuthority& authority() {
    static test::StampAuthority one;
    return one;
}

class Office : public test::TestRequests {
public:
    Office() { stand_at_now(); }
    /// Certificates made since are valid from then on.
    void stand_at_now() { clock.set(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())); }

    RequestId refused_correction() {
        const auto id = rectify(maija(), {phone()});
        identify(id);
        decide(id, {Outcome::refused, {refused(1)}});
        return id;
    }
    std::int64_t waiting() {
        return database().read([](db::Read& read) { return jobs::tally(read, lift_job).waiting; });
    }
    std::string lifted(LetterId letter, const signing::StampingAuthority& by) { return lift(boss(), vault, letter, {by, {}}); }
    signing::Verdict verdict(const Bytes& pdf) { return verify(pdf, authority().roots()); }
};

signing::StampingAuthority nobody_there(int& asked) {
    return {"http://192.0.2.1/tsa", "",
            [&asked](const std::string&, std::string_view, ByteView) -> Bytes {
                ++asked;
                throw Error{Fault::unavailable, "anchor.unreachable"};
            },
            system_randomness()};
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_letter_is_signed_at_b_b_and_its_time_stamp_is_ordered, Office) {
    const auto id = refused_correction();
    const auto issued = sign(id);
    BOOST_TEST(issued.at(0).level == "B-B");
    BOOST_TEST(waiting() == 1);
    BOOST_TEST(verdict(letter(id, issued[0].id)).level == "B-B");
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_is_down_changes_nothing_and_the_order_stands, Office) {
    const auto id = refused_correction();
    const auto issued = sign(id);
    const Bytes before = letter(id, issued[0].id);
    int asked = 0;
    BOOST_TEST(test::refusal_of([&] { return lifted(issued[0].id, nobody_there(asked)); }) == "anchor.unreachable");
    BOOST_TEST(asked == 1);
    BOOST_TEST(waiting() == 1);
    BOOST_TEST(letter(id, issued[0].id) == before);
    BOOST_TEST(seen(id).letters.at(0).level == "B-B");
    BOOST_TEST(test::lines_of(database(), "letter.lifted") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_letter_is_lifted_once_and_both_forms_stay_ours, Office) {
    const auto id = refused_correction();
    const auto issued = sign(id);
    const Bytes first = letter(id, issued[0].id);
    BOOST_TEST(lifted(issued[0].id, authority().settings()) == "B-T");
    const Bytes second = letter(id, issued[0].id);
    BOOST_TEST(second.size() == first.size());
    BOOST_TEST((second != first));
    BOOST_TEST(verdict(first).level == "B-B");
    BOOST_TEST(verdict(first).valid);
    const auto now = verdict(second);
    BOOST_TEST(now.problems == std::vector<std::string>{}, boost::test_tools::per_element());
    BOOST_TEST(now.level == "B-T");
    const auto shown = seen(id).letters.at(0);
    BOOST_TEST(shown.level == "B-T");
    BOOST_TEST(shown.sha256 == hex(sha256(second)));
    BOOST_TEST(test::lines_of(database(), "letter.lifted") == 1);
    const int questions = authority().questions();
    BOOST_TEST(lifted(issued[0].id, authority().settings()) == "B-T");
    BOOST_TEST(authority().questions() == questions);
    BOOST_TEST(test::lines_of(database(), "letter.lifted") == 1);
}

BOOST_FIXTURE_TEST_CASE(of_two_that_lift_a_letter_the_second_changes_nothing, Office) {
    const auto id = refused_correction();
    const auto issued = sign(id);
    auto slow = authority().settings();
    const auto exchange = slow.exchange;
    slow.exchange = [&](const std::string& url, std::string_view type, ByteView body) {
        BOOST_TEST(lifted(issued[0].id, authority().settings()) == "B-T");  // meanwhile
        return exchange(url, type, body);
    };
    BOOST_TEST(lifted(issued[0].id, slow) == "B-T");
    const auto forms = database().read([](db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM letter_form"); });
    BOOST_TEST(forms == 1);
    BOOST_TEST(verdict(letter(id, issued[0].id)).valid);
}

BOOST_FIXTURE_TEST_CASE(a_form_is_never_changed_nor_taken_away, Office) {
    const auto id = refused_correction();
    const auto issued = sign(id);
    BOOST_TEST(lifted(issued[0].id, authority().settings()) == "B-T");
    for (const char* sql : {"UPDATE letter_form SET level = 'B-LTA'", "DELETE FROM letter_form"})
        BOOST_CHECK_THROW(database().write([&](db::Write& write) { write.run(sql, {}); }), Error);
}

BOOST_FIXTURE_TEST_CASE(a_letter_that_does_not_exist_is_not_lifted, Office) {
    int asked = 0;
    BOOST_TEST(test::refusal_of([&] { return lifted(LetterId{4711}, nobody_there(asked)); }) == "letter.unknown");
    BOOST_TEST(asked == 0);
}

BOOST_FIXTURE_TEST_CASE(a_letter_is_lifted_to_its_archive_form_and_every_form_stays_ours, Office) {
    static test::TestPki pki;
    stand_at_now();
    const auto id = refused_correction();
    const auto issued = letters().sign(deciding(id), pki.signer());
    const LetterId of = issued.at(0).id;
    Lifting help{pki.stamps.settings(), pki.roots(), pki.sources()};
    pki.mood = test::TestPki::Mood::broken;
    BOOST_TEST(test::refusal_of([&] { return lift(boss(), vault, of, help); }) == "signing.revocation_unknown");
    BOOST_TEST(seen(id).letters.at(0).level == "B-T");  // what was reached stays
    const Bytes stamped = letter(id, of);
    pki.mood = test::TestPki::Mood::honest;
    BOOST_TEST(lift(boss(), vault, of, help) == "B-LTA");
    const Bytes archived = letter(id, of);
    BOOST_TEST(std::equal(stamped.begin(), stamped.end(), archived.begin()));
    BOOST_TEST(test::lines_of(database(), "letter.lifted") == 2);
    const auto known = [this](const Digest& digest) {
        return database().read([&](db::Read& read) { return is_issued(read, hex(digest)); });
    };
    const auto verdict = signing::verify(archived, {pki.roots(), clock.now(), known, pki.stamps.roots()});
    BOOST_TEST(verdict.level == "B-LTA");
    // The form before is a letter of ours and so is a part of this one; that something follows it is no change.
    BOOST_TEST(verdict.problems == std::vector<std::string>{}, boost::test_tools::per_element());
    BOOST_TEST(signing::verify(stamped, {pki.roots(), clock.now(), known, pki.stamps.roots()}).level == "B-T");
}
