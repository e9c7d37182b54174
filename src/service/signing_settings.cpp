#include "service/signing_settings.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include <fstream>
#include <iterator>

#include "anchor/line.hpp"
#include "base/error.hpp"
#include "signing/chain.hpp"

namespace arkki::service {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const char* key) { throw Error{Fault::invalid, "settings.bad_value", key, key}; }

/// What stands in a file; "" if it cannot be read.
std::string text_in(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void check(const SigningSettings& settings) {
    const auto& [tsa, authorities, module, token] = settings;
    if (!tsa.empty() && !tsa.starts_with("http://") && !tsa.starts_with("https://")) refuse("signing.tsa");
    if (!tsa.empty() && authorities.empty()) refuse("signing.tsa.authorities");
    if (!authorities.empty() && signing::certificates_in(text_in(authorities)).empty())
        refuse("signing.tsa.authorities");
    if (!module.empty() && !fs::is_regular_file(module)) refuse("signing.pkcs11.module");
    if (module.empty() != token.empty()) refuse("signing.pkcs11.token");
}

/// A question to a time stamp authority: ten seconds, 64 kB, no redirect.
Bytes exchange_outside(const std::string& url, std::string_view media_type, ByteView body) {
    const auto answer = anchor::post(url, media_type, text_of(body), std::chrono::seconds{10});
    if (answer.status != 200) throw Error{Fault::unavailable, "signing.tsa_refused", std::to_string(answer.status)};
    const auto bytes = view(answer.body);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

SigningSettings signing_settings(const fs::path& home) {
    const fs::path file = home / "config" / "signing.properties";
    SigningSettings settings;
    if (!fs::exists(file)) return settings;
    try {
        const Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> said{
            new Poco::Util::PropertyFileConfiguration{file.string()}};
        const auto path = [&](const char* key) {
            const std::string value = said->getString(key, "");
            return value.empty() || fs::path{value}.is_absolute() ? fs::path{value} : home / value;
        };
        settings = {said->getString("signing.tsa", ""), path("signing.tsa.authorities"), path("signing.pkcs11.module"),
                    said->getString("signing.pkcs11.token", "")};
    } catch (const Poco::Exception&) {
        throw Error{Fault::invalid, "settings.bad_value", "signing.properties", "signing.properties"};
    }
    check(settings);
    return settings;
}

std::string stamp_roots(const Office& office) {
    return text_in(signing_settings(office.settings().home).tsa_authorities);
}

std::optional<signing::StampingAuthority> stamps(const Office& office, const std::string& url) {
    const auto settings = signing_settings(office.settings().home);
    const std::string& asked = url.empty() ? settings.tsa : url;
    if (asked.empty()) return std::nullopt;
    if (settings.tsa_authorities.empty()) throw Error{Fault::invalid, "signing.level_not_available", {}, "tsa"};
    return signing::StampingAuthority{asked, text_in(settings.tsa_authorities), exchange_outside,
                                      office.world().randomness};
}

}  // namespace arkki::service
