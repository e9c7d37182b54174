#include "cli/cli.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdlib>
#include <iostream>

#include "cli/context.hpp"

namespace arkki::cli {
namespace {

/// The one place where a fault becomes an exit code.
int exit_code(Fault fault) {
    switch (fault) {
        case Fault::invalid:
            return 3;
        case Fault::not_found:
            return 4;
        case Fault::denied:
            return 5;
        case Fault::conflict:
            return 6;
        case Fault::unavailable:
            return 7;
        case Fault::corrupt:
            break;
    }
    return 8;
}

/// The message of an error in the terminal's language; the bare key if the catalogue does not know it.
std::string message(const Context& context, const Error& error) {
    std::string text = error.what();
    try {
        const lang::Catalogue catalogue{context.settings().messages};
        if (catalogue.has(terminal_language(), error.key()))
            text = catalogue.text(terminal_language(), error.key()) + " [" + text + "]";
    } catch (const std::exception&) {  // without catalogue the key has to do
    }
    return error.field().empty() ? text : error.field() + ": " + text;
}

void add_common_options(CLI::App& app, Context& context) {
    app.add_option("--config", context.config, "settings (config/arkki.properties)");
    app.add_option("--data", context.data, "data directory");
    app.add_option("--as", context.user, "user name");
    app.add_option("--role", context.role, "role to act in");
    app.add_option("--purpose", context.purpose, "purpose code, for the access log");
    app.add_option("--case", context.case_ref, "case, such as request:7");
    app.add_option("--password-file", context.password_file, "file with the password on its first line");
    app.add_option("--code", context.code, "code of the second factor, or a recovery code");
    app.add_flag("--json", context.json, "one JSON object a line");
    app.fallthrough();
    app.require_subcommand(1);
}

void add_serve(CLI::App& app, Context& context, const Serve& serve) {
    auto* const command = app.add_subcommand("serve", "run the service");
    auto listen = std::make_shared<std::string>();
    auto inbox = std::make_shared<std::string>();
    auto certificate = std::make_shared<std::string>();
    auto key = std::make_shared<std::string>();
    command->add_option("--listen", *listen, "ADDRESS:PORT");
    command->add_option("--inbox", *inbox, "hot folder");
    command->add_option("--tls-cert", *certificate);
    command->add_option("--tls-key", *key);
    command->callback([&context, &serve, listen, inbox, certificate, key] {
        auto settings = context.settings();
        if (!listen->empty()) settings.listen = *listen;
        if (!inbox->empty()) {
            settings.hot_folder = std::filesystem::absolute(*inbox);
            settings.hot_subfolders.clear();
            settings.more_hot_folders.clear();
        }
        if (!certificate->empty()) settings.tls_certificate = *certificate;
        if (!key->empty()) settings.tls_key = *key;
        context.exit_code = serve(settings);
    });
}

void add_version(CLI::App& app, Context& context) {
    app.add_subcommand("version", "print the version")->callback([&context] {
        auto answer = line();
        answer.set("version", ARKKI_VERSION);
        context.say(answer, std::string{"arkki "} + ARKKI_VERSION);
    });
    app.add_subcommand("help", "print this help")->callback([&app] { std::cout << app.help(); });
}

int parse(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault) == 0 ? 0 : 2;
    }
}

}  // namespace

int run(int argc, char** argv, const Serve& serve) {
    CLI::App app{"Arkki: paper customer records in order", "arkki"};
    Context context;
    add_common_options(app, context);
    for (const auto add :
         {add_setup, add_intake, add_check, add_scan, add_finding, add_register, add_forms, add_custody, add_sheets, add_requests, add_letters, add_audit,
          add_log_keeping, add_reports, add_witness, add_account, add_people, add_access, add_glass, add_profile})
        add(app, context);
    add_serve(app, context, serve);
    add_version(app, context);
    int code = 0;
    try {
        code = parse(app, argc, argv);
        context.close();
    } catch (const Error& error) {
        std::cerr << message(context, error) << '\n';
        code = exit_code(error.fault());
    } catch (const std::exception& fault) {
        std::cerr << "cli.unexpected: " << fault.what() << '\n';
        code = 8;
    }
    return code != 0 ? code : context.exit_code;
}

}  // namespace arkki::cli
