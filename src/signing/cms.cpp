#include "signing/cms.hpp"

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "signing/certificate.hpp"

namespace arkki::signing {
namespace {

using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

[[noreturn]] void fail(const char* step) {
    ERR_clear_error();
    throw Error{Fault::corrupt, "signing.cms", step};
}

Certificate demand_certificate(const Bytes& der) {
    auto certificate = certificate_from(der);
    if (!certificate) throw Error{Fault::invalid, "signing.certificate"};
    return certificate;
}

template <class T>
Bytes der(T* thing, int (*encode)(const T*, unsigned char**)) {
    const int size = encode(thing, nullptr);
    if (size <= 0) fail("encode");
    Bytes bytes(static_cast<std::size_t>(size));
    unsigned char* out = bytes.data();
    encode(thing, &out);
    return bytes;
}

/// content-type and message-digest beside the signing-certificate-v2 that OpenSSL put in; no signing-time, which the
/// baseline profile forbids in the CMS of a PDF and OpenSSL would add by itself.
void fill_signed_attributes(CMS_SignerInfo* signer, const Digest& digest) {
    if (CMS_signed_get_attr_by_NID(signer, NID_pkcs9_contentType, -1) < 0 &&
        CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) != 1)
        fail("content-type");
    if (CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.data(),
                                    static_cast<int>(digest.size())) != 1)
        fail("message-digest");
    const int time = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    if (time >= 0) X509_ATTRIBUTE_free(CMS_signed_delete_attr(signer, time));
}

/// The attributes as they are signed: a SET OF, its members in the order of their bytes (DER, X.690 11.6).
SignedAttributes encoded_attributes(CMS_SignerInfo* signer) {
    std::vector<Bytes> members;
    std::size_t size = 0;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
        members.push_back(der<X509_ATTRIBUTE>(CMS_signed_get_attr(signer, i), i2d_X509_ATTRIBUTE));
        size += members.back().size();
    }
    std::sort(members.begin(), members.end());
    const int whole = ASN1_object_size(1, static_cast<int>(size), V_ASN1_SET);
    if (whole < 0) fail("attributes");
    Bytes set(static_cast<std::size_t>(whole) - size);
    unsigned char* out = set.data();
    ASN1_put_object(&out, 1, static_cast<int>(size), V_ASN1_SET, V_ASN1_UNIVERSAL);
    for (const auto& member : members) set.insert(set.end(), member.begin(), member.end());
    return {std::move(set)};
}

}  // namespace

struct Cades::Structure {
    Certificate certificate;
    Cms cms;
    CMS_SignerInfo* signer = nullptr;  // lives in cms
};

Cades::Cades(const CertificateChain& certificates, const Digest& content_digest)
    : structure_{std::make_unique<Structure>()} {
    structure_->certificate = demand_certificate(certificates.own);
    X509* own = structure_->certificate.get();
    constexpr unsigned detached = CMS_PARTIAL | CMS_BINARY | CMS_DETACHED;
    structure_->cms.reset(CMS_sign(nullptr, nullptr, nullptr, nullptr, detached));
    if (!structure_->cms) fail("new");
    // The public key is enough here: the private one may be in a card or in another house.
    structure_->signer = CMS_add1_signer(structure_->cms.get(), own, X509_get0_pubkey(own), EVP_sha256(),
                                         detached | CMS_NOSMIMECAP | CMS_CADES);
    if (structure_->signer == nullptr) fail("signer");
    for (const auto& issuer : certificates.issuers)
        if (CMS_add1_cert(structure_->cms.get(), demand_certificate(issuer).get()) != 1) fail("chain");
    fill_signed_attributes(structure_->signer, content_digest);
    attributes_ = encoded_attributes(structure_->signer);
}

Cades::~Cades() = default;
Cades::Cades(Cades&&) noexcept = default;

Bytes Cades::finish(ByteView raw_signature) {
    EVP_PKEY* key = X509_get0_pubkey(structure_->certificate.get());
    if (!verifies(*key, attributes_.der, raw_signature)) throw Error{Fault::invalid, "signing.bad_signature"};
    X509_ALGOR* algorithm = nullptr;
    CMS_SignerInfo_get0_algs(structure_->signer, nullptr, nullptr, nullptr, &algorithm);
    const bool elliptic = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
    const bool set =
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(elliptic ? NID_ecdsa_with_SHA256 : NID_sha256WithRSAEncryption),
                        elliptic ? V_ASN1_UNDEF : V_ASN1_NULL, nullptr) == 1 &&
        ASN1_OCTET_STRING_set(CMS_SignerInfo_get0_signature(structure_->signer), raw_signature.data(),
                              static_cast<int>(raw_signature.size())) == 1;
    if (!set) fail("signature");
    return der<CMS_ContentInfo>(structure_->cms.get(), i2d_CMS_ContentInfo);
}

}  // namespace arkki::signing
