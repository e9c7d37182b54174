#include "signing/long_term.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/error.hpp"
#include "signing/certificate.hpp"
#include "signing/cms_check.hpp"
#include "signing/pdf_revisions.hpp"
#include "signing/signature_places.hpp"
#include "signing/verify.hpp"

namespace arkki::signing {
namespace {

using Question = Owned<OCSP_REQUEST, OCSP_REQUEST_free>;
using Addresses = Owned<STACK_OF(OPENSSL_STRING), X509_email_free>;

Bytes ocsp_question(X509* certificate, X509* issuer) {
    const Question question{OCSP_REQUEST_new()};
    OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), certificate, issuer);  // RFC 6960: every responder knows this one
    if (!question || OCSP_request_add0_id(question.get(), id) == nullptr) {
        OCSP_CERTID_free(id);
        throw Error{Fault::corrupt, "signing.cms", "OCSP question"};
    }
    Bytes der(static_cast<std::size_t>(std::max(i2d_OCSP_REQUEST(question.get(), nullptr), 0)));
    unsigned char* out = der.data();
    i2d_OCSP_REQUEST(question.get(), &out);
    return der;
}

std::vector<std::string> responders_of(X509* certificate) {
    std::vector<std::string> addresses;
    const Addresses found{X509_get1_ocsp(certificate)};
    for (int i = 0; found && i < sk_OPENSSL_STRING_num(found.get()); ++i)
        addresses.emplace_back(sk_OPENSSL_STRING_value(found.get(), i));
    return addresses;
}

/// The first thing that shows this certificate to be good; what shows it to be revoked ends all.
void ask(const Bytes& certificate, const Bytes& issuer, const RevocationSources& sources, Evidence& evidence,
         Instant at, Instant now) {
    const auto settles = [&](const Evidence& one) {
        const Standing standing = standing_of(certificate, issuer, one, at, now);
        if (standing == Standing::revoked) throw Error{Fault::denied, "signing.revoked"};
        return standing == Standing::good;
    };
    if (settles(evidence)) return;
    for (const auto& list : sources.crls)
        if (settles({{}, {list}, {}})) return evidence.crls.push_back(list);
    const auto own = certificate_from(certificate);
    const auto above = certificate_from(issuer);
    if (!own || !above) throw Error{Fault::invalid, "signing.certificate"};
    const auto responders = responders_of(own.get());
    if (responders.empty()) throw Error{Fault::invalid, "signing.no_revocation_source"};
    for (const auto& url : responders) {
        Bytes answer = sources.exchange(url, "application/ocsp-request", ocsp_question(own.get(), above.get()));
        if (settles({{}, {}, {answer}})) return evidence.ocsps.push_back(std::move(answer));
    }
    throw Error{Fault::unavailable, "signing.revocation_unknown"};
}

/// What the verifier finds in the letter's only signature.
CheckedCms signature_of(ByteView letter, const Trust& trust) {
    try {
        const PdfFile file{letter};
        const auto fields = signature_fields(file);
        Problems problems;
        if (fields.size() == 1) {
            const SignedContent content = signed_content(letter, fields.front(), problems);
            CheckedCms checked = check_cms(content, trust, problems);
            if (problems.empty() && checked.stamped) return checked;
        }
    } catch (const NotOurFormat&) {
    }
    throw Error{Fault::corrupt, "signing.letter_unreadable", "no stamped signature"};
}

void add(Evidence& all, const std::vector<Bytes>& chain) {
    for (const auto& certificate : chain)
        if (std::find(all.certificates.begin(), all.certificates.end(), certificate) == all.certificates.end())
            all.certificates.push_back(certificate);
}

void add(Evidence& all, Evidence more) {
    all.crls.insert(all.crls.end(), more.crls.begin(), more.crls.end());
    all.ocsps.insert(all.ocsps.end(), more.ocsps.begin(), more.ocsps.end());
}

}  // namespace

Evidence evidence_for(const std::vector<Bytes>& chain, const RevocationSources& sources, Instant at, Instant now) {
    Evidence evidence;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i)
        ask(chain[i], chain[i + 1], sources, evidence, at, now);
    return evidence;
}

Bytes lifted_to_archive(ByteView letter, const std::string& roots, const StampingAuthority& authority,
                        const RevocationSources& sources, Instant now) {
    const Trust trust{roots, authority.roots, now};
    const CheckedCms checked = signature_of(letter, trust);
    Evidence evidence = evidence_for(checked.chain, sources, *checked.stamped, now);
    add(evidence, evidence_for(checked.stamp_chain, sources, *checked.stamped, now));
    add(evidence, checked.chain);
    add(evidence, checked.stamp_chain);
    Bytes done = with_document_stamp(with_evidence(letter, evidence, now), authority, now);
    const Verdict verdict = verify(done, {roots, now, {}, authority.roots});
    if (!verdict.valid || verdict.level != "B-LTA") {
        std::string words = verdict.level;
        for (const auto& problem : verdict.problems) words += " " + problem;
        throw Error{Fault::corrupt, "signing.not_lifted", words};
    }
    return done;
}

}  // namespace arkki::signing
