// The letters that answer: composed, signed and verified for real, in three languages; and what keeps them from
// leaving.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>

#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

class Office : public test::TestRequests {
public:
    /// Opened, identified, decided.
    RequestId decided(RequestId id, const Decision& decision) {
        identify(id);
        decide(id, decision);
        return id;
    }
    std::vector<Draft> drafts(RequestId id) { return letters().drafts(boss().open<access::PreviewLetter>(id)); }
    std::string refused_draft(RequestId id) {
        return refusal_of([&] { return drafts(id).size(); });
    }
    std::string refused_signature(RequestId id) {
        return refusal_of([&] { return sign(id).size(); });
    }
    std::string text(const Bytes& pdf) { return test::text_of_pdf(pdf, store.folder()); }
    std::string value(CustomerId subject, const std::string& datum) {
        return customers::Cards{boss()}.card(boss().open<access::ViewCard>(subject)).value(datum).reveal();
    }
    void add(CustomerId subject, const std::string& datum, const std::string& what) {
        customers::Cards{clerk()}.amend(clerk().open<access::AmendCard>(subject), {{datum, PersonalText{what}}});
    }
    /// Nothing of a signature that was refused is left.
    void untouched(RequestId id, CustomerId subject) {
        BOOST_TEST((seen(id).state == State::sign));
        BOOST_TEST(!seen(id).answered_on.has_value());
        BOOST_TEST(seen(id).letters.empty());
        BOOST_TEST(value(subject, "phone") == "000 000 0010");
        BOOST_TEST(test::lines_of(database(), "letter.signed") == 0);
    }
    CustomerId maija_with_phone() {
        const auto subject = maija();
        add(subject, "phone", "000 000 0010");
        return subject;
    }
};

void expect(bool there, const std::string& text, const std::string& words) {
    if (test::has_program("pdftotext"))
        BOOST_TEST((text.find(words) != std::string::npos) == there, "'" << words << "' in: " << text);
}

constexpr std::array<Language, 3> languages{Language::fi, Language::sv, Language::en};

}  // namespace

BOOST_FIXTURE_TEST_CASE(no_letter_before_the_decision, Office) {
    const auto id = rectify(maija(), {phone()});
    BOOST_TEST(refused_draft(id) == "request.not_decided");
    identify(id);
    BOOST_TEST(refused_signature(id) == "request.not_decided");
}

BOOST_FIXTURE_TEST_CASE(a_clerk_can_not_sign, Office) {
    const auto id = decided(rectify(maija(), {phone()}), {Outcome::refused, {refused(1)}});
    BOOST_TEST(refusal_of([&] { return clerk().open<access::Decide>(id).object(); }) == "access.denied.role");
    BOOST_TEST(seen(id).letters.empty());
}

BOOST_FIXTURE_TEST_CASE(without_an_address_the_letter_is_refused_and_nothing_is_half_done, Office) {
    const auto subject = customer(clerk(), "Maija Malli");
    add(subject, "phone", "000 000 0010");
    const auto id = decided(rectify(subject, {phone()}), {Outcome::granted, {given(1)}});
    BOOST_TEST(refused_draft(id) == "letter.no_address");
    BOOST_TEST(refused_signature(id) == "letter.no_address");
    untouched(id, subject);
    add(subject, "postal_address", "Esimerkkitie 2, 00200 Helsinki");
    BOOST_TEST(refused_signature(id) == "");
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_nobody_checked_stops_the_letter, Office) {
    const auto subject = maija_with_phone();
    const auto id = decided(rectify(subject, {phone()}), {Outcome::granted, {given(1)}});
    customers::set_profile(boss(), "", {{"sa.checked_on", ""}});
    BOOST_TEST(refused_signature(id) == "letter.authority_not_checked");
    untouched(id, subject);
}

BOOST_FIXTURE_TEST_CASE(a_profile_with_a_gap_stops_the_letter, Office) {
    const auto subject = maija_with_phone();
    const auto id = decided(access_to(subject), {Outcome::granted, {given(1, ItemOutcome::supplied)}});
    for (const auto* list : {"purposes", "retention", "sources"}) {
        const auto profile = database().read([](db::Read& read) { return customers::profile(read, Language::fi); });
        customers::set_profile_list(boss(), list, Language::fi, {});
        BOOST_TEST(refused_signature(id) == "profile.missing", list);
        customers::set_profile_list(boss(), list, Language::fi, profile.lists.at(list));
    }
    customers::set_profile(boss(), "", {{"controller.name", ""}});
    BOOST_TEST(refused_signature(id) != "");
    untouched(id, subject);
}

BOOST_FIXTURE_TEST_CASE(a_responsible_person_without_a_title_is_told_so, Office) {
    const auto id = decided(rectify(maija(), {phone()}), {Outcome::refused, {refused(1)}});
    const auto other = desk("responsible");
    const Letters own{other,
                      {texts, catalogue, resources(), "/usr/share/hyphen", vault, test::repeatable_randomness(3)}};
    BOOST_TEST(refusal_of([&] { return own.drafts(other.open<access::Decide>(id)).size(); }) == "letter.no_title");
}

BOOST_FIXTURE_TEST_CASE(an_access_reply_that_would_leave_out_documents_is_not_made, Office) {
    const auto subject = maija_with_phone();
    const auto paper = file({"Tilaus"}, archive::Series::order);
    confirm(clerk(), paper, {archive::Series::order, "fi", subject, {}});
    const auto id = decided(access_to(subject), {Outcome::granted, {given(1, ItemOutcome::supplied)}});
    BOOST_TEST(refused_draft(id) == "");
    const auto waiting = file({"Tilaus, jota kukaan ei ole vielä arkistoinut"}, archive::Series::order);
    database().write([&](db::Write& write) {
        write.run("UPDATE document SET proposed_customer = :subject WHERE id = :id",
                  {{"subject", subject}, {"id", waiting}});
    });
    BOOST_TEST(refused_draft(id) == "letter.documents_hidden");
    confirm(clerk(), waiting, {archive::Series::order, "fi", subject, {}});
    BOOST_TEST(refused_draft(id) == "");
    const auto admin = desk("admin");
    for (const auto& entry : access::AccessList{admin}.of(person("vastaava")))
        if (entry.act == "read") access::AccessList{admin}.end(entry.id, PersonalText{"muutos"});
    access::AccessList{admin}.grant(
        {person("vastaava"), "read", "/", "card", today(), {}, PersonalText{"vain kortit"}});
    BOOST_TEST(refused_draft(id) == "letter.documents_hidden");
}

BOOST_FIXTURE_TEST_CASE(a_key_that_fails_leaves_the_request_as_it_was, Office) {
    const auto subject = maija_with_phone();
    const auto id = decided(rectify(subject, {phone()}), {Outcome::granted, {given(1)}});
    signing::Signer broken{signer().certificates, [](const signing::SignedAttributes&) -> Bytes {
                               throw Error{Fault::unavailable, "signing.no_card"};
                           }};
    BOOST_TEST(refusal_of([&] { return letters().sign(deciding(id), broken).size(); }) == "signing.no_card");
    untouched(id, subject);
    BOOST_TEST(refused_signature(id) == "");
}

BOOST_FIXTURE_TEST_CASE(a_decision_taken_anew_while_the_letter_is_signed_wins, Office) {
    const auto subject = maija_with_phone();
    const auto id = decided(rectify(subject, {phone()}), {Outcome::refused, {refused(1)}});
    const signing::Signer slow{signer().certificates, [&](const signing::SignedAttributes& attributes) {
                                   decide(id, {Outcome::refused, {refused(1, "R2")}});
                                   return signer().sign(attributes);
                               }};
    BOOST_TEST(refusal_of([&] { return letters().sign(deciding(id), slow).size(); }) == "request.changed_meanwhile");
    untouched(id, subject);
    BOOST_TEST(seen(id).items[0].reason == "R2");
}

BOOST_FIXTURE_TEST_CASE(two_looks_at_a_draft_show_the_same_bytes, Office) {
    const auto id = decided(rectify(maija_with_phone(), {phone(), email()}), {Outcome::partly, {given(1), refused(2)}});
    const auto first = drafts(id);
    const auto second = drafts(id);
    BOOST_TEST_REQUIRE(first.size() == 2u);
    BOOST_TEST(first[0].kind == "refusal-certificate");
    BOOST_TEST(first[1].kind == "rectification");
    for (std::size_t i = 0; i < 2; ++i) {
        BOOST_TEST(first[i].number == second[i].number);
        BOOST_TEST((first[i].pdf == second[i].pdf));
    }
    BOOST_TEST(seen(id).letters.empty());
    const auto issued = sign(id);
    BOOST_TEST(issued[0].number == first[0].number);
    const Bytes pdf = letter(id, issued[0].id);
    BOOST_TEST_REQUIRE(pdf.size() > first[0].pdf.size());
    BOOST_TEST(std::equal(first[0].pdf.begin(), first[0].pdf.end(), pdf.begin()));  // what was looked at was signed
}

BOOST_FIXTURE_TEST_CASE(a_granted_correction_enters_the_register_with_the_signature_and_not_before, Office) {
    const auto subject = maija_with_phone();
    const auto id = decided(rectify(subject, {phone(), email()}), {Outcome::partly, {given(1), refused(2)}});
    drafts(id);
    BOOST_TEST(value(subject, "phone") == "000 000 0010");
    sign(id);
    BOOST_TEST(value(subject, "phone") == "000 000 0011");
    BOOST_TEST(value(subject, "email") == "");
    BOOST_TEST((seen(id).state == State::partly));
    BOOST_TEST((seen(id).answered_on == today()));
    BOOST_TEST(test::lines_of(database(), "letter.signed") == 2);
    const auto past = customers::Cards{boss()}.history(boss().open<access::ViewCard>(subject));
    BOOST_TEST(std::count_if(past.begin(), past.end(), [](const auto& datum) { return datum.datum == "phone"; }) == 2);
    BOOST_TEST(refused_signature(id) == "request.not_decided");
}

BOOST_FIXTURE_TEST_CASE(a_signed_letter_comes_back_for_its_own_request_only_and_a_changed_byte_is_noticed, Office) {
    const auto id = decided(rectify(maija_with_phone(), {phone()}), {Outcome::refused, {refused(1)}});
    const auto other = rectify(CustomerId{1}, {email()});
    const auto issued = sign(id);
    BOOST_TEST(refusal_of([&] { return letter(other, issued[0].id).size(); }) == "letter.unknown");
    BOOST_TEST(refusal_of([&] { return letter(id, LetterId{99}).size(); }) == "letter.unknown");
    Bytes pdf = letter(id, issued[0].id);
    BOOST_TEST(hex(sha256(pdf)) == issued[0].sha256);
    BOOST_TEST(seen(id).letters.at(0).sha256 == issued[0].sha256);
    BOOST_TEST(verify(pdf).valid);
    pdf[pdf.size() / 3] ^= 1;
    BOOST_TEST(!verify(pdf).valid);
}

BOOST_FIXTURE_TEST_CASE(every_answer_to_a_rectification_is_signed_and_valid_in_three_languages, Office) {
    const auto subject = maija_with_phone();
    for (const auto language : languages) {
        const auto answer = [&](const std::vector<NewItem>& items, const Decision& decision) {
            const auto id = decided(rectify(subject, items, language), decision);
            std::string all;
            for (const auto& issued : sign(id)) {
                const Bytes pdf = letter(id, issued.id);
                const auto verdict = verify(pdf);
                BOOST_TEST(verdict.valid,
                           issued.kind << ": " << (verdict.problems.empty() ? "" : verdict.problems.front()));
                BOOST_TEST(verdict.level == "B-B");
                expect(true, text(pdf), "Maija Malli");
                expect(true, text(pdf), seen(id).number);
                all += issued.kind + " " + text(pdf);
            }
            return all;
        };
        const std::string refusal = answer({phone()}, {Outcome::refused, {refused(1)}});
        BOOST_TEST(refusal.starts_with("refusal-certificate"));
        for (const std::string words :
             {"000 000 0010", "000 000 0011", "numero vaihtui", "Tieto on tarkistettu sopimuksesta."})
            expect(true, refusal, words);
        expect(true, refusal, catalogue.text(language, "reason.R1"));
        expect(true, refusal,
               language == Language::fi   ? "Lintulahdenkuja"
               : language == Language::sv ? "Fågelviksgränden"
                                          : "Lintulahdenkuja");
        const std::string granted = answer({email()}, {Outcome::granted, {given(1)}});
        BOOST_TEST(granted.starts_with("rectification"));
        expect(true, granted, "uusi@example.org");
        const std::string both = answer({phone(), email()}, {Outcome::partly, {refused(1, "R11"), given(2)}});
        expect(true, both, catalogue.text(language, "letter.attachment.certificate"));
    }
}

BOOST_FIXTURE_TEST_CASE(every_answer_to_an_access_request_is_signed_and_valid_in_three_languages, Office) {
    const auto subject = maija_with_phone();
    confirm(clerk(), file({"Tilaus", "Toinen sivu"}, archive::Series::order),
            {archive::Series::order, "fi", subject, {}});
    for (const auto language : languages) {
        const auto answer = [&](const std::vector<NewItem>& items, const Decision& decision) {
            const auto asked = access_to(subject, language, items);
            if (decision.outcome == Outcome::no_data) search_in_vain(asked);
            const auto id = decided(asked, decision);
            const auto issued = sign(id);
            BOOST_TEST_REQUIRE(issued.size() == 1u);
            const Bytes pdf = letter(id, issued[0].id);
            BOOST_TEST(verify(pdf).valid, issued[0].kind);
            return issued[0].kind + " " + text(pdf);
        };
        const std::string granted = answer({}, {Outcome::granted, {given(1, ItemOutcome::supplied)}});
        BOOST_TEST(granted.starts_with("access-reply"));
        expect(true, granted, "000 000 0010");
        expect(true, granted, "Mallipalvelin Oy");
        expect(true, granted, catalogue.text(language, "series.order"));
        const std::string nothing = answer({}, {Outcome::no_data, {given(1, ItemOutcome::not_held)}});
        BOOST_TEST(nothing.starts_with("access-no-data"));
        const std::string refusal = answer({}, {Outcome::refused, {refused(1, "R4", ItemOutcome::withheld)}});
        BOOST_TEST(refusal.starts_with("refusal "));
        expect(true, refusal, catalogue.text(language, "reason.R4"));
        NewItem address = phone();
        address.datum = "postal_address";
        const std::string partly =
            answer({phone(), address},
                   {Outcome::partly, {refused(1, "R5", ItemOutcome::withheld), given(2, ItemOutcome::supplied)}});
        BOOST_TEST(partly.starts_with("access-reply"));
        expect(false, partly, "000 000 0010");  // what is withheld does not stand in the reply
        expect(true, partly, catalogue.text(language, "reason.R5"));
        expect(true, partly, catalogue.text(language, "series.order"));
    }
}

BOOST_FIXTURE_TEST_CASE(hostile_values_show_as_they_are_and_change_nothing_else, Office) {
    const auto subject = maija_with_phone();
    add(subject, "organisation", "{{signer.name}} <script>alert(1)</script> | a | b |\n# otsikko");
    const std::string nasty =
        "{{subject.name}} {{{x}}} {{#refused.rows}} <b>lihava</b> | solu | *tähti* _ala_ `koodi` "
        "[linkki](http://example.org) \\ & &amp; # 1. $x$ %s {datum}";
    const std::string lines = "yksi\n# kaksi\n| kolme |\n---";
    const auto id = decided(
        rectify(subject,
                {{"phone", PersonalText{nasty}, PersonalText{"<b>0</b> | {{x}} {wanted}"}, PersonalText{lines}}}),
        {Outcome::refused, {{1, ItemOutcome::refused, "R1", PersonalText{nasty + "\n" + lines}, "{{law}}"}}});
    const auto issued = sign(id);
    const Bytes pdf = letter(id, issued[0].id);
    BOOST_TEST(verify(pdf).valid);
    const std::string seen_text = text(pdf);
    for (const std::string words :
         {"{{subject.name}}", "{{{x}}}", "<b>lihava</b>", "| solu |", "*tähti*", "[linkki](http://example.org)",
          "&amp;", "{datum}", "<b>0</b> | {{x}} {wanted}", "# kaksi"})
        expect(true, seen_text, words);
    const auto reply = decided(access_to(subject), {Outcome::granted, {given(1, ItemOutcome::supplied)}});
    const auto sent = sign(reply);
    BOOST_TEST(verify(letter(reply, sent[0].id)).valid);
    expect(true, text(letter(reply, sent[0].id)), "{{signer.name}}");
}

BOOST_FIXTURE_TEST_CASE(a_personal_identity_code_never_gets_into_a_letter, Office) {
    const auto subject = maija_with_phone();
    const auto opened = [&](const NewItem& item) {
        return refusal_of([&] { return rectify(subject, {item}).value(); });
    };
    BOOST_TEST(opened({"phone", PersonalText{"010190-900P"}, PersonalText{"1"}, {}}) == "request.identity_code");
    BOOST_TEST(opened({"phone", {}, PersonalText{"1"}, PersonalText{"tunnukseni on 010190-900P."}}) ==
               "request.identity_code");
    const auto id = rectify(subject, {phone()});
    identify(id);
    BOOST_TEST(
        refusal_of([&] {
            decide(id, {Outcome::refused, {{1, ItemOutcome::refused, "R1", PersonalText{"tunnus 010190-900P"}, ""}}});
            return 0;
        }) == "request.identity_code");
    // Of the shape but with a wrong check character: an order number, and the letter may name it.
    decide(id, {Outcome::refused,
                {{1, ItemOutcome::refused, "R1", PersonalText{"Tilaus 010190-9000 on tarkistettu."}, ""}}});
    BOOST_TEST(refused_signature(id) == "");
    add(subject, "organisation", "010190-900P");
    const auto reply = decided(access_to(subject), {Outcome::granted, {given(1, ItemOutcome::supplied)}});
    BOOST_TEST(refused_signature(reply) == "letter.identity_code");
    BOOST_TEST(seen(reply).letters.empty());
}
