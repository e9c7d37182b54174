#include "signing/certificate.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/error.hpp"

namespace arkki::signing {

void free_certificate(x509_st* certificate) noexcept { X509_free(certificate); }
void free_key(evp_pkey_st* key) noexcept { EVP_PKEY_free(key); }

Certificate certificate_from(ByteView der) {
    const unsigned char* at = der.data();
    Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    ERR_clear_error();
    if (certificate && at != der.data() + der.size()) certificate.reset();
    return certificate;
}

Bytes der_of(const x509_st& certificate) {
    unsigned char* out = nullptr;
    const int size = i2d_X509(&certificate, &out);
    if (size < 0) throw Error{Fault::corrupt, "signing.certificate"};
    const Owned<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner{out};
    return {out, out + size};
}

PersonalText common_name(const x509_st& certificate) {
    const X509_NAME* name = X509_get_subject_name(&certificate);
    const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (index < 0) return {};
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    ERR_clear_error();
    if (size < 0) return {};
    const Owned<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner{text};
    std::string found = text_of({text, static_cast<std::size_t>(size)});
    return is_clean_utf8(found) ? PersonalText{std::move(found)} : PersonalText{};
}

bool is_strong(const evp_pkey_st& key) {
    if (EVP_PKEY_get_base_id(&key) == EVP_PKEY_RSA) return EVP_PKEY_get_bits(&key) >= 2048;
    if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_EC) return false;
    std::array<char, 80> group{};
    if (EVP_PKEY_get_group_name(&key, group.data(), group.size(), nullptr) != 1) {
        ERR_clear_error();
        return false;
    }
    const int curve = OBJ_sn2nid(group.data());
    return curve == NID_X9_62_prime256v1 || curve == NID_secp384r1 || curve == NID_secp521r1;
}

bool may_sign(x509_st& certificate) {
    const auto usage = X509_get_key_usage(&certificate);  // all bits set when the certificate does not say
    return X509_check_ca(&certificate) == 0 && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

bool is_signed_in_whole_bytes(const x509_st& certificate) {
    const ASN1_BIT_STRING* signature = nullptr;
    X509_get0_signature(&signature, nullptr, &certificate);
    return signature != nullptr && (signature->flags & 7) == 0;
}

bool verifies(evp_pkey_st& key, ByteView message, ByteView signature) {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    const bool good =
        context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, &key) == 1 &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace arkki::signing
