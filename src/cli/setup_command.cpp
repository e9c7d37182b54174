#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

#include "cli/context.hpp"
#include "service/setup.hpp"

namespace arkki::cli {
namespace {

struct Options {
    bool demo = false;
    std::string administrator, witness;
};

std::string asked(const std::string& given, const char* prompt) {
    if (!given.empty()) return given;
    std::cerr << prompt << ": " << std::flush;
    std::string text;
    std::getline(std::cin, text);
    if (trimmed(text).empty()) throw Error{Fault::invalid, "setup.no_name", {}, prompt};
    return std::string{trimmed(text)};
}

void set_up(Context& context, const Options& options) {
    std::optional<service::FirstPeople> people;
    if (!options.demo)
        people = service::FirstPeople{PersonalText{asked(options.administrator, "administrator")},
                                      PersonalText{asked(options.witness, "witness")}};
    for (const auto& credential : service::set_up(context.settings(), service::real_world(), people)) {
        auto answer = line();
        answer.set("user", credential.user);
        answer.set("role", credential.role);
        answer.set("password", credential.password.reveal());
        std::string text = credential.user + "\t" + credential.role + "\t" + credential.password.reveal();
        if (!credential.key.empty()) {
            answer.set("key", credential.key);
            answer.set("pin", credential.pin.reveal());
            text += "\t" + credential.key + "\t" + credential.pin.reveal();
        }
        context.say(answer, text);
    }
}

}  // namespace

void add_setup(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("setup", "new data directory, keys, first administrator");
    auto options = std::make_shared<Options>();
    command->add_flag("--demo", options->demo, "the demonstration organisation");
    command->add_option("--administrator", options->administrator, "name of the first administrator");
    command->add_option("--witness", options->witness, "name of the witness of the administrator's commitment");
    command->callback([&context, options] { set_up(context, *options); });
}

}  // namespace arkki::cli
