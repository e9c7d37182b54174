#include "signing/identity.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <chrono>

#include "base/error.hpp"
#include "signing/certificate.hpp"

namespace arkki::signing {
namespace {

using std::chrono::days;

constexpr int key_derivation_rounds = 100'000;

void demand(bool done, const char* step) {
    if (done) return;
    ERR_clear_error();
    throw Error{Fault::corrupt, "signing.identity", step};
}

Key new_key(KeyKind kind) {
    Key key{kind == KeyKind::p256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(kind == KeyKind::rsa_2048 ? 2048U : 3072U)};
    demand(key != nullptr, "key");
    return key;
}

/// What a certificate says, apart from its key.
struct Subject {
    std::string name;
    const char* constraints;
    const char* usage;
    Instant from;
    Instant to;
};

struct Authority {
    X509* certificate;  // null: the certificate signs itself
    EVP_PKEY* key;
};

void add_extension(X509* certificate, X509* issuer, int kind, const char* text) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension{X509V3_EXT_conf_nid(nullptr, &context, kind, text)};
    demand(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

void set_serial(X509* certificate) {
    const Owned<BIGNUM, BN_free> serial{BN_new()};
    demand(serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
               BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr,
           "serial");
}

void set_time(ASN1_TIME* field, Instant when) {
    demand(ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when))) !=
               nullptr,
           "time");
}

Certificate certify(const Subject& subject, EVP_PKEY* key, const Authority& authority) {
    Certificate certificate{X509_new()};
    demand(certificate != nullptr, "certificate");
    X509* raw = certificate.get();
    X509* issuer = authority.certificate != nullptr ? authority.certificate : raw;
    demand(X509_set_version(raw, X509_VERSION_3) == 1 && X509_set_pubkey(raw, key) == 1, "public key");
    set_serial(raw);
    set_time(X509_getm_notBefore(raw), subject.from);
    set_time(X509_getm_notAfter(raw), subject.to);
    const ByteView name = view(subject.name);
    demand(X509_NAME_add_entry_by_NID(X509_get_subject_name(raw), NID_commonName, MBSTRING_UTF8, name.data(),
                                      static_cast<int>(name.size()), -1, 0) == 1,
           "name");
    demand(X509_set_issuer_name(raw, X509_get_subject_name(issuer)) == 1, "issuer");
    add_extension(raw, issuer, NID_basic_constraints, subject.constraints);
    add_extension(raw, issuer, NID_key_usage, subject.usage);
    add_extension(raw, issuer, NID_subject_key_identifier, "hash");
    if (authority.certificate != nullptr) add_extension(raw, issuer, NID_authority_key_identifier, "keyid:always");
    demand(X509_sign(raw, authority.key, EVP_sha256()) > 0, "sign");
    return certificate;
}

std::string pem(X509* certificate) {
    const Owned<BIO, BIO_free_all> out{BIO_new(BIO_s_mem())};
    demand(out && PEM_write_bio_X509(out.get(), certificate) == 1, "pem");
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

Bytes sealed(const Pin& pin, EVP_PKEY* key, X509* own, X509* issuer) {
    const Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> others{sk_X509_new_null()};
    demand(others && sk_X509_push(others.get(), issuer) > 0, "chain");
    const Owned<PKCS12, PKCS12_free> file{PKCS12_create(pin.reveal(), nullptr, key, own, others.get(), 0, 0,
                                                        key_derivation_rounds, key_derivation_rounds, 0)};
    demand(file != nullptr, "pkcs12");
    const int size = i2d_PKCS12(file.get(), nullptr);
    demand(size > 0, "pkcs12");
    Bytes bytes(static_cast<std::size_t>(size));
    unsigned char* out = bytes.data();
    i2d_PKCS12(file.get(), &out);
    return bytes;
}

}  // namespace

DemoIdentity make_demo_identity(const PersonalText& name, const Pin& pin, const Clock& clock, KeyKind kind) {
    const Instant from = clock() - days{1};
    const Instant far = from + days{3653};
    const char* const signs_certificates = "critical,keyCertSign,cRLSign";
    const Key root_key = new_key(KeyKind::p256);
    const Certificate root =
        certify({"Arkki demonstration root", "critical,CA:TRUE,pathlen:1", signs_certificates, from, far},
                root_key.get(), {nullptr, root_key.get()});
    const Key issuing_key = new_key(KeyKind::p256);
    const Certificate issuing =
        certify({"Arkki demonstration issuer", "critical,CA:TRUE,pathlen:0", signs_certificates, from, far},
                issuing_key.get(), {root.get(), root_key.get()});
    const Key key = new_key(kind);
    const Certificate own = certify(
        {name.reveal(), "critical,CA:FALSE", "critical,digitalSignature,nonRepudiation", from, from + days{731}},
        key.get(), {issuing.get(), issuing_key.get()});
    return {sealed(pin, key.get(), own.get(), issuing.get()), pem(root.get())};
}

}  // namespace arkki::signing
