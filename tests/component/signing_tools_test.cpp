// What other people's programs say of a letter we signed.
#include <boost/test/unit_test.hpp>

#include "pdf/conformance.hpp"
#include "support/pdf_letters.hpp"
#include "support/signing_letter.hpp"
#include "support/signing_tools.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::first_engine;
using test::Folder;
using test::ran;
using test::Ran;
using test::says;

namespace {

void other_programs_agree(const test::SomeSigner& signer, const Bytes& unsigned_letter) {
    const Prepared prepared = prepare(unsigned_letter, signer.signer.certificates, test::some_day);
    const Bytes letter = sign(unsigned_letter, signer.signer, test::some_day);
    const Verdict verdict = signer.verdict(letter);
    BOOST_TEST(verdict.problems == std::vector<std::string>{}, boost::test_tools::per_element());
    // The gap lies where it lay in the prepared file: same letter, same certificates.
    test::expect_that_other_programs_accept(letter, {prepared.gap_begin, prepared.gap_end}, signer.identity.root,
                                            test::some_day);
}

}  // namespace

BOOST_AUTO_TEST_CASE(pdfsig_qpdf_and_openssl_accept_a_letter_signed_with_p256,
                     *boost::unit_test::precondition(first_engine)) {
    other_programs_agree(test::some_signer(), test::small_letter());
}

BOOST_AUTO_TEST_CASE(pdfsig_qpdf_and_openssl_accept_a_letter_signed_with_rsa,
                     *boost::unit_test::precondition(first_engine)) {
    other_programs_agree(test::SomeSigner{KeyKind::rsa_3072}, test::small_letter());
}

BOOST_AUTO_TEST_CASE(a_real_refusal_is_signed_verified_and_loses_no_byte,
                     *boost::unit_test::precondition(first_engine)) {
    const Bytes letter =
        pdf::compose(pdf_test::sheet(Language::fi, pdf_test::refusal(Language::fi, 9)), pdf_test::resources());
    BOOST_TEST(pdf::conformance_problems(letter).empty());
    other_programs_agree(test::some_signer(), letter);
    const Bytes done = sign(letter, test::some_signer().signer, test::some_day);
    BOOST_TEST(std::equal(letter.begin(), letter.end(), done.begin()));
    BOOST_TEST_MESSAGE("letter of " << letter.size() << " bytes, signed " << done.size());
    const auto begin = std::chrono::steady_clock::now();
    constexpr int rounds = 100;
    for (int i = 0; i < rounds; ++i) static_cast<void>(sign(letter, test::some_signer().signer, test::some_day));
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    BOOST_TEST_MESSAGE("signed " << rounds / time.count() << " letters a second");
}

BOOST_AUTO_TEST_CASE(pdfsig_sees_what_we_see_when_a_byte_is_changed, *boost::unit_test::precondition(first_engine)) {
    const Folder folder;
    std::string letter = text_of(test::some_signer().signed_letter());
    letter[letter.find("/MediaBox") + 13] ^= 1;
    const Ran pdfsig = ran("pdfsig -nocert " + folder.put("letter.pdf", view(letter)));
    BOOST_TEST(says(pdfsig, "Digest Mismatch"), pdfsig.output);
}
