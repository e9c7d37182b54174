#include "signing/cms_check.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <chrono>

#include "signing/certificate.hpp"
#include "signing/cms_shape.hpp"

namespace arkki::signing {
namespace {

using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using Certificates = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }>;
using Borrowed = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }>;

/// A parsed CMS of one signer. Null members mean that it is not of our form.
struct Parsed {
    Cms cms;
    Certificates certificates;
    CMS_SignerInfo* signer = nullptr;  // lives in cms
    X509* own = nullptr;               // lives in certificates
};

bool is_der(CMS_ContentInfo* cms, ByteView der) {
    unsigned char* out = nullptr;
    const int size = i2d_CMS_ContentInfo(cms, &out);
    const Owned<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner{out};
    return size >= 0 && std::equal(der.begin(), der.end(), out, out + size);
}

/// The three attributes of the baseline profile, once each, and nothing else: no signing-time, nothing unsigned.
bool has_our_attributes(CMS_SignerInfo* signer) {
    return CMS_signed_get_attr_count(signer) == 3 && CMS_unsigned_get_attr_count(signer) <= 0 &&
           CMS_signed_get_attr_by_NID(signer, NID_pkcs9_contentType, -1) >= 0 &&
           CMS_signed_get_attr_by_NID(signer, NID_pkcs9_messageDigest, -1) >= 0 &&
           CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, -1) >= 0;
}

/// Issuer and serial number, byte by byte: the library's own comparison takes names that differ in case for equal.
bool is_named(CMS_SignerInfo* signer, X509* certificate) {
    ASN1_OCTET_STRING* key_id = nullptr;
    X509_NAME* issuer = nullptr;
    ASN1_INTEGER* serial = nullptr;
    if (CMS_SignerInfo_get0_signer_id(signer, &key_id, &issuer, &serial) != 1 || issuer == nullptr) return false;
    const auto encoded = [](const X509_NAME* name) {
        const unsigned char* bytes = nullptr;
        std::size_t size = 0;
        X509_NAME_get0_der(name, &bytes, &size);
        return ByteView{bytes, size};
    };
    const ByteView said = encoded(issuer);
    const ByteView own = encoded(X509_get_issuer_name(certificate));
    return std::equal(said.begin(), said.end(), own.begin(), own.end()) &&
           ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate)) == 0;
}

Parsed parsed(ByteView der) {
    Parsed result;
    const unsigned char* at = der.data();
    result.cms.reset(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    CMS_ContentInfo* cms = result.cms.get();
    if (cms == nullptr || !is_der(cms, der) || !has_our_shape(der)) return result;
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms);
    if (sk_CMS_SignerInfo_num(signers) != 1) return result;
    result.signer = sk_CMS_SignerInfo_value(signers, 0);
    result.certificates.reset(CMS_get1_certs(cms));
    for (int i = 0; i < sk_X509_num(result.certificates.get()); ++i) {
        X509* certificate = sk_X509_value(result.certificates.get(), i);
        if (is_named(result.signer, certificate)) result.own = certificate;
    }
    return result;
}

bool digest_matches(CMS_SignerInfo* signer, const Digest& digest) {
    const auto* said = static_cast<const ASN1_OCTET_STRING*>(
        CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
    if (said == nullptr) return false;
    const unsigned char* bytes = ASN1_STRING_get0_data(said);
    return std::equal(digest.begin(), digest.end(), bytes, bytes + ASN1_STRING_length(said));
}

/// signing-certificate-v2 names the signer's certificate (RFC 5035), so that it cannot be exchanged for another of
/// the same key.
bool names_its_certificate(const Parsed& cms) {
    const auto* said = static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(
        cms.signer, OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3, V_ASN1_SEQUENCE));
    if (said == nullptr) return false;
    const unsigned char* at = ASN1_STRING_get0_data(said);
    const Owned<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free> names{
        d2i_ESS_SIGNING_CERT_V2(nullptr, &at, ASN1_STRING_length(said))};
    const Borrowed only{sk_X509_new_null()};
    return names && only && sk_X509_push(only.get(), cms.own) > 0 &&
           OSSL_ESS_check_signing_certs(nullptr, names.get(), only.get(), 1) > 0;
}

using Store = Owned<X509_STORE, X509_STORE_free>;

Store store_of(const std::string& roots_pem) {
    Store store{X509_STORE_new()};
    const Owned<BIO, BIO_free_all> in{BIO_new_mem_buf(roots_pem.data(), static_cast<int>(roots_pem.size()))};
    if (!store || !in) return store;
    while (const Certificate root{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)})
        X509_STORE_add_cert(store.get(), root.get());
    return store;
}

void check_chain(const Parsed& cms, const std::string& roots_pem, Instant now, Problems& problems) {
    const Store store = store_of(roots_pem);
    const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context{X509_STORE_CTX_new()};
    if (!store || !context || X509_STORE_CTX_init(context.get(), store.get(), cms.own, cms.certificates.get()) != 1)
        return problems.add("untrusted");
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(rules,
                               std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now)));
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_auth_level(rules, 2);  // no SHA-1, no short keys anywhere in the chain
    X509_VERIFY_PARAM_set_depth(rules, 4);
    if (X509_verify_cert(context.get()) != 1) {
        const int why = X509_STORE_CTX_get_error(context.get());
        const bool time = why == X509_V_ERR_CERT_HAS_EXPIRED || why == X509_V_ERR_CERT_NOT_YET_VALID;
        return problems.add(time ? "expired" : "untrusted");
    }
    if (!may_sign(*cms.own)) problems.add("untrusted");
    // Nothing rides along: every certificate is part of the chain, and the root is not sent.
    if (sk_X509_num(cms.certificates.get()) != sk_X509_num(X509_STORE_CTX_get0_chain(context.get())) - 1)
        problems.add("cms");
}

}  // namespace

PersonalText check_cms(const SignedContent& content, const std::string& roots_pem, Instant now, Problems& problems) {
    struct Quiet {
        ~Quiet() { ERR_clear_error(); }
    } const quiet;
    const Parsed cms = parsed(content.cms);
    if (cms.signer == nullptr || cms.own == nullptr || !has_our_attributes(cms.signer)) {
        problems.add("cms");
        return cms.own != nullptr ? common_name(*cms.own) : PersonalText{};
    }
    const EVP_PKEY* key = X509_get0_pubkey(cms.own);
    if (key == nullptr || !is_strong(*key)) {
        problems.add("weak");
        return common_name(*cms.own);
    }
    if (!digest_matches(cms.signer, content.digest)) problems.add("digest");
    if (!names_its_certificate(cms)) problems.add("signing_certificate");
    CMS_SignerInfo_set1_signer_cert(cms.signer, cms.own);
    if (CMS_SignerInfo_verify(cms.signer) != 1) problems.add("signature");
    check_chain(cms, roots_pem, now, problems);
    return common_name(*cms.own);
}

}  // namespace arkki::signing
