#include "signing/pkcs11.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "signing/chain.hpp"
#include "signing/token_session.hpp"

namespace arkki::signing {
namespace {

/// r and s side by side, as tokens give them, as the DER SEQUENCE that a CMS wants.
Bytes ecdsa_der(ByteView raw) {
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature{ECDSA_SIG_new()};
    const int half = static_cast<int>(raw.size() / 2);
    BIGNUM* r = BN_bin2bn(raw.data(), half, nullptr);
    BIGNUM* s = BN_bin2bn(raw.data() + half, half, nullptr);
    if (!signature || raw.empty() || raw.size() % 2 != 0 || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        throw Error{Fault::unavailable, "signing.key_failed", "C_Sign gave no pair"};
    }
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    Bytes der(static_cast<std::size_t>(std::max(size, 0)));
    unsigned char* out = der.data();
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
}

CK_OBJECT_HANDLE demand_key(const TokenSession& session, const std::string& label) {
    const auto key = session.private_key(label);
    if (!key) throw Error{Fault::invalid, "signing.no_key"};
    return *key;
}

Bytes sign_in_token(const TokenKey& where, const Pin& pin, CK_FUNCTION_LIST& module, ByteView message) {
    const TokenSession session{module, where.token, pin};
    const auto key = demand_key(session, where.key);
    if (!session.is_elliptic(key)) return session.sign(key, CKM_SHA256_RSA_PKCS, message);
    const Digest hash = sha256(message);  // CKM_ECDSA takes the hash; many tokens have no ECDSA that hashes
    return ecdsa_der(session.sign(key, CKM_ECDSA, hash));
}

/// The certificate whose key makes what the token signs; found by trying, since labels and ids are only words.
CertificateChain chain_of(const std::vector<Bytes>& candidates, ByteView message, ByteView signature) {
    for (const auto& der : candidates) {
        const auto certificate = certificate_from(der);
        EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
        if (key == nullptr || !verifies(*key, message, signature)) continue;
        if (!is_strong(*key)) throw Error{Fault::invalid, "signing.weak_key"};
        return {der, issuers_of(*certificate, candidates)};
    }
    throw Error{Fault::invalid, "signing.key_mismatch"};
}

}  // namespace

Signer open_pkcs11(const TokenKey& where, const Pin& pin) {
    CK_FUNCTION_LIST& module = load_module(where.module.string());
    std::vector<Bytes> candidates = where.certificates;
    {
        const TokenSession session{module, where.token, pin};
        const auto in_token = session.certificates(demand_key(session, where.key));
        candidates.insert(candidates.begin(), in_token.begin(), in_token.end());
    }
    // A first signature over words that no CMS can be: it shows the certificate and that the key works at all.
    static constexpr std::string_view words = "Arkki opens this key.";
    const auto own_pin = std::make_shared<const Pin>(std::string{pin.reveal()});
    const Bytes trial = sign_in_token(where, *own_pin, module, view(words));
    return {chain_of(candidates, view(words), trial),
            [where, own_pin, &module](const SignedAttributes& attributes) {
                return sign_in_token(where, *own_pin, module, attributes.der);
            }};
}

}  // namespace arkki::signing
