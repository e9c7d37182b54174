#include "signing/token_check.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>

#include <algorithm>
#include <ctime>

#include "signing/cms_shape.hpp"
#include "signing/trust.hpp"

namespace arkki::signing {
namespace {

using Token = Owned<PKCS7, PKCS7_free>;
using Info = Owned<TS_TST_INFO, TS_TST_INFO_free>;
using Checks = Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;
using Borrowed = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }>;

/// The library writes the signed attributes anew before it looks at their signature: spelled otherwise than in DER they
/// would pass.
bool is_der(PKCS7* token, ByteView der) {
    unsigned char* out = nullptr;
    const int size = i2d_PKCS7(token, &out);
    const Owned<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner{out};
    return size >= 0 && std::equal(der.begin(), der.end(), out, out + size);
}

/// Signature, purpose, certificate named in the signed attributes, version and imprint: by the library's own rules.
bool verifies(PKCS7* token, const Digest& imprint, Store store) {
    const Checks checks{TS_VERIFY_CTX_new()};
    auto* bytes = static_cast<unsigned char*>(OPENSSL_malloc(imprint.size()));
    if (!checks || bytes == nullptr || !store) {
        OPENSSL_free(bytes);
        return false;
    }
    std::copy(imprint.begin(), imprint.end(), bytes);
    TS_VERIFY_CTX_set_flags(checks.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_imprint(checks.get(), bytes, static_cast<long>(imprint.size()));  // takes them over
    TS_VERIFY_CTX_set_store(checks.get(), store.release());
    return TS_RESP_verify_token(checks.get(), token) == 1;
}

/// Issuer and serial number byte by byte: the library takes names that differ in case for equal.
bool is_named(PKCS7* token, const X509& certificate) {
    const PKCS7_SIGNER_INFO* signer = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(token), 0);
    const auto encoded = [](const X509_NAME* name) {
        const unsigned char* bytes = nullptr;
        std::size_t size = 0;
        X509_NAME_get0_der(name, &bytes, &size);
        return ByteView{bytes, size};
    };
    const ByteView said = encoded(signer->issuer_and_serial->issuer);
    const ByteView own = encoded(X509_get_issuer_name(&certificate));
    return std::equal(said.begin(), said.end(), own.begin(), own.end()) &&
           ASN1_INTEGER_cmp(signer->issuer_and_serial->serial, X509_get0_serialNumber(&certificate)) == 0;
}

/// A strong key, and no certificate that is not part of the chain: what nobody signed must not ride along.
/// @returns its chain (DER), root last; empty if it is otherwise
std::vector<Bytes> chain_carried_alone(PKCS7* token, X509_STORE* store) {
    const Borrowed signers{PKCS7_get0_signers(token, nullptr, 0)};
    if (sk_X509_num(signers.get()) != 1) return {};
    X509* own = sk_X509_value(signers.get(), 0);
    if (!is_named(token, *own)) return {};
    const EVP_PKEY* key = X509_get0_pubkey(own);
    if (key == nullptr || !is_strong(*key)) return {};
    const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context{X509_STORE_CTX_new()};
    STACK_OF(X509)* sent = token->d.sign->cert;
    if (!context || X509_STORE_CTX_init(context.get(), store, own, sent) != 1) return {};
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_TIMESTAMP_SIGN);
    if (X509_verify_cert(context.get()) != 1) return {};
    const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        bool found = false;
        for (int k = 0; k < sk_X509_num(chain); ++k)
            found = found || X509_cmp(sk_X509_value(chain, k), sk_X509_value(sent, i)) == 0;
        if (!found || !is_signed_in_whole_bytes(*sk_X509_value(sent, i))) return {};
    }
    std::vector<Bytes> carried;
    for (int i = 0; i < sk_X509_num(chain); ++i) carried.push_back(der_of(*sk_X509_value(chain, i)));
    return carried;
}

bool is_sha256(const TS_TST_INFO& info) {
    TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(const_cast<TS_TST_INFO*>(&info));
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
    return OBJ_obj2nid(algorithm) == NID_sha256;
}

std::optional<Instant> time_in(const TS_TST_INFO& info) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(&info), &parts) != 1) return std::nullopt;
    return Instant{std::chrono::seconds{::timegm(&parts)}};
}

}  // namespace

std::optional<Instant> stamped_at(ByteView token, const Digest& imprint, const std::string& roots_pem, Instant at) {
    const auto stamp = stamp_in(token, imprint, roots_pem, at);
    return stamp ? std::optional{stamp->time} : std::nullopt;
}

std::optional<Stamp> stamp_in(ByteView der, const Digest& imprint, const std::string& roots_pem, Instant at) {
    struct Quiet {
        ~Quiet() { ERR_clear_error(); }
    } const quiet;
    if (!has_token_shape(der)) return std::nullopt;
    const unsigned char* next = der.data();
    const Token token{d2i_PKCS7(nullptr, &next, static_cast<long>(der.size()))};
    if (!token || next != der.data() + der.size() || PKCS7_type_is_signed(token.get()) == 0) return std::nullopt;
    if (!is_der(token.get(), der)) return std::nullopt;
    const Info info{PKCS7_to_TS_TST_INFO(token.get())};
    if (!info || !is_sha256(*info)) return std::nullopt;
    const Store store = store_of(roots_pem, at);
    if (!store) return std::nullopt;
    auto chain = chain_carried_alone(token.get(), store.get());
    if (chain.empty()) return std::nullopt;
    if (!verifies(token.get(), imprint, store_of(roots_pem, at))) return std::nullopt;
    const auto time = time_in(*info);
    return time ? std::optional{Stamp{*time, std::move(chain)}} : std::nullopt;
}

}  // namespace arkki::signing
