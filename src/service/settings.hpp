#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "access/passwords.hpp"
#include "access/session.hpp"
#include "anchor/channels.hpp"
#include "audit/keeping.hpp"
#include "audit/rules.hpp"
#include "pdf/letter.hpp"
#include "requests/deadline.hpp"
#include "service/scan_settings.hpp"

namespace arkki::service {

/// When the access log is sealed, by whom, and where its checkpoints go.
struct SealSettings {
    std::chrono::minutes interval{5};
    std::uint64_t events = 1'000;  ///< so many new ones are sealed at once
    std::filesystem::path socket;  ///< where arkki-sealer listens
    anchor::Addresses addresses;
    Language mail_language = Language::fi;
};

/// A folder that is emptied as files are taken in.
struct HotFolderSettings {
    std::filesystem::path folder;
    std::chrono::milliseconds settle{2'000};  ///< unchanged for so long before a file counts as complete
    std::string place;                        ///< code of the unit in which its papers stand; "" for the received tray
};

/// What config/arkki.properties says, typed, with the paths made absolute.
struct Settings {
    std::filesystem::path home;      ///< holds config/, templates/, scans/
    std::filesystem::path data;      ///< database, blobs, keys, spool
    std::filesystem::path messages;  ///< compiled catalogues
    std::filesystem::path reader;    ///< the program arkki-reader
    std::string database;            ///< URL; "sqlite:<data>/arkki.db" if the file does not say
    std::filesystem::path hot_folder;
    std::chrono::milliseconds settle{2'000};
    std::string intake_place;  ///< code of the unit in which papers of the hot folder stand; "" for the received tray
    std::vector<std::string> hot_subfolders;  ///< of the hot folder, one level; made if they are not there
    std::vector<HotFolderSettings> more_hot_folders;
    int reader_slots = 1;
    bool without_landlock = false;
    std::uint64_t upload_limit = 200u << 20;  ///< bytes
    std::string listen = "127.0.0.1:8080";
    std::filesystem::path tls_certificate, tls_key;
    std::string origin;  ///< how browsers write our address behind a proxy, "https://arkki.example"; "" without one
    access::PasswordCost password_cost;
    std::chrono::minutes session_idle{15};
    std::chrono::hours session_absolute{10};
    std::set<access::Role> second_factor_roles;  ///< whoever holds one of them signs in with two factors
    requests::DeadlinePolicy deadlines;
    SealSettings seal;
    ScanSettings scan;
    audit::Keeping keeping;    ///< how long the access log keeps what its entries say
    audit::Thresholds review;  ///< of the rules that go over the access log
    pdf::AddressWindow window;  ///< of the envelopes the letters go out in
    bool log_annex = false;    ///< an access reply tells when and why the person's data were looked at

    /// All of them: the hot folder, its subfolders, and the others with theirs.
    [[nodiscard]] std::vector<HotFolderSettings> hot_folders() const;
    [[nodiscard]] std::filesystem::path master_key() const { return data / "keys" / "master.key"; }
    [[nodiscard]] std::filesystem::path blobs() const { return data / "blobs"; }
    [[nodiscard]] std::filesystem::path spool() const { return data / "spool"; }
    /// The sealer's public keys, one vkey a line, pinned when it was set up.
    [[nodiscard]] std::filesystem::path sealer_vkeys() const { return data / "keys" / "sealer.vkey"; }
    [[nodiscard]] std::filesystem::path roots() const { return data / "keys" / "roots.pem"; }
    [[nodiscard]] std::filesystem::path intake_place_file() const { return data / "intake-place"; }
};

/// Reads the file.
/// @param config  the properties file; empty: config/arkki.properties above the program
/// @param data    the data directory; empty: what the file says
/// @throws Error{Fault::not_found, "settings.no_file"}, Error{Fault::invalid, "settings.bad_value"} with the key as
/// field
[[nodiscard]] Settings read_settings(const std::filesystem::path& config, const std::filesystem::path& data);

/// The folder of the running program.
[[nodiscard]] std::filesystem::path program_folder();

}  // namespace arkki::service
