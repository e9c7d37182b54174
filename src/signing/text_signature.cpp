#include "signing/text_signature.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>

#include "signing/certificate.hpp"
#include "signing/cms.hpp"
#include "signing/cms_check.hpp"
#include "signing/cms_shape.hpp"

namespace arkki::signing {
namespace {

using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using Certificates = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }>;

/// SHA-256 of the certificate the one signer names; "" where the bytes are no such thing.
std::string certificate_in(ByteView der) {
    const unsigned char* at = der.data();
    const Cms cms{d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size()))};
    STACK_OF(CMS_SignerInfo)* signers = cms ? CMS_get0_SignerInfos(cms.get()) : nullptr;
    if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return {};
    const Certificates certificates{CMS_get1_certs(cms.get())};
    for (int i = 0; i < sk_X509_num(certificates.get()); ++i) {
        X509* certificate = sk_X509_value(certificates.get(), i);
        if (CMS_SignerInfo_cert_cmp(sk_CMS_SignerInfo_value(signers, 0), certificate) == 0)
            return hex(sha256(der_of(*certificate)));
    }
    return {};
}

}  // namespace

Bytes sign_text(std::string_view text, const Signer& signer) {
    Cades cades{signer.certificates, sha256(view(text))};
    return cades.finish(signer.sign(cades.attributes()));
}

TextVerdict check_text(std::string_view text, ByteView cms, const std::string& roots_pem, Instant now) {
    TextVerdict verdict;
    constexpr std::size_t longest = 64UL * 1024;
    if (cms.empty() || cms.size() > longest) return {{"cms"}, {}, {}};
    Problems problems;
    // A time stamp is more than we ask for here and could not be checked: no authority is trusted.
    if (!token_in(cms).empty()) problems.add("cms");
    verdict.signer = check_cms({Bytes{cms.begin(), cms.end()}, sha256(view(text))}, {roots_pem, {}, now}, problems).signer;
    verdict.problems = problems.codes();
    verdict.certificate_sha256 = certificate_in(cms);
    ERR_clear_error();
    return verdict;
}

}  // namespace arkki::signing
