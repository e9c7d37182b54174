#pragma once
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "access/sessions.hpp"
#include "audit/anchors.hpp"
#include "audit/checkpoints.hpp"
#include "audit/query.hpp"
#include "lang/dates.hpp"
#include "service/office.hpp"
#include "service/setup.hpp"
#include "support/test_database.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"
#include "tlog/note.hpp"

namespace arkki::test {

/// The key of the Error that `work` ends with, or "done".
inline std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
}

/// All that a command of the shell prints.
inline std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    for (char buffer[4'096]; pipe && std::fgets(buffer, sizeof buffer, pipe) != nullptr;) text += buffer;
    if (pipe) ::pclose(pipe);
    return text;
}

/// The demonstration house on a clock the test owns, without a door.
class TestService {
public:
    /// What a test sets otherwise; the folder is the test's own.
    using Adjust = std::function<void(service::Settings&, const std::filesystem::path& folder)>;

    explicit TestService(std::string_view day = "2026-11-23", int hour = 8, bool log_annex = false,
                         service::ScanSettings scan = {}, Adjust adjust = {})
        : clock{day, hour},
          log_annex_{log_annex},
          scan_{std::move(scan)},
          adjust_{std::move(adjust)},
          office_{made(), world()} {}

    [[nodiscard]] service::Office& office() { return office_; }
    access::Desk desk(const std::string& user, const std::string& purpose = {}, const std::string& case_ref = {}) {
        auto session = office_.sessions().sign_in(user, password_of(user), {"web", "127.0.0.1", ""}, "r-1").session;
        if (!purpose.empty()) session = office_.sessions().enter(session, session.role, purpose, case_ref);
        return office_.desk(session);
    }
    PersonId person(const std::string& user) {
        return office_.database().read([&](db::Read& read) {
            return read.one<PersonId>("SELECT id FROM person WHERE user_name = :user", {{"user", user}});
        });
    }
    /// A checkpoint of the log as it is, signed as the sealer does, perhaps acknowledged by mail.
    tlog::Checkpoint seal(bool outside = true) {
        const auto checkpoint = office_.database().read([](db::Read& read) { return audit::current(read); });
        if (!key_) key_.emplace(tlog::SignerKey::make(checkpoint.origin, tlog::KeyType::log, repeatable_randomness(3)));
        office_.database().write([&](db::Write& write) {
            audit::keep_checkpoint(write, tlog::signed_note(checkpoint, *key_), clock.now());
            audit::hand_over(write, checkpoint.size, "mail", clock.now());
            if (outside)
                audit::acknowledge(write, *audit::next_anchor(write, "mail", clock.now()), std::string(64, 'a'),
                                   clock.now());
        });
        return checkpoint;
    }
    [[nodiscard]] const tlog::SignerKey& sealer() const { return *key_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    [[nodiscard]] const service::Credential& credential(const std::string& user) const {
        for (const auto& one : credentials_)
            if (one.user == user) return one;
        throw std::runtime_error{"no user " + user};
    }

    TestClock clock;

private:
    [[nodiscard]] service::World world() const { return {clock.clock(), lang::helsinki(), system_randomness()}; }
    [[nodiscard]] PersonalText password_of(const std::string& user) const { return credential(user).password; }
    service::Settings made() {
        service::Settings settings;
        settings.home = ARKKI_SOURCE_DIR;
        settings.data = folder_.path() / "data";
        settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
        settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
        settings.database = database_.url();
        settings.hot_folder = folder_.path() / "inbox";
        settings.password_cost = {1, 8192};
        settings.log_annex = log_annex_;
        settings.scan = scan_;
        if (adjust_) adjust_(settings, folder_.path());
        credentials_ = service::set_up(settings, world(), std::nullopt);
        return settings;
    }

    bool log_annex_;
    service::ScanSettings scan_;
    Adjust adjust_;
    TestFolder folder_;
    TestDatabase database_{Schema::empty};
    std::vector<service::Credential> credentials_;
    std::optional<tlog::SignerKey> key_;
    service::Office office_;
};

}  // namespace arkki::test
