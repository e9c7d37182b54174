#pragma once
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"

// OpenSSL's own tags, so that this header does not pull its headers in.
struct x509_st;
struct evp_pkey_st;

namespace arkki::signing {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* thing) const noexcept {
        Free(thing);
    }
};
/// A thing of a C library, freed by its function.
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

void free_certificate(x509_st* certificate) noexcept;
void free_key(evp_pkey_st* key) noexcept;
using Certificate = Owned<x509_st, free_certificate>;
using Key = Owned<evp_pkey_st, free_key>;

/// Exactly one certificate, nothing after it. Null if the bytes are none.
[[nodiscard]] Certificate certificate_from(ByteView der);
[[nodiscard]] Bytes der_of(const x509_st& certificate);
/// The common name in the certificate's subject; empty if there is none.
[[nodiscard]] PersonalText common_name(const x509_st& certificate);
/// P-256, P-384, P-521 or RSA of 2048 bits or more.
[[nodiscard]] bool is_strong(const evp_pkey_st& key);
/// Meant for signatures of a person, not for signing other certificates.
[[nodiscard]] bool may_sign(x509_st& certificate);
/// Whether the issuer's signature in it is spelled in whole bytes. Its unused bits are nobody's: they could be changed
/// without any check noticing.
[[nodiscard]] bool is_signed_in_whole_bytes(const x509_st& certificate);
/// Whether `signature` is the key's over the message, with SHA-256.
[[nodiscard]] bool verifies(evp_pkey_st& key, ByteView message, ByteView signature);

}  // namespace arkki::signing
