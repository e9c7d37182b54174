// Letters on the way to an answer: what may be written when, what is asked, signed and sent; and what is refused.
#include <boost/test/unit_test.hpp>

#include <map>

#include "requests/notices.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

using Given = std::vector<std::pair<std::string, std::string>>;

class Office : public test::TestRequests {
public:
    Notices notices() { return {boss(), {texts, catalogue, resources(), "/usr/share/hyphen", vault, randomness}}; }
    static Notice notice(const std::string& kind, const Given& given) {
        Notice made{kind, {}};
        for (const auto& [name, text] : given) made.answers.add(name, PersonalText{text});
        return made;
    }
    Draft draft(RequestId id, const std::string& kind, const Given& given) {
        return notices().draft(boss().open<access::PreviewLetter>(id), notice(kind, given));
    }
    std::string refused(RequestId id, const std::string& kind, const Given& given) {
        return refusal_of([&] { return draft(id, kind, given).pdf.size(); });
    }
    IssuedLetter write(RequestId id, const std::string& kind, const Given& given) {
        return notices().sign(deciding(id), notice(kind, given), signer());
    }
    void send(RequestId id, LetterId letter, const std::string& channel, Day day) {
        notices().dispatch(boss().open<access::WorkOnRequest>(id), letter, {channel, day, PersonalText{"RR 123"}});
    }
    std::string text(const Bytes& pdf) { return test::text_of_pdf(pdf, store.folder()); }
};

const Given acknowledgement{{"delivery", "post"}};
const Given extension{{"reasons", "paper_volume"}, {"reasons", "third_parties"}};

/// One full set of answers of each kind, and the right that is asked for.
const std::map<std::string, std::pair<Kind, Given>> all_kinds{
    {"acknowledgement", {Kind::access, acknowledgement}},
    {"information-request",
     {Kind::rectify,
      {{"doubt", "Pyyntö tuli osoitteesta, jota emme tunne."}, {"methods", "visit"}, {"reply_by", "2026-12-01"}}}},
    {"extension", {Kind::access, extension}},
    {"fee-notice", {Kind::access, {{"ground", "excessive"}, {"reasons", "Sama pyyntö on toistettu viisi kertaa."}}}},
    {"marketing-ban", {Kind::ban, {{"scopes", "directad"}, {"scopes", "list"}, {"stop_by", "2026-12-31"}}}},
    {"restriction",
     {Kind::restrict, {{"scope", "puhelinnumero"}, {"ground", "a"}, {"until", "date"}, {"until_day", "2026-12-24"}}}},
    {"restriction-lifting",
     {Kind::restrict,
      {{"notice_day", "2026-10-01"}, {"scope", "osoite"}, {"lift_day", "2026-12-01"}, {"lift_reason", "accurate"}}}},
    {"party-notice",
     {Kind::erase,
      {{"party_name", "Esimerkkitilit Oy"},
       {"party_address", "PL 1\n00300 Helsinki"},
       {"relation", "recipient"},
       {"given_day", "2026-02-03"},
       {"what", "erase"},
       {"scope", "yhteystiedot"}}}}};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_letter_on_the_way_is_signed_kept_and_valid_in_three_languages, Office) {
    BOOST_TEST(all_kinds.size() == notice_kinds().size());
    const auto subject = maija();
    for (const auto language : {Language::fi, Language::sv, Language::en})
        for (const auto& [kind, about] : all_kinds) {
            const auto& [right, given] = about;
            const auto items = right == Kind::rectify ? std::vector{phone()} : std::vector<NewItem>{};
            const auto id = open({right, subject, today(), language, "letter", "none", {}, items});
            const auto issued = write(id, kind, given);
            const Bytes pdf = letter(id, issued.id);
            BOOST_TEST(verify(pdf).valid, kind);
            BOOST_TEST(hex(sha256(pdf)) == issued.sha256, kind);
            BOOST_TEST(seen(id).letters.size() == 1u);
            BOOST_TEST(!seen(id).answered_on.has_value());
            if (test::has_program("pdftotext"))
                BOOST_TEST(text(pdf).find(seen(id).number) != std::string::npos, kind << ": " << text(pdf));
        }
}

BOOST_FIXTURE_TEST_CASE(what_a_letter_needs_is_asked_for_by_name_before_anything_is_made, Office) {
    const auto id = access_to(maija());
    BOOST_TEST(refused(id, "acknowledgement", {}) == "notice.missing");
    BOOST_TEST(refused(id, "acknowledgement", {{"delivery", "pigeon"}}) == "notice.bad_choice");
    BOOST_TEST(refused(id, "extension", {}) == "notice.missing");
    BOOST_TEST(refused(id, "extension", {{"reasons", "staff_shortage"}}) == "notice.bad_choice");
    BOOST_TEST(refused(id, "information-request", {{"reply_by", "2026-13-45"}, {"mandate", "1"}}) == "notice.bad_day");
    BOOST_TEST(refused(id, "information-request", {{"reply_by", "2026-12-01"}}) == "notice.missing");
    BOOST_TEST(refused(id, "information-request", {{"reply_by", "2026-12-01"}, {"methods", "visit"}}) ==
               "notice.missing");  // who asks for proof says why
    BOOST_TEST(refused(id, "fee-notice", {{"ground", "excessive"}, {"reasons", "x"}, {"amount", "40,00"}}) ==
               "notice.missing");
    BOOST_TEST(refused(id, "fee-notice", {{"ground", "excessive"}, {"reasons", "tunnus 131052-308T"}}) ==
               "request.identity_code");
    BOOST_TEST(refused(id, "refusal", {}) == "letter.unknown_kind");
    BOOST_TEST(seen(id).letters.empty());
    BOOST_TEST(test::lines_of(database(), "letter.signed") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_letter_that_does_not_fit_the_case_is_refused, Office) {
    const auto id = access_to(maija());
    BOOST_TEST(refused(id, "marketing-ban", all_kinds.at("marketing-ban").second) == "notice.not_now");
    BOOST_TEST(refused(id, "extension", extension) == "");
    const auto old = open({Kind::access, maija(), add_days(today(), -40), Language::fi, "letter", "none", {}, {}});
    BOOST_TEST(refused(old, "extension", extension) == "notice.not_now");  // told after the first month it counts nothing
    BOOST_TEST(refused(old, "acknowledgement", acknowledgement) == "");
}

BOOST_FIXTURE_TEST_CASE(only_the_responsible_person_signs_and_a_key_that_fails_leaves_nothing, Office) {
    const auto id = access_to(maija());
    BOOST_TEST(refusal_of([&] { return clerk().open<access::Decide>(id).object(); }) == "access.denied.role");
    signing::Signer broken{signer().certificates, [](const signing::SignedAttributes&) -> Bytes {
                               throw Error{Fault::unavailable, "signing.no_card"};
                           }};
    BOOST_TEST(refusal_of([&] {
                   return notices().sign(deciding(id), notice("acknowledgement", acknowledgement), broken).number;
               }) == "signing.no_card");
    BOOST_TEST(seen(id).letters.empty());
}

BOOST_FIXTURE_TEST_CASE(a_second_letter_of_a_kind_has_a_number_of_its_own, Office) {
    const auto id = access_to(maija());
    const Given ask{{"mandate", "1"}, {"reply_by", "2026-12-01"}};
    const auto seen_first = draft(id, "information-request", ask);
    BOOST_TEST(draft(id, "information-request", ask).number == seen_first.number);
    BOOST_TEST((draft(id, "information-request", ask).pdf == seen_first.pdf));
    const auto first = write(id, "information-request", ask);
    const auto second = write(id, "information-request", ask);
    BOOST_TEST(first.number == seen_first.number);
    BOOST_TEST(second.number != first.number);
    BOOST_TEST(seen(id).letters.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(how_a_letter_left_is_recorded_once_and_in_the_log, Office) {
    const auto id = access_to(maija());
    const auto other = access_to(maija());
    const auto issued = write(id, "extension", extension);
    const auto sent = [&](RequestId of, LetterId letter, const std::string& channel, Day day) {
        return refusal_of([&] {
            send(of, letter, channel, day);
            return 0;
        });
    };
    BOOST_TEST(sent(id, issued.id, "pigeon", today()) == "dispatch.bad_channel");
    BOOST_TEST(sent(id, issued.id, "post", add_days(today(), 1)) == "dispatch.in_future");
    BOOST_TEST(sent(id, issued.id, "post", add_days(today(), -1)) == "dispatch.before_the_letter");
    BOOST_TEST(sent(other, issued.id, "post", today()) == "letter.unknown");
    BOOST_TEST(!database().read([&](db::Read& read) { return was_sent(read, id, "extension"); }));
    BOOST_TEST(sent(id, issued.id, "registered", today()) == "");
    BOOST_TEST(sent(id, issued.id, "registered", today()) == "dispatch.known");
    BOOST_TEST(database().read([&](db::Read& read) { return was_sent(read, id, "extension"); }));
    const auto all = notices().dispatched(boss().open<access::ViewRequest>(id));
    BOOST_TEST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all[0].how.channel == "registered");
    BOOST_TEST(all[0].how.proof.reveal() == "RR 123");
    BOOST_TEST(test::lines_of(database(), "letter.dispatched") == 1);
}

BOOST_FIXTURE_TEST_CASE(the_database_takes_no_dispatch_before_its_letter_and_no_outcome_without_an_answer, Office) {
    const auto id = access_to(maija());
    const auto issued = write(id, "acknowledgement", acknowledgement);
    const auto refused_by_database = [&](const std::string& sql, const db::Parameters& with) {
        return refusal_of([&] {
            database().write([&](db::Write& write) { write.run(sql, with); });
            return 0;
        });
    };
    const auto dispatched = [&](const std::string& channel, const std::string& day) {
        return refused_by_database("INSERT INTO dispatch (letter, channel, sent_on, recorded_at, recorded_by) VALUES"
                                   " (:letter, :channel, :day, 1, :person)",
                                   {{"letter", issued.id},
                                    {"channel", channel},
                                    {"day", day},
                                    {"person", boss().session().actor}});
    };
    BOOST_TEST(dispatched("post", "2020-01-01") != "");
    BOOST_TEST(dispatched("fax", "2030-01-01") != "");
    BOOST_TEST(dispatched("post", "2030-01-01") == "");
    identify(id);
    decide(id, {Outcome::granted, {given(1, ItemOutcome::supplied)}});
    BOOST_TEST(refused_by_database("UPDATE request SET state = 'granted' WHERE id = :request", {{"request", id}}) != "");
    BOOST_TEST((seen(id).state == State::sign));
    BOOST_TEST(sign(id).size() == 1u);
    BOOST_TEST((seen(id).state == State::granted));
}
