#include "service/signing_settings.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

#include "anchor/line.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
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
    const auto& tsa = settings.tsa;
    const auto& authorities = settings.tsa_authorities;
    const auto& module = settings.module;
    if (!tsa.empty() && !tsa.starts_with("http://") && !tsa.starts_with("https://")) refuse("signing.tsa");
    if (!tsa.empty() && authorities.empty()) refuse("signing.tsa.authorities");
    if (!authorities.empty() && signing::certificates_in(text_in(authorities)).empty())
        refuse("signing.tsa.authorities");
    if (!module.empty() && !fs::is_regular_file(module)) refuse("signing.pkcs11.module");
    if (module.empty() != settings.token.empty()) refuse("signing.pkcs11.token");
    for (const auto& list : settings.crls)
        if (signing::revocation_list_in(text_in(list)).empty()) refuse("signing.crls");
}

/// A question to a time stamp authority: ten seconds, 64 kB, no redirect.
Bytes exchange_outside(const std::string& url, std::string_view media_type, ByteView body) {
    const auto answer = anchor::post(url, media_type, text_of(body), std::chrono::seconds{10});
    if (answer.status != 200) throw Error{Fault::unavailable, "signing.tsa_refused", std::to_string(answer.status)};
    const auto bytes = view(answer.body);
    return {bytes.begin(), bytes.end()};
}

/// A question to an OCSP responder that a certificate names: only where the settings allow it, ten seconds, 64 kB.
signing::Exchange responders(std::vector<std::string> hosts) {
    return [hosts = std::move(hosts)](const std::string& url, std::string_view media_type, ByteView body) -> Bytes {
        const auto begin = url.find("://");
        const auto from = begin == std::string::npos ? url.size() : begin + 3;
        const std::string place = url.substr(from, url.find('/', from) - from);
        const std::string host = place.substr(0, place.find(':'));
        // Names, ports and nothing that one reader takes for a user and another for a host.
        const bool is_plain = std::all_of(place.begin(), place.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':';
        });
        const auto is_allowed = [&](const std::string& one) { return one == place || one == host; };
        if (!is_plain || std::none_of(hosts.begin(), hosts.end(), is_allowed))
            throw Error{Fault::invalid, "signing.host_not_allowed", host};
        const auto answer = anchor::post(url, media_type, text_of(body), std::chrono::seconds{10});
        if (answer.status != 200)
            throw Error{Fault::unavailable, "signing.revocation_unknown", std::to_string(answer.status)};
        const auto bytes = view(answer.body);
        return {bytes.begin(), bytes.end()};
    };
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    std::istringstream in{list};
    for (std::string word; std::getline(in, word, ',');)
        if (const auto clean = trimmed(word); !clean.empty()) words.emplace_back(clean);
    return words;
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
                    said->getString("signing.pkcs11.token", ""), {}, words_of(said->getString("signing.hosts", ""))};
        for (const auto& name : words_of(said->getString("signing.crls", "")))
            settings.crls.push_back(fs::path{name}.is_absolute() ? fs::path{name} : home / name);
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

std::optional<requests::Lifting> lifting(const Office& office, const std::string& url) {
    const auto authority = stamps(office, url);
    if (!authority) return std::nullopt;
    const auto settings = signing_settings(office.settings().home);
    requests::Lifting help{*authority, office.roots()};
    if (settings.crls.empty() && settings.hosts.empty()) return help;
    help.sources = signing::RevocationSources{{}, responders(settings.hosts)};
    for (const auto& list : settings.crls) help.sources->crls.push_back(signing::revocation_list_in(text_in(list)));
    return help;
}

}  // namespace arkki::service
