#include "signing/cms_check.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

#include "signing/certificate.hpp"
#include "signing/cms_shape.hpp"
#include "signing/token_check.hpp"
#include "signing/trust.hpp"

namespace arkki::signing {
namespace {

constexpr std::chrono::minutes clocks_may_differ{10};

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

/// The three attributes of the baseline profile, once each, and nothing else: no signing-time. What is not signed was
/// looked at with the shape.
bool has_our_attributes(CMS_SignerInfo* signer) {
    return CMS_signed_get_attr_count(signer) == 3 &&
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

/// @returns the chain, root last; empty if there is none to trust
std::vector<Bytes> check_chain(const Parsed& cms, const std::string& roots_pem, Instant at, Problems& problems) {
    std::vector<Bytes> chain;
    const Store store = store_of(roots_pem, at);
    const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context{X509_STORE_CTX_new()};
    if (!store || !context || X509_STORE_CTX_init(context.get(), store.get(), cms.own, cms.certificates.get()) != 1) {
        problems.add("untrusted");
        return chain;
    }
    X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()), X509_V_FLAG_X509_STRICT);
    if (X509_verify_cert(context.get()) != 1) {
        const int why = X509_STORE_CTX_get_error(context.get());
        const bool time = why == X509_V_ERR_CERT_HAS_EXPIRED || why == X509_V_ERR_CERT_NOT_YET_VALID;
        problems.add(time ? "expired" : "untrusted");
        return chain;
    }
    if (!may_sign(*cms.own)) problems.add("untrusted");
    // Nothing rides along: every certificate is part of the chain, and the root is not sent.
    if (sk_X509_num(cms.certificates.get()) != sk_X509_num(X509_STORE_CTX_get0_chain(context.get())) - 1)
        problems.add("cms");
    for (int i = 0; i < sk_X509_num(cms.certificates.get()); ++i)
        if (!is_signed_in_whole_bytes(*sk_X509_value(cms.certificates.get(), i))) problems.add("cms");
    const STACK_OF(X509)* found = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(found); ++i) chain.push_back(der_of(*sk_X509_value(found, i)));
    return chain;
}

/// The time stamp is over the signature value (RFC 3161 appendix A).
std::optional<Stamp> check_stamp(const Parsed& cms, ByteView token, const Trust& trust, Problems& problems) {
    if (token.empty()) return std::nullopt;
    const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(cms.signer);
    const Digest imprint = sha256({ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))});
    auto stamp = stamp_in(token, imprint, trust.stamp_roots, trust.now);
    if (stamp && stamp->time > trust.now + clocks_may_differ) stamp.reset();
    if (!stamp) problems.add("time_stamp");
    return stamp;
}

}  // namespace

CheckedCms check_cms(const SignedContent& content, const Trust& trust, Problems& problems) {
    struct Quiet {
        ~Quiet() { ERR_clear_error(); }
    } const quiet;
    const Parsed cms = parsed(content.cms);
    CheckedCms checked;
    if (cms.own != nullptr) checked.signer = common_name(*cms.own);
    if (cms.signer == nullptr || cms.own == nullptr || !has_our_attributes(cms.signer)) {
        problems.add("cms");
        return checked;
    }
    const EVP_PKEY* key = X509_get0_pubkey(cms.own);
    if (key == nullptr || !is_strong(*key)) {
        problems.add("weak");
        return checked;
    }
    if (!digest_matches(cms.signer, content.digest)) problems.add("digest");
    if (!names_its_certificate(cms)) problems.add("signing_certificate");
    CMS_SignerInfo_set1_signer_cert(cms.signer, cms.own);
    if (CMS_SignerInfo_verify(cms.signer) != 1) problems.add("signature");
    if (auto stamp = check_stamp(cms, token_in(content.cms), trust, problems)) {
        checked.stamped = stamp->time;
        checked.stamp_chain = std::move(stamp->chain);
    }
    checked.chain = check_chain(cms, trust.roots, checked.stamped.value_or(trust.now), problems);
    return checked;
}

}  // namespace arkki::signing
