#include "signing/chain.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace arkki::signing {

std::vector<Bytes> certificates_in(const std::string& pem) {
    std::vector<Bytes> found;
    const Owned<BIO, BIO_free_all> in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    if (!in) return found;
    while (const Certificate next{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)})
        found.push_back(der_of(*next));
    ERR_clear_error();
    return found;
}

Bytes revocation_list_in(const std::string& file) {
    const unsigned char* at = view(file).data();
    Owned<X509_CRL, X509_CRL_free> list{d2i_X509_CRL(nullptr, &at, static_cast<long>(file.size()))};
    if (!list) {
        const Owned<BIO, BIO_free_all> in{BIO_new_mem_buf(file.data(), static_cast<int>(file.size()))};
        if (in) list.reset(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
    }
    ERR_clear_error();
    if (!list) return {};
    Bytes der(static_cast<std::size_t>(std::max(i2d_X509_CRL(list.get(), nullptr), 0)));
    unsigned char* out = der.data();
    i2d_X509_CRL(list.get(), &out);
    return der;
}

std::vector<Bytes> issuers_of(x509_st& own, const std::vector<Bytes>& others) {
    std::vector<Certificate> known;
    for (const auto& der : others)
        if (auto certificate = certificate_from(der)) known.push_back(std::move(certificate));
    std::vector<Bytes> issuers;
    X509* lowest = &own;
    for (std::size_t step = 0; step < known.size(); ++step) {
        X509* issuer = nullptr;
        for (const auto& one : known)
            if (issuer == nullptr && X509_check_issued(one.get(), lowest) == X509_V_OK) issuer = one.get();
        if (issuer == nullptr || X509_self_signed(issuer, 0) == 1) break;
        issuers.push_back(der_of(*issuer));
        lowest = issuer;
    }
    ERR_clear_error();
    return issuers;
}

}  // namespace arkki::signing
