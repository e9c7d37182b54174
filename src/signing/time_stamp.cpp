#include "signing/time_stamp.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>

#include <algorithm>
#include <chrono>

#include "base/error.hpp"
#include "signing/certificate.hpp"
#include "signing/pades.hpp"
#include "signing/token_check.hpp"

namespace arkki::signing {
namespace {

using Request = Owned<TS_REQ, TS_REQ_free>;
using Response = Owned<TS_RESP, TS_RESP_free>;
using Imprint = Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = Owned<X509_ALGOR, X509_ALGOR_free>;
using Number = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using BigNumber = Owned<BIGNUM, BN_free>;
using Checks = Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

constexpr std::chrono::minutes clocks_may_differ{10};

[[noreturn]] void fail(const char* key) {
    ERR_clear_error();
    throw Error{Fault::unavailable, key};
}

void must(bool done) {
    if (done) return;
    ERR_clear_error();
    throw Error{Fault::corrupt, "signing.cms", "time stamp query"};
}

template <class T>
Bytes der(const T* thing, int (*encode)(const T*, unsigned char**)) {
    const int size = encode(thing, nullptr);
    must(size > 0);
    Bytes bytes(static_cast<std::size_t>(size));
    unsigned char* out = bytes.data();
    encode(thing, &out);
    return bytes;
}

Request query_for(Digest imprint, const Randomness& randomness) {
    Request request{TS_REQ_new()};
    const Imprint message{TS_MSG_IMPRINT_new()};
    const Algorithm algorithm{X509_ALGOR_new()};
    must(request && message && algorithm);
    must(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
         TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get()) == 1 &&
         TS_MSG_IMPRINT_set_msg(message.get(), imprint.data(), static_cast<int>(imprint.size())) == 1);
    Bytes nonce = random_bytes(randomness, 16);
    nonce.front() = static_cast<std::uint8_t>((nonce.front() & 0x7fU) | 0x40U);  // positive, and never shortened
    const BigNumber value{BN_bin2bn(nonce.data(), static_cast<int>(nonce.size()), nullptr)};
    const Number number{value ? BN_to_ASN1_INTEGER(value.get(), nullptr) : nullptr};
    must(number && TS_REQ_set_version(request.get(), 1) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1 &&
         TS_REQ_set_msg_imprint(request.get(), message.get()) == 1 &&
         TS_REQ_set_nonce(request.get(), number.get()) == 1);
    return request;
}

/// The token of a reply that says yes to just this question. Who signed it is not asked here.
Bytes token_from(ByteView reply, TS_REQ& request) {
    const unsigned char* next = reply.data();
    const Response response{d2i_TS_RESP(nullptr, &next, static_cast<long>(reply.size()))};
    if (!response || next != reply.data() + reply.size()) fail("signing.tsa_refused");
    const auto status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
    if ((status != 0 && status != 1) || TS_RESP_get_token(response.get()) == nullptr) fail("signing.tsa_refused");
    const Checks checks{TS_REQ_to_TS_VERIFY_CTX(&request, nullptr)};
    must(checks != nullptr);
    TS_VERIFY_CTX_set_flags(checks.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE);
    if (TS_RESP_verify_response(checks.get(), response.get()) != 1) fail("signing.tsa_other");
    return der<PKCS7>(TS_RESP_get_token(response.get()), i2d_PKCS7);
}

}  // namespace

Bytes time_stamp(const Digest& imprint, const StampingAuthority& authority, Instant now) {
    const Request request = query_for(imprint, authority.randomness);
    const Bytes reply =
        authority.exchange(authority.url, "application/timestamp-query", der<TS_REQ>(request.get(), i2d_TS_REQ));
    Bytes token = token_from(reply, *request);
    const auto time = stamped_at(token, imprint, authority.roots, now);
    if (!time) fail("signing.tsa_untrusted");
    if (*time > now + clocks_may_differ || *time < now - clocks_may_differ) fail("signing.tsa_clock");
    return token;
}

Bytes with_time_stamp(ByteView letter, const StampingAuthority& authority, Instant now) {
    const Gap gap = signature_gap(letter);
    const std::size_t room = gap.end - gap.begin - 2;
    const Bytes value = from_hex(text_of(letter.subspan(gap.begin + 1, room)));
    const unsigned char* next = value.data();
    const Cms cms{d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(value.size()))};
    STACK_OF(CMS_SignerInfo)* signers = cms ? CMS_get0_SignerInfos(cms.get()) : nullptr;
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_num(signers) == 1 ? sk_CMS_SignerInfo_value(signers, 0) : nullptr;
    ERR_clear_error();
    if (signer == nullptr || CMS_unsigned_get_attr_count(signer) > 0)
        throw Error{Fault::corrupt, "signing.letter_unreadable", "no signature to stamp"};
    const ASN1_OCTET_STRING* signature = CMS_SignerInfo_get0_signature(signer);
    const Digest imprint =
        sha256({ASN1_STRING_get0_data(signature), static_cast<std::size_t>(ASN1_STRING_length(signature))});
    const Bytes token = time_stamp(imprint, authority, now);
    must(CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.data(),
                                       static_cast<int>(token.size())) == 1);
    std::string digits = hex(der<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo));
    if (digits.size() > room) fail("signing.tsa_room");
    digits.resize(room, '0');
    Bytes file{letter.begin(), letter.end()};
    std::copy(digits.begin(), digits.end(), file.begin() + static_cast<std::ptrdiff_t>(gap.begin + 1));
    return file;
}

SignedLetter sign(ByteView letter, const Signer& signer, const std::optional<StampingAuthority>& authority,
                  Instant when) {
    SignedLetter done{sign(letter, signer, when, authority ? token_room : 0), "B-B", ""};
    if (!authority) return done;
    try {
        done.file = with_time_stamp(done.file, *authority, when);
        done.level = "B-T";
    } catch (const Error& error) {
        if (error.fault() != Fault::unavailable) throw;
        done.missing = error.key();
    }
    return done;
}

}  // namespace arkki::signing
