#include "service/settings.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include "base/error.hpp"
#include "service/signing_settings.hpp"

namespace arkki::service {
namespace {

namespace fs = std::filesystem;
using Properties = Poco::Util::PropertyFileConfiguration;

/// config/arkki.properties of the nearest folder above the program that has one.
fs::path find_config() {
    for (fs::path folder = program_folder(); folder != folder.parent_path(); folder = folder.parent_path())
        if (fs::exists(folder / "config" / "arkki.properties")) return folder / "config" / "arkki.properties";
    return "/etc/arkki/arkki.properties";
}

class Reading {
public:
    Reading(const fs::path& file, fs::path home) : properties_{new Properties{file.string()}}, home_{std::move(home)} {}

    [[nodiscard]] std::string text(const std::string& key) const { return properties_->getString(key, ""); }
    [[nodiscard]] fs::path path(const std::string& key) const {
        const auto value = text(key);
        return value.empty() ? fs::path{} : fs::path{value}.is_absolute() ? fs::path{value} : home_ / value;
    }
    [[nodiscard]] int number(const std::string& key, int otherwise, int lowest) const {
        try {
            const int value = properties_->getInt(key, otherwise);
            if (value >= lowest) return value;
        } catch (const Poco::Exception&) {
        }
        throw Error{Fault::invalid, "settings.bad_value", key, key};
    }
    [[nodiscard]] bool yes(const std::string& key) const {
        try {
            return properties_->getBool(key, false);
        } catch (const Poco::Exception&) {
            throw Error{Fault::invalid, "settings.bad_value", key, key};
        }
    }

private:
    Poco::AutoPtr<Properties> properties_;
    fs::path home_;
};

/// "admin, responsible"
std::set<access::Role> roles_of(std::string_view text, const std::string& key) {
    std::set<access::Role> roles;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto word = trimmed(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
        try {
            if (!word.empty()) roles.insert(access::role_from(word));
        } catch (const Error&) {
            throw Error{Fault::invalid, "settings.bad_value", key, key};
        }
    }
    return roles;
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        if (const auto word = trimmed(std::string_view{list}.substr(begin, end - begin)); !word.empty())
            words.emplace_back(word);
        begin = end + 1;
    }
    return words;
}

/// Names of subfolders: one level, nothing hidden.
std::vector<std::string> subfolders_of(const Reading& reading, const std::string& key) {
    auto names = words_of(reading.text(key));
    for (const auto& name : names)
        if (name.starts_with('.') || name.find('/') != std::string::npos)
            throw Error{Fault::invalid, "settings.bad_value", key, key};
    return names;
}

void read_hot_folders(Settings& settings, const Reading& reading) {
    settings.hot_folder = reading.path("intake.folder");
    settings.settle = std::chrono::milliseconds{reading.number("intake.settle_ms", 2'000, 0)};
    settings.intake_place = reading.text("intake.place");
    settings.hot_subfolders = subfolders_of(reading, "intake.subfolders");
    for (const auto& name : words_of(reading.text("intake.more"))) {
        const std::string key = "intake." + name;
        HotFolderSettings folder;
        folder.folder = reading.path(key + ".folder");
        if (folder.folder.empty()) throw Error{Fault::invalid, "settings.bad_value", key + ".folder", key + ".folder"};
        folder.settle = std::chrono::milliseconds{reading.number(key + ".settle_ms", 60'000, 0)};
        folder.place = reading.text(key + ".place");
        settings.more_hot_folders.push_back(folder);
        for (const auto& inner : subfolders_of(reading, key + ".subfolders"))
            settings.more_hot_folders.push_back({folder.folder / inner, folder.settle, folder.place});
    }
}

void read_seal(Settings& settings, const Reading& reading) {
    SealSettings& seal = settings.seal;
    seal.interval = std::chrono::minutes{reading.number("seal.minutes", 5, 1)};
    seal.events = static_cast<std::uint64_t>(reading.number("seal.events", 1'000, 1));
    seal.socket = reading.path("seal.socket");
    if (seal.socket.empty()) seal.socket = settings.data / "sealer" / "socket";
    anchor::Addresses& to = seal.addresses;
    to.mail_to = words_of(reading.text("anchor.mail.to"));
    to.mail_from = reading.text("anchor.mail.from");
    to.mail_server = reading.text("anchor.mail.server");
    to.mail_rhythm = std::chrono::minutes{reading.number("anchor.mail.minutes", 60, 0)};
    const auto language = reading.text("anchor.mail.language");
    seal.mail_language = language_from(language.empty() ? "fi" : language);
    to.syslog = reading.text("anchor.syslog");
    const fs::path folder = reading.text("anchor.folder");
    if (!folder.empty()) to.folder = settings.data / folder;  // an absolute one stays as it is
    to.tsa = reading.text("anchor.tsa");
    to.tsa_authorities = reading.path("anchor.tsa.authorities");
    to.tsa_rhythm = std::chrono::minutes{reading.number("anchor.tsa.minutes", 60, 0)};
    to.witness = reading.text("anchor.witness");
    to.witness_vkey = reading.text("anchor.witness.vkey");
}

/// scanner.CODE.name, .address or .sane, and .options, a few words for scanimage
void read_scanners(ScanSettings& scan, const Reading& reading) {
    for (const auto& code : words_of(reading.text("scanners"))) {
        const std::string key = "scanner." + code;
        intake::ScannerDevice device{code, reading.text(key + ".name"), reading.text(key + ".address"),
                                     reading.text(key + ".sane"), words_of(reading.text(key + ".options"))};
        if (device.name.empty()) device.name = code;
        try {
            device.check();
        } catch (const Error&) {
            throw Error{Fault::invalid, "settings.bad_value", key, key};
        }
        scan.devices.push_back(std::move(device));
    }
    if (const auto program = reading.path("scan.program"); !program.empty()) scan.program = program;
    scan.patience.silence = std::chrono::seconds{reading.number("scan.silence_s", 90, 1)};
    scan.patience.grace = std::chrono::seconds{reading.number("scan.grace_s", 15, 1)};
}

/// The address must stand on the sheet, above the title's place on a page of its own.
void read_window(pdf::AddressWindow& window, const Reading& reading) {
    const auto millimetres = [&](const char* key, double usual, int lowest, int highest) {
        const int value = reading.number(key, static_cast<int>(usual), lowest);
        if (value > highest) throw Error{Fault::invalid, "settings.bad_value", key, key};
        return static_cast<double>(value);
    };
    constexpr int sheet = 210, margin = 8;
    window.left = millimetres("letter.window.left_mm", window.left, margin, sheet / 2 + margin);
    window.top = millimetres("letter.window.top_mm", window.top, 36, 90);
    window.width = millimetres("letter.window.width_mm", window.width, 40, sheet - margin - static_cast<int>(window.left));
    window.height = millimetres("letter.window.height_mm", window.height, 15, 45);
}

void read_policy(Settings& settings, const fs::path& file) {
    const Reading policy{file, settings.home};
    settings.deadlines.target_days = policy.number("request.target_days", 14, 1);
    settings.deadlines.rectify_target_days = policy.number("request.rectify_target_days", 7, 1);
    settings.deadlines.eves_move = policy.yes("request.eves_are_holidays");
    settings.keeping.free_text_months = policy.number("log.free_text_months", 12, 1);
    settings.keeping.rest_months = policy.number("log.months", 60, 1);
    settings.session_idle = std::chrono::minutes{policy.number("session.idle_minutes", 15, 1)};
    settings.session_absolute = std::chrono::hours{policy.number("session.absolute_hours", 10, 1)};
    settings.second_factor_roles = roles_of(policy.text("second_factor.roles"), "second_factor.roles");
    settings.log_annex = policy.yes("access_reply.log_annex");
    for (const auto& name : audit::threshold_names())
        settings.review.*name.value =
            policy.number("review." + std::string{name.key}, settings.review.*name.value, name.lowest);
}

}  // namespace

std::vector<HotFolderSettings> Settings::hot_folders() const {
    std::vector<HotFolderSettings> all{{hot_folder, settle, intake_place}};
    for (const auto& inner : hot_subfolders) all.push_back({hot_folder / inner, settle, intake_place});
    all.insert(all.end(), more_hot_folders.begin(), more_hot_folders.end());
    return all;
}

fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

Settings read_settings(const fs::path& config, const fs::path& data) {
    const fs::path file = config.empty() ? find_config() : fs::absolute(config);
    if (!fs::exists(file)) throw Error{Fault::not_found, "settings.no_file", file.string()};
    Settings settings;
    settings.home = file.parent_path().parent_path();
    const Reading reading{file, settings.home};
    settings.data = data.empty() ? reading.path("data") : fs::absolute(data);
    settings.messages = program_folder().parent_path() / "messages";
    settings.reader = program_folder() / "arkki-reader";
    settings.database = reading.text("database");
    if (settings.database.empty()) settings.database = "sqlite:" + (settings.data / "arkki.db").string();
    read_hot_folders(settings, reading);
    settings.reader_slots = reading.number("reader.slots", 1, 1);
    settings.without_landlock = reading.yes("reader.without_landlock");
    settings.upload_limit = static_cast<std::uint64_t>(reading.number("upload.limit_mb", 200, 1)) << 20;
    settings.listen = reading.text("listen");
    settings.origin = reading.text("web.origin");
    settings.tls_certificate = reading.path("tls.certificate");
    settings.tls_key = reading.path("tls.key");
    settings.password_cost.memory = static_cast<std::size_t>(reading.number("password.memory_mb", 64, 1)) << 20;
    read_seal(settings, reading);
    read_scanners(settings.scan, reading);
    read_window(settings.window, reading);
    read_policy(settings, settings.home / "config" / "policy.properties");
    static_cast<void>(signing_settings(settings.home));  // refused here, not when somebody waits for a signature
    return settings;
}

}  // namespace arkki::service
