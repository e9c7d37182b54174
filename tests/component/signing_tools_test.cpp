// What other people's programs say of a letter we signed.
#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "pdf/conformance.hpp"
#include "support/pdf_letters.hpp"
#include "support/signing_letter.hpp"

using namespace arkki;
using namespace arkki::signing;
namespace fs = std::filesystem;

namespace {

/// Signing knows no database: once is enough.
boost::test_tools::assertion_result first_engine(boost::unit_test::test_unit_id) {
    const char* engine = std::getenv("ARKKI_TEST_ENGINE");
    return engine == nullptr || std::string{engine} != "postgresql";
}

struct Ran {
    int status;
    std::string output;
};
Ran ran(const std::string& command) {
    Ran result{-1, {}};
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    char buffer[4096];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.output.append(buffer, got);
    result.status = ::pclose(pipe);
    return result;
}
bool says(const Ran& ran, const std::string& words) { return ran.output.find(words) != std::string::npos; }

class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / ("arkki-sign-" + hex(random_bytes(system_randomness(), 8)))} {
        fs::create_directory(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    std::string put(const std::string& name, ByteView bytes) const {
        std::ofstream{path_ / name, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                            static_cast<std::streamsize>(bytes.size()));
        return (path_ / name).string();
    }

private:
    fs::path path_;
};

void other_programs_agree(const test::SomeSigner& signer, const Bytes& unsigned_letter) {
    const Folder folder;
    const Prepared prepared = prepare(unsigned_letter, signer.signer.certificates, test::some_day);
    const Bytes letter = sign(unsigned_letter, signer.signer, test::some_day);
    const Verdict verdict = signer.verdict(letter);
    BOOST_TEST(verdict.problems == std::vector<std::string>{}, boost::test_tools::per_element());
    const std::string file = folder.put("letter.pdf", letter);

    const Ran pdfsig = ran("pdfsig -nocert " + file);
    BOOST_TEST(says(pdfsig, "Signature is Valid"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "Total document signed"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "ETSI.CAdES.detached"), pdfsig.output);
    BOOST_TEST(says(pdfsig, "Mallikas"), pdfsig.output);
    const Ran qpdf = ran("qpdf --check " + file);
    BOOST_TEST(qpdf.status == 0, qpdf.output);

    // The gap lies where it lay in the prepared file: same letter, same certificates.
    const ByteView all{letter};
    Bytes around{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(prepared.gap_begin)};
    around.insert(around.end(), all.begin() + static_cast<std::ptrdiff_t>(prepared.gap_end), all.end());
    const Bytes gap = from_hex(text_of(all.subspan(prepared.gap_begin + 1, prepared.gap_end - prepared.gap_begin - 2)));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(test::some_day.time_since_epoch()).count();
    const Ran openssl =
        ran("openssl cms -verify -cades -binary -inform DER -out /dev/null -purpose any -attime " +
            std::to_string(seconds) + " -in " + folder.put("signature.der", gap) + " -content " +
            folder.put("signed.bin", around) + " -CAfile " + folder.put("root.pem", view(signer.identity.root)));
    BOOST_TEST(openssl.status == 0, openssl.output);
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
