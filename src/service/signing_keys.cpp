#include "service/signing_keys.hpp"

#include <fstream>
#include <iterator>

#include "access/people.hpp"
#include "base/error.hpp"
#include "service/signing_settings.hpp"
#include "signing/chain.hpp"
#include "signing/pkcs11.hpp"
#include "signing/pkcs12.hpp"

namespace arkki::service {
namespace {

namespace fs = std::filesystem;

std::string user_of(const access::Desk& desk) { return access::People{desk}.find(desk.session().actor).user_name; }

fs::path file_of(const Office& office, const std::string& user, const char* kind) {
    return office.settings().data / "keys" / (user + kind);
}

signing::Signer signer_in_token(const Office& office, const std::string& label, const signing::Pin& pin) {
    const auto settings = signing_settings(office.settings().home);
    if (settings.module.empty()) throw Error{Fault::invalid, "signing.no_module", {}, "key"};
    std::ifstream in{file_of(office, label, ".pem"), std::ios::binary};
    const std::string pem{std::istreambuf_iterator<char>{in}, {}};
    return signing::open_pkcs11({settings.module, settings.token, label, signing::certificates_in(pem)}, pin);
}

}  // namespace

KeyPlace key_place(const Office& office, const access::Desk& desk) {
    if (fs::exists(file_of(office, user_of(desk), ".p12"))) return KeyPlace::file;
    return signing_settings(office.settings().home).module.empty() ? KeyPlace::nowhere : KeyPlace::token;
}

signing::Signer signer_of(const Office& office, const access::Desk& desk, const signing::Pin& pin) {
    const auto place = key_place(office, desk);
    if (place == KeyPlace::nowhere) throw Error{Fault::invalid, "sign.key_missing", {}, "key"};
    const std::string user = user_of(desk);
    return place == KeyPlace::file ? signing::open_pkcs12(file_of(office, user, ".p12"), pin)
                                   : signer_in_token(office, user, pin);
}

signing::Signer signer_named(const Office& office, const access::Desk& desk, const std::string& key,
                             const signing::Pin& pin) {
    static constexpr std::string_view in_token = "token:";
    if (key.empty()) return signer_of(office, desk, pin);
    // The label becomes a file's name: no way out of the folder.
    if (key.starts_with(in_token) && key.find('/') == std::string::npos)
        return signer_in_token(office, key.substr(in_token.size()), pin);
    return signing::open_pkcs12(fs::path{key}, pin);
}

}  // namespace arkki::service
