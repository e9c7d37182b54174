#pragma once
#include <string>

#include "access/desk.hpp"
#include "service/office.hpp"
#include "signing/pin.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::service {

/// Where the house keeps the signing key of the desk's person.
enum class KeyPlace { nowhere, file, token };

/// keys/USER.p12 in the data directory comes before the token of the settings.
[[nodiscard]] KeyPlace key_place(const Office& office, const access::Desk& desk);

/// The signer with that key. In the token it bears the person's user name as its label; a token that holds no
/// certificate finds it in keys/USER.pem.
/// @throws Error{Fault::invalid, "sign.key_missing"}  the house keeps none
/// @throws as signing::open_pkcs12 and signing::open_pkcs11
[[nodiscard]] signing::Signer signer_of(const Office& office, const access::Desk& desk, const signing::Pin& pin);

/// The signer with a key that the person names: a PKCS#12 file, `token:LABEL` in the token of the settings, or "" for
/// the one the house keeps.
/// @throws as signer_of; Error{Fault::invalid, "signing.no_module"}  the settings name no token
[[nodiscard]] signing::Signer signer_named(const Office& office, const access::Desk& desk, const std::string& key,
                                           const signing::Pin& pin);

}  // namespace arkki::service
