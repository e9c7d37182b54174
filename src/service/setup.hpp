#pragma once
#include <optional>
#include <string>
#include <vector>

#include "service/office.hpp"
#include "service/settings.hpp"

namespace arkki::service {

/// How somebody signs in for the first time. Shown once, stored nowhere.
struct Credential {
    std::string user, role;
    PersonalText password;
    std::string key;   ///< path of the PKCS#12 file; only for the responsible person of a demonstration
    PersonalText pin;  ///< of that file
};

/// Who runs an office that is no demonstration. Without names whoever has the token says them in the browser, and the
/// one credential is that token, with no user.
struct FirstPeople {
    PersonalText administrator;
    PersonalText witness;  ///< who saw the administrator sign the confidentiality commitment
};

/// Makes the data directory: keys (0600), blobs, database, the log's first entry, and the first administrator - or,
/// without `people`, the demonstration organisation of config/demo.json with a user per role.
///
/// @throws Error{Fault::conflict, "setup.exists"}  nothing is ever overwritten
[[nodiscard]] std::vector<Credential> set_up(const Settings& settings, const World& world,
                                             const std::optional<FirstPeople>& people);

}  // namespace arkki::service
