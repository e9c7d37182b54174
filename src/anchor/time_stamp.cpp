#include "anchor/time_stamp.hpp"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "anchor/line.hpp"
#include "base/error.hpp"

namespace arkki::anchor {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
using Request = std::unique_ptr<TS_REQ, Release<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Release<TS_RESP_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Release<TS_MSG_IMPRINT_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Release<X509_ALGOR_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Release<ASN1_INTEGER_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Store = std::unique_ptr<X509_STORE, Release<X509_STORE_free>>;
using Checks = std::unique_ptr<TS_VERIFY_CTX, Release<TS_VERIFY_CTX_free>>;

constexpr const char* query_type = "application/timestamp-query";

[[noreturn]] void fail(const char* key) {
    ERR_clear_error();
    throw Error{Fault::unavailable, key};
}
void must(bool done) {
    if (!done) throw Error{Fault::unavailable, "anchor.tsa_refused", "the query cannot be made"};
}

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void put_imprint(TS_REQ& request, const std::string& note) {
    const Imprint imprint{TS_MSG_IMPRINT_new()};
    const Algorithm algorithm{X509_ALGOR_new()};
    must(imprint && algorithm);
    must(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1);
    Digest digest = sha256(view(note));
    must(TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
         TS_MSG_IMPRINT_set_msg(imprint.get(), digest.data(), static_cast<int>(digest.size())) == 1 &&
         TS_REQ_set_msg_imprint(&request, imprint.get()) == 1);
}

Store trusted(const std::filesystem::path& authorities) {
    Store store{X509_STORE_new()};
    if (!store || X509_STORE_load_file(store.get(), authorities.c_str()) != 1) {
        ERR_clear_error();
        throw Error{Fault::not_found, "anchor.no_authorities"};
    }
    return store;
}

/// Nothing of the reply is believed before all of it was compared.
void compare(TS_RESP& response, TS_REQ& request, unsigned flags, const char* otherwise, Store store = {}) {
    const Checks checks{TS_REQ_to_TS_VERIFY_CTX(&request, nullptr)};
    if (!checks) fail(otherwise);
    TS_VERIFY_CTX_set_flags(checks.get(), static_cast<int>(flags));
    if (store) TS_VERIFY_CTX_set_store(checks.get(), store.release());
    if (TS_RESP_verify_response(checks.get(), &response) != 1) fail(otherwise);
}

}  // namespace

std::string time_stamp_query(const std::string& note, ByteView nonce) {
    const Request request{TS_REQ_new()};
    must(request && TS_REQ_set_version(request.get(), 1) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1);
    put_imprint(*request, note);
    const BigNumber value{BN_bin2bn(nonce.data(), static_cast<int>(nonce.size()), nullptr)};
    const Number number{value ? BN_to_ASN1_INTEGER(value.get(), nullptr) : nullptr};
    must(number && TS_REQ_set_nonce(request.get(), number.get()) == 1);
    unsigned char* der = nullptr;
    const int length = i2d_TS_REQ(request.get(), &der);
    must(length > 0);
    std::string query{reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)};
    OPENSSL_free(der);
    return query;
}

void check_time_stamp(const std::string& reply, const std::string& query, const std::filesystem::path& authorities) {
    auto store = trusted(authorities);
    const auto* next = bytes_of(query);
    const Request request{d2i_TS_REQ(nullptr, &next, static_cast<long>(query.size()))};
    next = bytes_of(reply);
    const Response response{d2i_TS_RESP(nullptr, &next, static_cast<long>(reply.size()))};
    if (!request) fail("anchor.tsa_other");
    if (!response || next != bytes_of(reply) + reply.size()) fail("anchor.garbled");
    const auto status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
    if ((status != 0 && status != 1) || TS_RESP_get_token(response.get()) == nullptr) fail("anchor.tsa_refused");
    compare(*response, *request, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE, "anchor.tsa_other");
    compare(*response, *request, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT | TS_VFY_NONCE,
            "anchor.tsa_untrusted", std::move(store));
}

Receipt stamp(const TimeStampSettings& settings, const Parcel& parcel) {
    auto nonce = random_bytes(settings.randomness, 16);
    nonce.front() = static_cast<std::uint8_t>((nonce.front() & 0x7fU) | 0x40U);  // positive, and never shortened
    const std::string query = time_stamp_query(parcel.note, nonce);
    const auto answer = post(settings.url, query_type, query, settings.patience);
    if (answer.status != 200) throw Error{Fault::unavailable, "anchor.tsa_refused", std::to_string(answer.status)};
    check_time_stamp(answer.body, query, settings.authorities);
    return {answer.body, "", answer.body};
}

}  // namespace arkki::anchor
