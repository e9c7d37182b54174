// Time stamps on signed letters (PAdES B-T) by a real authority on the loopback: what goes wrong first.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

#include "support/signing_letter.hpp"
#include "support/signing_tools.hpp"
#include "support/stamp_authority.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::StampAuthority;
using Codes = std::vector<std::string>;

namespace {

/// `openssl ts` knows only the machine's clock, so signer and verifier live by it here, whatever it says.
Instant now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

const test::SomeSigner& signer() {
    static const test::SomeSigner made{KeyKind::p256, now()};
    return made;
}
StampAuthority& authority() {
    static StampAuthority made;
    made.mood = StampAuthority::Mood::honest;
    return made;
}

Verdict verdict(ByteView file, Instant when = now(), const std::string& stamp_roots = authority().roots()) {
    return verify(file, {signer().identity.root, when, {}, stamp_roots});
}

SignedLetter stamped() {
    const Instant when = now();
    return sign(test::small_letter(), signer().signer, authority().settings(), when);
}

void expect_problems(const Verdict& found, const Codes& problems) {
    BOOST_TEST(found.problems == problems, boost::test_tools::per_element());
    BOOST_TEST(found.valid == problems.empty());
}

/// The letter is signed, sound and at B-B; the reason is said.
void expect_left_at_b(const SignedLetter& letter, const std::string& missing) {
    BOOST_TEST(letter.level == "B-B");
    BOOST_TEST(letter.missing == missing);
    const Verdict found = verdict(letter.file);
    expect_problems(found, {});
    BOOST_TEST(found.level == "B-B");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_stamps, *boost::unit_test::precondition(test::first_engine))

BOOST_AUTO_TEST_CASE(an_authority_that_is_down_leaves_the_letter_at_b_b_and_says_so) {
    StampAuthority gone;
    auto settings = gone.settings();
    gone.stop();
    expect_left_at_b(sign(test::small_letter(), signer().signer, settings, now()), "anchor.unreachable");
}

BOOST_AUTO_TEST_CASE(an_authority_that_answers_badly_leaves_the_letter_at_b_b) {
    using Mood = StampAuthority::Mood;
    const std::pair<Mood, const char*> moods[] = {{Mood::broken, "signing.tsa_refused"},
                                                  {Mood::silent, "anchor.garbled"},
                                                  {Mood::junk, "signing.tsa_refused"},
                                                  {Mood::long_junk, "anchor.garbled"},
                                                  {Mood::refusing, "signing.tsa_refused"}};
    for (const auto& [mood, missing] : moods) {
        const auto settings = authority().settings();
        authority().mood = mood;
        const auto letter = sign(test::small_letter(), signer().signer, settings, now());
        expect_left_at_b(letter, missing);
    }
}

BOOST_AUTO_TEST_CASE(a_stamp_that_was_given_for_another_letter_is_not_taken) {
    BOOST_TEST(stamped().level == "B-T");
    const auto settings = authority().settings();
    authority().mood = StampAuthority::Mood::repeating;
    expect_left_at_b(sign(test::small_letter(), signer().signer, settings, now()), "signing.tsa_other");
}

BOOST_AUTO_TEST_CASE(a_stamp_of_a_stranger_or_of_another_hour_is_not_taken) {
    const StampAuthority stranger;
    auto settings = authority().settings();
    settings.roots = stranger.roots();
    expect_left_at_b(sign(test::small_letter(), signer().signer, settings, now()), "signing.tsa_untrusted");
    settings.roots.clear();
    expect_left_at_b(sign(test::small_letter(), signer().signer, settings, now()), "signing.tsa_untrusted");
    const Instant fast = now() + std::chrono::hours{1};
    expect_left_at_b(sign(test::small_letter(), signer().signer, authority().settings(), fast), "signing.tsa_clock");
}

BOOST_AUTO_TEST_CASE(without_an_authority_nobody_is_asked_and_nothing_is_missing) {
    const int before = authority().questions();
    const auto letter = sign(test::small_letter(), signer().signer, std::nullopt, now());
    expect_left_at_b(letter, "");
    BOOST_TEST(authority().questions() == before);
}

BOOST_AUTO_TEST_CASE(a_stamped_letter_is_valid_and_its_signed_bytes_are_those_of_b_b) {
    const Instant when = now();
    const Bytes letter = sign(test::small_letter(), signer().signer, when, 9'000);
    const Bytes done = with_time_stamp(letter, authority().settings(), when);
    const Verdict found = verdict(done);
    expect_problems(found, {});
    BOOST_TEST(found.level == "B-T");
    BOOST_TEST(found.signer.reveal() == "Väinö Mallikas");
    const Gap gap = signature_gap(letter);
    BOOST_TEST(letter.size() == done.size());
    const auto at = [](std::size_t offset) { return static_cast<std::ptrdiff_t>(offset); };
    BOOST_TEST(std::equal(letter.begin(), letter.begin() + at(gap.begin), done.begin()));
    BOOST_TEST(std::equal(letter.begin() + at(gap.end), letter.end(), done.begin() + at(gap.end)));
}

BOOST_AUTO_TEST_CASE(a_letter_is_stamped_once_and_only_if_it_is_signed) {
    const auto unreadable = [](const Error& error) { return error.key() == "signing.letter_unreadable"; };
    const auto settings = authority().settings();
    BOOST_CHECK_EXCEPTION(with_time_stamp(stamped().file, settings, now()), Error, unreadable);
    BOOST_CHECK_EXCEPTION(with_time_stamp(test::small_letter(), settings, now()), Error, unreadable);
}

BOOST_AUTO_TEST_CASE(a_stamp_proves_the_time_after_the_signers_certificate_has_ended) {
    const Instant later = now() + std::chrono::days{900};  // the signer's two years are over, the authority's are not
    expect_problems(verdict(stamped().file, later), {});
    const Bytes plain = sign(test::small_letter(), signer().signer, now());
    expect_problems(verdict(plain, later), {"expired"});
    expect_problems(verdict(stamped().file, now() + std::chrono::days{4'000}), {"time_stamp", "expired"});
}

BOOST_AUTO_TEST_CASE(a_stamp_of_an_authority_that_is_not_ours_is_named) {
    const StampAuthority stranger;
    expect_problems(verdict(stamped().file, now(), stranger.roots()), {"time_stamp"});
    expect_problems(verdict(stamped().file, now(), ""), {"time_stamp"});
    expect_problems(verdict(stamped().file, now() - std::chrono::hours{20}), {"time_stamp"});
}

BOOST_AUTO_TEST_CASE(a_stamp_taken_from_another_letter_does_not_hold) {
    const Bytes one = stamped().file;
    Bytes other = sign(test::small_letter(), signer().signer, now() - std::chrono::hours{1}, 9'000);
    // The whole signature of one letter in the other: signature and stamp fit each other, the letter does not.
    const Gap from = signature_gap(one);
    const Gap to = signature_gap(other);
    BOOST_REQUIRE(from.end - from.begin == to.end - to.begin);
    std::copy(one.begin() + static_cast<std::ptrdiff_t>(from.begin),
              one.begin() + static_cast<std::ptrdiff_t>(from.end),
              other.begin() + static_cast<std::ptrdiff_t>(to.begin));
    expect_problems(verdict(other), {"digest"});
}

BOOST_AUTO_TEST_CASE(any_flipped_bit_makes_a_stamped_letter_invalid) {
    const Bytes letter = stamped().file;
    const Gap gap = signature_gap(letter);
    const std::string roots = authority().roots();
    std::mt19937 dice{20260305};
    const auto flip_and_look = [&](std::size_t at) {
        Bytes changed = letter;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << (dice() % 8)));
        BOOST_TEST(!verdict(changed, now(), roots).valid, "byte " << at << " of the file may be changed unseen");
    };
    for (std::size_t at = gap.begin; at < gap.begin + 7'000; ++at) flip_and_look(at);  // CMS and token
    for (int i = 0; i < 500; ++i) flip_and_look(dice() % letter.size());
}

BOOST_AUTO_TEST_CASE(signed_attributes_of_a_time_stamp_are_spelled_in_der) {
    std::string file = text_of(stamped().file);
    const auto set = file.find("310d060b2a864886f70d0109100104");  // SET OF content-type; 11 is the same, not constructed
    BOOST_REQUIRE(set != std::string::npos);
    file[set] = '1';
    const Verdict found = verify(view(file), {signer().identity.root, now(), {}, authority().roots()});
    BOOST_TEST(found.problems == Codes{"time_stamp"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(pdfsig_qpdf_and_openssl_accept_a_stamped_letter) {
    const auto letter = stamped();
    BOOST_TEST(letter.missing == "");
    test::expect_that_other_programs_accept(letter.file, signature_gap(letter.file), signer().identity.root, now());
}

BOOST_AUTO_TEST_CASE(a_letter_signed_with_rsa_is_stamped_too) {
    const Instant when = now();
    const test::SomeSigner rsa{KeyKind::rsa_3072, when};
    const auto letter = sign(test::small_letter(), rsa.signer, authority().settings(), when);
    BOOST_TEST(letter.level == "B-T");
    const Verdict found = verify(letter.file, {rsa.identity.root, now(), {}, authority().roots()});
    expect_problems(found, {});
    BOOST_TEST(found.level == "B-T");
}

BOOST_AUTO_TEST_SUITE_END()
