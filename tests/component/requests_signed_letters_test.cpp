// The letters of every kind and language that carry an electronic signature, signed for real: our own lists stay empty
// and other people's programs find nothing wrong.
#include <chrono>

#include "pdf/conformance.hpp"
#include "signing/pades.hpp"
#include "signing/pkcs12.hpp"
#include "signing/verify.hpp"
#include "signing/identity.hpp"
#include "support/every_letter.hpp"

using namespace arkki;
using namespace arkki::every_letter;

namespace {

const Instant some_day = std::chrono::sys_days{std::chrono::year{2026} / 3 / 5} + std::chrono::hours{9};

/// A person with a P-256 key and the root to trust; made once, keys are slow.
struct Somebody {
    signing::DemoIdentity identity = signing::make_demo_identity(
        PersonalText{"Etunimi Sukunimi"}, pin(), [] { return some_day; }, signing::KeyKind::p256);
    signing::Signer signer = signing::open_pkcs12(ByteView{identity.pkcs12}, pin());

    static signing::Pin pin() { return signing::Pin{std::string{"4711-kettu"}}; }
};
const Somebody& somebody() {
    static const Somebody one;
    return one;
}

bool is_signed_with_a_key(const requests::LetterKind& row) {
    return row.signing == requests::Signing::contact || row.signing == requests::Signing::responsible;
}

/// A signed letter and what is needed to look at it.
struct SignedLetter {
    std::string which, expected;
    Bytes unsigned_bytes, bytes;
    std::size_t gap_begin, gap_end;
};

SignedLetter signed_letter(const std::string& kind, Language language) {
    const auto values = texts().sample(kind, language);
    SignedLetter one{kind + " in " + std::string{code(language)}, expected_text(kind, language, values),
                     letter(kind, language, values), {}, 0, 0};
    const auto& signer = somebody().signer;
    const auto prepared = signing::prepare(one.unsigned_bytes, signer.certificates, some_day);
    one.gap_begin = prepared.gap_begin;
    one.gap_end = prepared.gap_end;
    one.bytes = signing::sign(one.unsigned_bytes, signer, some_day);
    return one;
}

template <class Look>
void for_each_signed_letter(Look look) {
    for (const auto& row : requests::letter_table())
        if (is_signed_with_a_key(row))
            for (const auto language : languages) look(signed_letter(std::string{row.kind}, language));
}

/// What `openssl cms` says of the signature that was cut out of a letter.
Run openssl_of(const SignedLetter& letter) {
    const ByteView all{letter.bytes};
    Bytes around{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(letter.gap_begin)};
    around.insert(around.end(), all.begin() + static_cast<std::ptrdiff_t>(letter.gap_end), all.end());
    const Kept content{around, ".bin"};
    const Kept signature{
        from_hex(text_of(all.subspan(letter.gap_begin + 1, letter.gap_end - letter.gap_begin - 2))), ".der"};
    const Kept root{view(somebody().identity.root), ".pem"};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(some_day.time_since_epoch()).count();
    return run("openssl cms -verify -cades -binary -inform DER -out /dev/null -purpose any -attime " +
               std::to_string(seconds) + " -in " + signature.path() + " -content " + content.path() + " -CAfile " +
               root.path());
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_letter_signed_with_a_key_verifies_and_begins_with_the_bytes_that_conformed,
                     *boost::unit_test::precondition(first_engine)) {
    std::size_t letters = 0;
    for_each_signed_letter([&](const SignedLetter& one) {
        ++letters;
        const auto problems = pdf::conformance_problems(one.unsigned_bytes);
        BOOST_TEST(problems.empty(), one.which << ": " << (problems.empty() ? "" : problems.front()));
        BOOST_TEST(std::equal(one.unsigned_bytes.begin(), one.unsigned_bytes.end(), one.bytes.begin()), one.which);
        const auto verdict = signing::verify(one.bytes, {somebody().identity.root, some_day, {}});
        BOOST_TEST(verdict.valid, one.which << ": " << (verdict.problems.empty() ? "" : verdict.problems.front()));
        BOOST_TEST(verdict.level == "B-B", one.which);
    });
    BOOST_TEST(letters == 3u * 20);  // all kinds but those that are signed by hand or by nobody
}

BOOST_AUTO_TEST_CASE(other_programs_accept_every_signed_letter_and_read_its_template_in_it,
                     *boost::unit_test::precondition(first_engine)) {
    if (!is_here("pdfsig") || !is_here("qpdf") || !is_here("openssl")) return;
    for_each_signed_letter([](const SignedLetter& one) {
        const Kept file{one.bytes};
        const auto seen = run("pdfsig -nocert " + file.path());
        for (const auto* words : {"Signature is Valid", "Total document signed", "ETSI.CAdES.detached"})
            BOOST_TEST(seen.output.find(words) != std::string::npos, one.which << ": " << seen.output);
        BOOST_TEST(seen.output.find("Signature #2") == std::string::npos, one.which);
        const auto checked = run("qpdf --check " + file.path());
        BOOST_TEST(checked.exit_code == 0, one.which << ": " << checked.output);
        const auto verified = openssl_of(one);
        BOOST_TEST(verified.exit_code == 0, one.which << ": " << verified.output);
        const auto text = signs_of(run("pdftotext -raw " + file.path() + " -").output);
        for (const auto& [word, times] : words_of(one.expected))
            BOOST_TEST(times_in(text, word) >= times, one.which << ": " << word);
        BOOST_TEST(text.find("{{") == std::string::npos, one.which);
    });
}

BOOST_AUTO_TEST_CASE(a_letter_of_which_one_letter_was_changed_satisfies_nobody,
                     *boost::unit_test::precondition(first_engine)) {
    SignedLetter changed = signed_letter("extension", Language::sv);
    changed.bytes[changed.bytes.size() / 5] ^= 1;
    BOOST_TEST(!signing::verify(changed.bytes, {somebody().identity.root, some_day, {}}).valid);
    if (is_here("openssl")) BOOST_TEST(openssl_of(changed).exit_code != 0);
}
