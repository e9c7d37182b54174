// A text and its detached signature, as commitments are signed with a key: what goes wrong first.
#include <boost/test/unit_test.hpp>

#include "signing/identity.hpp"
#include "signing/pkcs12.hpp"
#include "signing/text_signature.hpp"

using namespace arkki;
using namespace arkki::signing;

namespace {

const std::string text = "# SITOUMUS\n\nLupaan pitää salassa. ÅÄÖ\n";
const Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

Pin pin() { return Pin{std::string{"123456"}}; }

struct Person {
    DemoIdentity identity = make_demo_identity(PersonalText{"Esimerkki Allekirjoittaja"}, pin(), [] { return now; });
    Signer signer = open_pkcs12(ByteView{identity.pkcs12}, pin());

    TextVerdict check(std::string_view what, const Bytes& cms, Instant at = now) const {
        return check_text(what, cms, identity.root, at);
    }
};

std::vector<std::string> only(const char* code) { return {code}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signing_text, Person)

BOOST_AUTO_TEST_CASE(bytes_that_are_no_signature_are_said_to_be_none) {
    for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes{0x30, 0x80}, Bytes(70'000, 0x30)}) {
        const auto verdict = check(text, bytes);
        BOOST_TEST(verdict.problems == only("cms"));
        BOOST_TEST(verdict.certificate_sha256.empty());
    }
    Bytes longer = sign_text(text, signer);
    longer.push_back(0);
    BOOST_TEST(check(text, longer).problems == only("cms"));
}

BOOST_AUTO_TEST_CASE(a_text_with_one_other_byte_is_another_text) {
    const Bytes cms = sign_text(text, signer);
    BOOST_TEST(check(text + "\n", cms).problems == only("digest"));
    BOOST_TEST(check("", cms).problems == only("digest"));
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_a_signature_is_noticed) {
    const Bytes cms = sign_text(text, signer);
    for (std::size_t at = 0; at < cms.size(); at += 7) {
        Bytes damaged = cms;
        damaged[at] ^= 0x01;
        BOOST_TEST(!check(text, damaged).problems.empty(), "byte " << at);
    }
}

BOOST_AUTO_TEST_CASE(a_root_nobody_trusts_and_a_certificate_out_of_date_are_refused) {
    const Bytes cms = sign_text(text, signer);
    const auto stranger = make_demo_identity(PersonalText{"Vieras"}, pin(), [] { return now; });
    BOOST_TEST(check_text(text, cms, stranger.root, now).problems == only("untrusted"));
    BOOST_TEST(check_text(text, cms, "", now).problems == only("untrusted"));
    BOOST_TEST(check(text, cms, now + std::chrono::days{3 * 365}).problems == only("expired"));
}

BOOST_AUTO_TEST_CASE(what_was_signed_is_found_good_with_the_signers_name_and_certificate) {
    const auto verdict = check(text, sign_text(text, signer));
    BOOST_TEST(verdict.problems.empty());
    BOOST_TEST(verdict.signer.reveal() == "Esimerkki Allekirjoittaja");
    BOOST_TEST(verdict.certificate_sha256 == hex(sha256(signer.certificates.own)));
}

BOOST_AUTO_TEST_SUITE_END()
