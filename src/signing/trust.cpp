#include "signing/trust.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <chrono>

namespace arkki::signing {

Store store_of(const std::string& roots_pem, Instant at) {
    Store store{X509_STORE_new()};
    const Owned<BIO, BIO_free_all> in{BIO_new_mem_buf(roots_pem.data(), static_cast<int>(roots_pem.size()))};
    if (!store || !in) return {};
    while (const Certificate root{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)})
        X509_STORE_add_cert(store.get(), root.get());
    ERR_clear_error();
    X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(rules,
                               std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(at)));
    X509_VERIFY_PARAM_set_auth_level(rules, 2);
    X509_VERIFY_PARAM_set_depth(rules, 4);
    return store;
}

}  // namespace arkki::signing
