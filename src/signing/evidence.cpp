#include "signing/evidence.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <ctime>
#include <optional>

#include "signing/certificate.hpp"

namespace arkki::signing {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using Revocations = Owned<X509_CRL, X509_CRL_free>;
using Response = Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using Answer = Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using Question = Owned<OCSP_CERTID, OCSP_CERTID_free>;

constexpr std::chrono::minutes clocks_may_differ{10};

std::optional<Instant> instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return Instant{std::chrono::seconds{::timegm(&parts)}};
}

/// Made by `until`, and not replaced by a newer one before `at`.
bool is_of_use(const ASN1_TIME* made, const ASN1_TIME* next, Instant at, Instant until) {
    const auto from = instant_of(made);
    const auto to = instant_of(next);
    return from && to && *from <= until + clocks_may_differ && *to >= at;
}

Standing revoked_at(const ASN1_TIME* time, Instant at) {
    const auto when = instant_of(time);
    return when && *when > at ? Standing::good : Standing::revoked;
}

bool is_sha2(int signature_algorithm) {
    int digest = NID_undef;
    return OBJ_find_sigid_algs(signature_algorithm, &digest, nullptr) == 1 &&
           (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512);
}

/// A list with an extension that must be understood may be of a part of the certificates, or only what changed.
bool is_whole(const X509_CRL* list) {
    for (int i = 0; i < X509_CRL_get_ext_count(list); ++i)
        if (X509_EXTENSION_get_critical(X509_CRL_get_ext(list, i)) != 0) return false;
    return true;
}

Standing by_list(ByteView der, X509* certificate, X509* issuer, Instant at, Instant until) {
    const unsigned char* next = der.data();
    const Revocations list{d2i_X509_CRL(nullptr, &next, static_cast<long>(der.size()))};
    if (!list || next != der.data() + der.size() || !is_whole(list.get())) return Standing::unknown;
    const bool issuers = X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(issuer)) == 0 &&
                         (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 &&
                         is_sha2(X509_CRL_get_signature_nid(list.get())) &&
                         X509_CRL_verify(list.get(), X509_get0_pubkey(issuer)) == 1;
    if (!issuers || !is_of_use(X509_CRL_get0_lastUpdate(list.get()), X509_CRL_get0_nextUpdate(list.get()), at, until))
        return Standing::unknown;
    X509_REVOKED* entry = nullptr;
    if (X509_CRL_get0_by_cert(list.get(), &entry, certificate) != 1) return Standing::good;
    return revoked_at(X509_REVOKED_get0_revocationDate(entry), at);
}

/// Signed by the issuer, or by a responder it gave a certificate for just that and without a further question
/// (id-pkix-ocsp-nocheck).
bool is_answered_for(OCSP_BASICRESP* answer, X509* issuer, Instant when) {
    const Store store{X509_STORE_new()};
    if (!store || X509_STORE_add_cert(store.get(), issuer) != 1) return false;
    X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(rules,
                               std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when)));
    X509_VERIFY_PARAM_set_auth_level(rules, 2);
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
    const Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> known{sk_X509_new_null()};
    if (!known || sk_X509_push(known.get(), issuer) <= 0) return false;
    if (OCSP_basic_verify(answer, known.get(), store.get(), OCSP_PARTIAL_CHAIN) != 1) return false;
    X509* responder = nullptr;
    if (OCSP_resp_get0_signer(answer, &responder, known.get()) != 1) return false;
    return X509_cmp(responder, issuer) == 0 || X509_get_ext_by_NID(responder, NID_id_pkix_OCSP_noCheck, -1) >= 0;
}

Standing by_answer(ByteView der, X509* certificate, X509* issuer, Instant at, Instant until) {
    const unsigned char* next = der.data();
    const Response response{d2i_OCSP_RESPONSE(nullptr, &next, static_cast<long>(der.size()))};
    if (!response || next != der.data() + der.size() ||
        OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return Standing::unknown;
    const Answer answer{OCSP_response_get1_basic(response.get())};
    if (!answer) return Standing::unknown;
    for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256()}) {  // it only names the certificate
        const Question question{OCSP_cert_to_id(digest, certificate, issuer)};
        int status = V_OCSP_CERTSTATUS_UNKNOWN;
        ASN1_GENERALIZEDTIME* revoked = nullptr;
        ASN1_GENERALIZEDTIME* made = nullptr;
        ASN1_GENERALIZEDTIME* newer = nullptr;
        if (!question || OCSP_resp_find_status(answer.get(), question.get(), &status, nullptr, &revoked, &made, &newer) != 1)
            continue;
        // An answer that names no next one is good for the moment it was made.
        if (!is_of_use(made, newer != nullptr ? newer : made, newer != nullptr ? at : at - clocks_may_differ, until) ||
            !is_answered_for(answer.get(), issuer, instant_of(made).value_or(at)))
            return Standing::unknown;
        if (status == V_OCSP_CERTSTATUS_REVOKED) return revoked_at(revoked, at);
        return status == V_OCSP_CERTSTATUS_GOOD ? Standing::good : Standing::unknown;
    }
    return Standing::unknown;
}

}  // namespace

Standing standing_of(ByteView certificate, ByteView issuer, const Evidence& evidence, Instant at, Instant until) {
    struct Quiet {
        ~Quiet() { ERR_clear_error(); }
    } const quiet;
    const auto own = certificate_from(certificate);
    const auto above = certificate_from(issuer);
    if (!own || !above) return Standing::unknown;
    Standing best = Standing::unknown;
    const auto weigh = [&](Standing found) {
        if (found == Standing::revoked || best == Standing::unknown) best = best == Standing::revoked ? best : found;
    };
    for (const auto& list : evidence.crls) weigh(by_list(list, own.get(), above.get(), at, until));
    for (const auto& answer : evidence.ocsps) weigh(by_answer(answer, own.get(), above.get(), at, until));
    return best;
}

Standing standing_of(const std::vector<Bytes>& chain, const Evidence& evidence, Instant at, Instant until) {
    if (chain.empty()) return Standing::unknown;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const Standing one = standing_of(chain[i], chain[i + 1], evidence, at, until);
        if (one != Standing::good) return one;
    }
    return Standing::good;
}

}  // namespace arkki::signing
