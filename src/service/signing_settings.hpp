#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "requests/letter_forms.hpp"
#include "service/office.hpp"
#include "signing/time_stamp.hpp"

namespace arkki::service {

/// What config/signing.properties says; everything empty without the file.
struct SigningSettings {
    std::string tsa;                        ///< address of a time stamp authority; "" for none
    std::filesystem::path tsa_authorities;  ///< PEM: whose time stamps on letters count
    std::filesystem::path module;           ///< PKCS#11 module of the token with the signing keys; "" for none
    std::string token;                      ///< its label
    std::vector<std::filesystem::path> crls;  ///< revocation lists at hand, PEM or DER
    std::vector<std::string> hosts;           ///< OCSP responders that may be asked: "host" or "host:port"
};

/// @param home  the folder that holds config/
/// @throws Error{Fault::invalid, "settings.bad_value"}  with the key as field
[[nodiscard]] SigningSettings signing_settings(const std::filesystem::path& home);

/// Root certificates of the authorities whose time stamps on letters count, PEM; "" without any.
[[nodiscard]] std::string stamp_roots(const Office& office);

/// Who stamps letters: the authority of the settings, or the one at this address; nobody if neither is there.
/// @throws Error{Fault::invalid, "signing.level_not_available"}  no roots are set that its stamps could rest on
[[nodiscard]] std::optional<signing::StampingAuthority> stamps(const Office& office, const std::string& url = {});

/// Who makes letters provable for longer, as far as the settings go; nobody without an authority for time stamps.
/// @param url  as `stamps`
[[nodiscard]] std::optional<requests::Lifting> lifting(const Office& office, const std::string& url = {});

}  // namespace arkki::service
