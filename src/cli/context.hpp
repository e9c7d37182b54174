#pragma once
#include <Poco/JSON/Object.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "access/desk.hpp"
#include "service/office.hpp"

namespace CLI {
class App;
}

namespace arkki::cli {

/// What every command knows: the options before the command's name, the office once it is open, who works.
class Context {
public:
    std::filesystem::path config, data;
    std::string user, role, purpose, case_ref, password_file, code;
    bool json = false;
    int exit_code = 0;  ///< set by a command whose answer is "no" without being an error

    [[nodiscard]] service::Settings settings() const { return service::read_settings(config, data); }
    /// The office, opened at the first call.
    service::Office& office();
    /// The desk of the person named by --as, signed in with a password and, if there is a second factor, --code; the
    /// same for the whole command.
    /// @throws Error{Fault::denied, "login.own_password" | "login.second_factor_first"}  held to that first
    const access::Desk& desk();
    /// The same for choosing one's own password, which a one-time password is good for.
    const access::Desk& desk_for_password();
    [[nodiscard]] PersonalText password() const;
    /// Asks on the terminal without showing what is typed.
    [[nodiscard]] static std::string ask_hidden(const std::string& prompt);
    /// The desk of --as, or of the machine for work that reveals nothing.
    const access::Desk& desk_or_machine(const std::string& purpose);
    /// Signs out.
    void close();

    /// One line of JSON, or the text if --json was not given.
    void say(const Poco::JSON::Object& line, const std::string& text) const;
    /// Writes bytes to the file of -o, or to the standard output if it is empty.
    static void write(ByteView bytes, const std::filesystem::path& file);

private:
    void sign_in();

    std::unique_ptr<service::Office> office_;
    std::optional<access::Session> session_;
    std::unique_ptr<access::Desk> desk_;
};

/// The language of the terminal, Finnish if it does not say.
[[nodiscard]] Language terminal_language();

/// A line of JSON that keeps the order of its fields.
[[nodiscard]] inline Poco::JSON::Object line() { return Poco::JSON::Object{Poco::JSON_PRESERVE_KEY_ORDER}; }

// The commands, each file a family. They add themselves and run inside the parse.
void add_setup(CLI::App& app, Context& context);
void add_intake(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);  ///< check, reread
void add_scan(CLI::App& app, Context& context);
void add_finding(CLI::App& app, Context& context);   ///< search, document
void add_register(CLI::App& app, Context& context);  ///< customer
void add_forms(CLI::App& app, Context& context);     ///< form print
void add_custody(CLI::App& app, Context& context);   ///< place, unit
void add_sheets(CLI::App& app, Context& context);    ///< place label, sheet print; after it
void add_requests(CLI::App& app, Context& context);  ///< request
void add_letters(CLI::App& app, Context& context);   ///< letter verify, preview, kinds
void add_audit(CLI::App& app, Context& context);
void add_reports(CLI::App& app, Context& context);  ///< more of audit; after it
void add_log_keeping(CLI::App& app, Context& context);  ///< more of audit: holds, pruning, repair; after it
void add_audit_evidence(CLI::App& audit, Context& context);  ///< audit export, proof
void add_witness(CLI::App& app, Context& context);
void add_account(CLI::App& app, Context& context);  ///< account, token
void add_people(CLI::App& app, Context& context);   ///< user, commitment
void add_access(CLI::App& app, Context& context);
void add_glass(CLI::App& app, Context& context);
void add_profile(CLI::App& app, Context& context);

}  // namespace arkki::cli
