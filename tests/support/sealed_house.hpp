#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoints.hpp"
#include "audit/query.hpp"
#include "lang/dates.hpp"
#include "service/seal_work.hpp"
#include "service/setup.hpp"
#include "support/test_database.hpp"
#include "support/test_sealer.hpp"
#include "support/test_world.hpp"

namespace arkki::test {

/// A house with one administrator, a sealer of its own and a folder off the machine.
class SealedHouse {
public:
    static constexpr const char* origin = "arkki.local/audit/e1";

    explicit SealedHouse(const std::function<void(service::Settings&)>& change = {}) : settings_{made()} {
        std::filesystem::create_directory(outside());
        if (change) change(settings_);
        open();
    }
    void open() {
        seal_.reset();
        office_.reset();
        office_.emplace(settings_, world());
        seal_.emplace(*office_, [this](const std::string& line) { said.push_back(line); });
    }
    /// As a start of the service: looks first, then goes on.
    void restart() {
        open();
        seal().check();
    }
    service::SealWork& seal() { return *seal_; }
    service::Office& office() { return *office_; }
    service::SealStatus status() { return service::seal_status(*office_); }
    std::vector<std::string> alarms() { return status().alarms; }
    bool has_alarm(const std::string& code) { return std::ranges::count(alarms(), code) == 1; }
    void log(int times = 1) {
        for (; times > 0; --times) office_->log().append(office_->machine_desk("maintenance").event("config.changed"));
    }
    std::uint64_t size() {
        return office_->database().read([](db::Read& read) { return audit::current(read).size; });
    }
    std::optional<audit::StoredCheckpoint> latest() {
        return office_->database().read([](db::Read& read) { return audit::latest_checkpoint(read); });
    }
    std::int64_t count(const std::string& action) {
        return office_->database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = :action",
                                          {{"action", action}});
        });
    }
    void pin(const std::string& vkeys) { std::ofstream{settings_.sealer_vkeys()} << vkeys << '\n'; }
    [[nodiscard]] std::filesystem::path outside() const { return folder_.path() / "outside"; }
    [[nodiscard]] const service::Settings& settings() const { return settings_; }
    [[nodiscard]] std::string log_refusal() {
        try {
            log();
        } catch (const Error& error) {
            return std::string{error.fault() == Fault::unavailable ? "unavailable " : ""} + error.key();
        }
        return "";
    }

    TestClock clock;
    TestSealer sealer{"10", origin};
    std::vector<std::string> said;

private:
    [[nodiscard]] service::World world() const { return {clock.clock(), lang::helsinki(), system_randomness()}; }
    service::Settings made() {
        service::Settings settings;
        settings.home = ARKKI_SOURCE_DIR;
        settings.data = folder_.path() / "data";
        settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
        settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
        settings.database = database_.url();
        settings.hot_folder = folder_.path() / "inbox";
        settings.password_cost = {1, 8192};
        settings.seal.socket = sealer.socket();
        settings.seal.addresses.folder = outside();
        settings.seal.addresses.patience = std::chrono::milliseconds{500};
        static_cast<void>(service::set_up(
            settings, world(), service::FirstPeople{PersonalText{"Paavo Esimerkki"}, PersonalText{"Toini Esimerkki"}}));
        settings_ = settings;
        pin(sealer.key().vkey());
        return settings;
    }

    TestFolder folder_;
    TestDatabase database_{Schema::empty};
    service::Settings settings_;
    std::optional<service::Office> office_;
    std::optional<service::SealWork> seal_;
};

}  // namespace arkki::test
