#include "service/office.hpp"

#include <fstream>
#include <sstream>

#include "requests/letter_table.hpp"
#include "service/facts.hpp"
#include "service/field_words.hpp"
#include "service/scan_work.hpp"
#include "service/start.hpp"

namespace arkki::service {
namespace {

std::string whole(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

const Settings& set_up(const Settings& settings) {
    if (!std::filesystem::exists(settings.master_key()))
        throw Error{Fault::conflict, "setup.missing", settings.data.string()};
    return settings;
}

}  // namespace

World real_world() {
    return {[] { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); },
            lang::helsinki(), system_randomness(), machine_uptime()};
}

std::unique_ptr<db::Database> open_database(const Settings& settings) {
    auto database = db::Database::open(settings.database);
    db::migrate(*database, settings.home / "config" / "migrations");
    return database;
}

Office::Office(Settings settings, World world)
    : settings_{set_up(settings)},
      world_{std::move(world)},
      database_{open_database(settings_)},
      log_{*database_, world_.clock, world_.randomness, world_.wall_clock, world_.uptime},
      guard_{log_, world_.clock, world_.wall_clock, facts_of},
      passwords_{settings_.password_cost, settings_.home / "config" / "common_passwords.txt"},
      vault_{settings_.blobs(), settings_.master_key(), world_.randomness},
      sessions_{log_,
                world_.clock,
                world_.wall_clock,
                world_.randomness,
                passwords_,
                {settings_.session_idle, settings_.session_absolute, settings_.second_factor_roles,
                 vault_.key_for("second factor")}},
      reader_{{.program = settings_.reader,
               .slots = settings_.reader_slots,
               .without_landlock = settings_.without_landlock}},
      catalogue_{settings_.messages},
      field_words_{std::make_shared<const archive::FieldWords>(field_words(catalogue_))},
      letter_texts_{settings_.home / "templates" / "letters", requests::letter_dictionary()},
      holidays_{settings_.home / "config" / "holidays" / "fi.txt"},
      forms_{std::make_shared<const archive::FormShelf>(settings_.home / "templates" / "forms")},
      scans_{std::make_unique<ScanWork>(*this)} {}

Office::~Office() = default;

access::Desk Office::desk(access::Session session) {
    return {std::move(session), log_, guard_, world_.clock, world_.wall_clock};
}

access::Desk Office::machine_desk(const std::string& purpose) {
    return desk(access::machine_session(purpose, new_request_id()));
}

archive::Shelves Office::shelves() {
    archive::Shelves shelves{vault_, resources()};
    shelves.forms = forms_;
    shelves.analysers = analysers_;
    shelves.field_words = field_words_;
    return shelves;
}

requests::Stationery Office::stationery() {
    return {letter_texts_, catalogue_,        resources(),         "/usr/share/hyphen",
            vault_,        world_.randomness, settings_.log_annex, settings_.keeping.rest_months, settings_.window};
}

pdf::Resources Office::resources() const {
    pdf::Resources resources;
    resources.font_settings = settings_.home / "config" / "fonts.conf";
    return resources;
}

std::string Office::roots() const { return whole(settings_.roots()); }

std::vector<intake::HotFolder::LeftAlone> Office::left_alone() const {
    const std::lock_guard lock{left_alone_mutex_};
    return left_alone_;
}

void Office::tell_left_alone(std::vector<intake::HotFolder::LeftAlone> files) {
    const std::lock_guard lock{left_alone_mutex_};
    left_alone_ = std::move(files);
}

std::string Office::new_request_id() const { return hex(random_bytes(world_.randomness, 4)); }

}  // namespace arkki::service
