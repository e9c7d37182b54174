#pragma once
#include <p11-kit/pkcs11.h>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "signing/pin.hpp"

namespace arkki::signing {

/// A PKCS#11 module, loaded for as long as the process lives: its state is the process's, and others may use it.
/// @throws Error{unavailable, "signing.module"}
[[nodiscard]] CK_FUNCTION_LIST& load_module(const std::string& file);

/// One login to one token. While it lives no other thread is logged in to any: PKCS#11 knows one login a process.
class TokenSession {
public:
    /// @throws as open_pkcs11
    TokenSession(CK_FUNCTION_LIST& module, const std::string& token, const Pin& pin);
    ~TokenSession();
    TokenSession(const TokenSession&) = delete;
    TokenSession& operator=(const TokenSession&) = delete;

    /// The private key of this label, if it is the only one.
    [[nodiscard]] std::optional<CK_OBJECT_HANDLE> private_key(const std::string& label) const;
    /// Certificates (DER) whose CKA_ID is that of the key, then all others.
    [[nodiscard]] std::vector<Bytes> certificates(CK_OBJECT_HANDLE key) const;
    [[nodiscard]] bool is_elliptic(CK_OBJECT_HANDLE key) const;
    /// The raw answer of C_Sign: r and s side by side for ECDSA (over the hash given), PKCS#1 for RSA (over the message).
    [[nodiscard]] Bytes sign(CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE mechanism, ByteView message) const;

private:
    void log_in();
    [[nodiscard]] Bytes attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS kind, const std::string& label) const;

    std::unique_lock<std::mutex> alone_;
    CK_FUNCTION_LIST& module_;
    const Pin& pin_;
    CK_SESSION_HANDLE session_ = 0;
};

}  // namespace arkki::signing
