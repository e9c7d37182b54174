#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

#include "cli/context.hpp"
#include "service/first_administrator.hpp"
#include "service/setup.hpp"

namespace arkki::cli {
namespace {

struct Options {
    bool demo = false, new_token = false;
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

/// The names of the command line; none at all: the token says who.
service::FirstPeople people_of(const Options& options) {
    if (options.administrator.empty() && options.witness.empty()) return {};
    return {PersonalText{asked(options.administrator, "administrator")},
            PersonalText{asked(options.witness, "witness")}};
}

/// Shown once, on this console: whoever reads it becomes the first administrator.
void say_token(const Context& context, const PersonalText& token) {
    auto answer = line();
    answer.set("page", "/first");
    answer.set("token", token.reveal());
    context.say(answer, "/first\t" + token.reveal());
}

void say_credential(const Context& context, const service::Credential& credential) {
    if (credential.user.empty()) return say_token(context, credential.password);
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

void set_up(Context& context, const Options& options) {
    if (options.new_token) return say_token(context, service::make_first_token(context.office()));
    std::optional<service::FirstPeople> people;
    if (!options.demo) people = people_of(options);
    for (const auto& credential : service::set_up(context.settings(), service::real_world(), people))
        say_credential(context, credential);
}

}  // namespace

void add_setup(CLI::App& app, Context& context) {
    auto* const command = app.add_subcommand("setup", "new data directory, keys, first administrator");
    auto options = std::make_shared<Options>();
    command->add_flag("--demo", options->demo, "the demonstration organisation");
    command->add_flag("--new-token", options->new_token, "a new one-time token for the first administrator");
    command->add_option("--administrator", options->administrator,
                        "name of the first administrator; without names a one-time token is printed");
    command->add_option("--witness", options->witness, "name of the witness of the administrator's commitment");
    command->callback([&context, options] { set_up(context, *options); });
}

}  // namespace arkki::cli
