// PKCS#12 files, PINs, the CMS and the certificates in it: what goes wrong first.
#include <boost/test/unit_test.hpp>

#include <openssl/cms.h>
#include <openssl/pkcs12.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "signing/certificate.hpp"
#include "signing/cms.hpp"
#include "support/signing_letter.hpp"

using namespace arkki;
using namespace arkki::signing;
using test::right_pin;
using test::some_signer;

namespace {

auto has_key(Fault fault, const std::string& key) {
    return [=](const Error& error) {
        BOOST_TEST_INFO(error.what());
        return error.fault() == fault && error.key() == key;
    };
}

class KeyFile {
public:
    explicit KeyFile(const Bytes& bytes, mode_t mode = 0600)
        : path_{std::filesystem::temp_directory_path() / ("arkki-key-" + hex(random_bytes(system_randomness(), 8)))} {
        std::ofstream{path_, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                     static_cast<std::streamsize>(bytes.size()));
        ::chmod(path_.c_str(), mode);
    }
    ~KeyFile() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The key of one person beside the certificate of another.
Bytes mixed_up(const Bytes& key_from, const Bytes& certificate_from) {
    const auto part = [](const Bytes& file, EVP_PKEY** key, X509** certificate) {
        const unsigned char* at = file.data();
        const Owned<PKCS12, PKCS12_free> sealed{d2i_PKCS12(nullptr, &at, static_cast<long>(file.size()))};
        PKCS12_parse(sealed.get(), right_pin().reveal(), key, certificate, nullptr);
    };
    EVP_PKEY* key = nullptr;
    EVP_PKEY* other_key = nullptr;
    X509* certificate = nullptr;
    X509* other_certificate = nullptr;
    part(key_from, &key, &other_certificate);
    part(certificate_from, &other_key, &certificate);
    const Key keys[] = {Key{key}, Key{other_key}};
    const Certificate certificates[] = {Certificate{certificate}, Certificate{other_certificate}};
    // PKCS12_create refuses a mismatch, so the file is made without the key and the key is put in beside it.
    STACK_OF(PKCS7)* safes = nullptr;
    STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
    PKCS12_add_cert(&bags, certificate);
    PKCS12_add_key(&bags, key, 0, 1000, NID_aes_256_cbc, right_pin().reveal());
    PKCS12_add_safe(&safes, bags, -1, 0, nullptr);
    const Owned<PKCS12, PKCS12_free> file{PKCS12_add_safes(safes, 0)};
    PKCS12_set_mac(file.get(), right_pin().reveal(), -1, nullptr, 0, 1000, nullptr);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    Bytes bytes(static_cast<std::size_t>(i2d_PKCS12(file.get(), nullptr)));
    unsigned char* out = bytes.data();
    i2d_PKCS12(file.get(), &out);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_wrong_pin_is_refused) {
    for (const char* pin : {"", "4711", "4711-kettu ", "4711-KETTU"})
        BOOST_CHECK_EXCEPTION(open_pkcs12(ByteView{some_signer().identity.pkcs12}, Pin{std::string{pin}}), Error,
                              has_key(Fault::denied, "signing.wrong_pin"));
}

BOOST_AUTO_TEST_CASE(the_pin_is_wiped_where_it_came_from) {
    std::string typed = "4711-kettu";
    const char* place = typed.data();
    const Pin pin{std::move(typed)};
    BOOST_TEST(typed.empty());
    BOOST_TEST(std::string(place, 1) != "4");
    BOOST_TEST(std::string{pin.reveal()} == "4711-kettu");
}

BOOST_AUTO_TEST_CASE(what_is_no_key_file_is_refused) {
    const Bytes whole = some_signer().identity.pkcs12;
    for (const Bytes& junk :
         {Bytes{}, Bytes{0x30}, Bytes(500, 0xff), Bytes{whole.begin(), whole.begin() + 300}, Bytes(2U << 20, 0x30)})
        BOOST_CHECK_EXCEPTION(open_pkcs12(ByteView{junk}, right_pin()), Error,
                              has_key(Fault::invalid, "signing.not_pkcs12"));
}

BOOST_AUTO_TEST_CASE(a_key_whose_certificate_is_another_persons_is_refused) {
    const test::SomeSigner other;
    BOOST_CHECK_EXCEPTION(
        open_pkcs12(ByteView{mixed_up(some_signer().identity.pkcs12, other.identity.pkcs12)}, right_pin()), Error,
        has_key(Fault::invalid, "signing.key_mismatch"));
}

BOOST_AUTO_TEST_CASE(a_key_file_that_others_may_read_is_refused) {
    for (const mode_t mode : {0640U, 0604U, 0660U, 0601U}) {
        const KeyFile file{some_signer().identity.pkcs12, mode};
        BOOST_CHECK_EXCEPTION(open_pkcs12(file.path(), right_pin()), Error,
                              has_key(Fault::denied, "signing.key_file_mode"));
    }
    BOOST_CHECK_EXCEPTION(open_pkcs12(std::filesystem::temp_directory_path(), right_pin()), Error,
                          has_key(Fault::denied, "signing.key_file_mode"));
    BOOST_CHECK_EXCEPTION(open_pkcs12(std::filesystem::path{"/nowhere/key.p12"}, right_pin()), Error,
                          has_key(Fault::not_found, "signing.key_file"));
}

BOOST_AUTO_TEST_CASE(a_key_file_of_its_owner_alone_is_opened) {
    const KeyFile file{some_signer().identity.pkcs12};
    const Signer signer = open_pkcs12(file.path(), right_pin());
    BOOST_TEST(signer.certificates.issuers.size() == 1u);
    const auto own = certificate_from(signer.certificates.own);
    BOOST_REQUIRE(own);
    BOOST_TEST(common_name(*own).reveal() == "Väinö Mallikas");
}

BOOST_AUTO_TEST_CASE(a_signature_of_another_key_or_over_other_bytes_is_not_put_in) {
    const test::SomeSigner other;
    Cades cades{some_signer().signer.certificates, Digest{}};
    BOOST_CHECK_EXCEPTION(cades.finish(other.signer.sign(cades.attributes())), Error,
                          has_key(Fault::invalid, "signing.bad_signature"));
    BOOST_CHECK_EXCEPTION(cades.finish(some_signer().signer.sign({{1, 2, 3}})), Error,
                          has_key(Fault::invalid, "signing.bad_signature"));
    BOOST_CHECK_EXCEPTION(cades.finish({}), Error, has_key(Fault::invalid, "signing.bad_signature"));
    BOOST_CHECK_NO_THROW(cades.finish(some_signer().signer.sign(cades.attributes())));
}

BOOST_AUTO_TEST_CASE(the_signed_attributes_depend_on_certificate_and_digest_alone) {
    const auto& certificates = some_signer().signer.certificates;
    const Cades first{certificates, Digest{1}};
    const Cades again{certificates, Digest{1}};
    const Cades other{certificates, Digest{2}};
    BOOST_TEST(first.attributes().der == again.attributes().der);
    BOOST_TEST(first.attributes().der != other.attributes().der);
    Cades later{certificates, Digest{1}};
    BOOST_CHECK_NO_THROW(later.finish(some_signer().signer.sign(first.attributes())));
}

BOOST_AUTO_TEST_CASE(rsa_keys_sign_too) {
    for (const auto kind : {KeyKind::rsa_2048, KeyKind::rsa_3072}) {
        const test::SomeSigner signer{kind};
        const Verdict verdict = signer.verdict(signer.signed_letter());
        BOOST_TEST(verdict.problems == std::vector<std::string>{}, boost::test_tools::per_element());
        BOOST_TEST(verdict.valid);
    }
}
