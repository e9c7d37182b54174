#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "access/guard.hpp"
#include "access/passwords.hpp"
#include "access/sessions.hpp"
#include "archive/archive.hpp"
#include "archive/form_shelf.hpp"
#include "audit/log.hpp"
#include "blobs/vault.hpp"
#include "db/database.hpp"
#include "imaging/reader.hpp"
#include "intake/hot_folder.hpp"
#include "intake/intake.hpp"
#include "intake/reading.hpp"
#include "lang/catalogue.hpp"
#include "lang/dates.hpp"
#include "lang/letter_texts.hpp"
#include "requests/letters.hpp"
#include "requests/requests.hpp"
#include "service/seal_news.hpp"
#include "service/settings.hpp"

namespace arkki::service {

class ScanWork;

/// What comes from outside: handed in, so that tests own it.
struct World {
    Clock clock;
    WallClock wall_clock;
    Randomness randomness;
    audit::Uptime uptime{};  ///< a clock nobody can set; without it a clock set forward goes unnoticed
};
[[nodiscard]] World real_world();

/// The built service: everything wired, handed to both doors. Opening it brings the schema up to date and verifies that
/// the data directory was set up.
class Office {
public:
    /// @throws Error{Fault::conflict, "setup.missing"}  if the data directory was not set up
    Office(Settings settings, World world);
    ~Office();
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    [[nodiscard]] access::Desk desk(access::Session session);
    /// A desk of the machine: intake, maintenance.
    [[nodiscard]] access::Desk machine_desk(const std::string& purpose);

    [[nodiscard]] requests::Requests requests(const access::Desk& desk) const {
        return {desk, holidays_, settings_.deadlines};
    }
    [[nodiscard]] requests::Letters letters(const access::Desk& desk) { return {desk, stationery()}; }
    [[nodiscard]] archive::Archive archive(const access::Desk& desk) { return {desk, shelves()}; }
    [[nodiscard]] intake::Intake intake(const access::Desk& desk) { return {desk, shelves()}; }
    [[nodiscard]] archive::Shelves shelves();
    /// The forms Arkki prints and reads.
    [[nodiscard]] const archive::FormShelf& forms() const noexcept { return *forms_; }
    [[nodiscard]] requests::Stationery stationery();
    [[nodiscard]] pdf::Resources resources() const;

    [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const World& world() const noexcept { return world_; }
    [[nodiscard]] db::Database& database() noexcept { return *database_; }
    [[nodiscard]] audit::Log& log() noexcept { return log_; }
    [[nodiscard]] access::Sessions& sessions() noexcept { return sessions_; }
    [[nodiscard]] const access::Passwords& passwords() const noexcept { return passwords_; }
    [[nodiscard]] const lang::Catalogue& catalogue() const noexcept { return catalogue_; }
    [[nodiscard]] const lang::Holidays& holidays() const noexcept { return holidays_; }
    [[nodiscard]] imaging::Reader& reader() noexcept { return reader_; }
    /// The originals that are being read now.
    [[nodiscard]] intake::OpenOriginals& originals() noexcept { return originals_; }
    /// Root certificates a letter's signature may rest on, PEM.
    [[nodiscard]] std::string roots() const;
    /// Files of the hot folder that stay where they are, and why; told by the work that watches it.
    [[nodiscard]] std::vector<intake::HotFolder::LeftAlone> left_alone() const;
    void tell_left_alone(std::vector<intake::HotFolder::LeftAlone> files);
    /// The scanners and the stacks on them.
    [[nodiscard]] ScanWork& scans() noexcept { return *scans_; }
    /// What the sealing work last heard of the sealer.
    [[nodiscard]] SealNews& seal_news() noexcept { return seal_news_; }
    /// A fresh id for a request, command or job.
    [[nodiscard]] std::string new_request_id() const;

private:
    Settings settings_;
    World world_;
    std::unique_ptr<db::Database> database_;
    audit::Log log_;
    access::Guard guard_;
    access::Passwords passwords_;
    blobs::Vault vault_;
    access::Sessions sessions_;
    imaging::Reader reader_;
    intake::OpenOriginals originals_;
    lang::Catalogue catalogue_;
    std::shared_ptr<const archive::FieldWords> field_words_;
    std::shared_ptr<lang::Analysers> analysers_ = std::make_shared<lang::Analysers>();
    lang::LetterTexts letter_texts_;
    lang::Holidays holidays_;
    std::shared_ptr<const archive::FormShelf> forms_;
    SealNews seal_news_;
    mutable std::mutex left_alone_mutex_;
    std::vector<intake::HotFolder::LeftAlone> left_alone_;
    std::unique_ptr<ScanWork> scans_;  ///< last: its threads use all the rest
};

/// Opens the database of the settings and brings its schema up to date.
[[nodiscard]] std::unique_ptr<db::Database> open_database(const Settings& settings);

}  // namespace arkki::service
