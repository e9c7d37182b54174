// One's own account on the command line: a new password, tokens for programs.
#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>

#include "access/people.hpp"
#include "access/purposes.hpp"
#include "access/tokens.hpp"
#include "cli/context.hpp"

namespace arkki::cli {
namespace {

struct Options {
    std::string new_file, name, purpose, until, id;
    std::vector<std::string> scopes;
};

PersonalText new_password(const Options& options) {
    if (options.new_file.empty()) {
        const std::string fresh = Context::ask_hidden("new password: ");
        if (fresh != Context::ask_hidden("once more: ")) throw Error{Fault::invalid, "password.not_the_same"};
        return PersonalText{fresh};
    }
    std::ifstream in{options.new_file};
    if (!in) throw Error{Fault::not_found, "cli.no_password_file", {}, "new-file"};
    std::string text;
    std::getline(in, text);
    return PersonalText{std::string{trimmed(text)}};
}

/// Ends every session, this one too; tokens stay.
void change_password(Context& context, const Options& options) {
    const auto& desk = context.desk_for_password();
    const auto fresh = new_password(options);
    auto& sessions = context.office().sessions();
    const auto proof = sessions.just_proven(desk.session());
    if (!proof) throw Error{Fault::denied, "access.denied.session"};
    access::People{desk}.set_password(proof->person(), fresh, context.office().passwords());
    auto answer = line();
    answer.set("user", context.user);
    context.say(answer, context.user);
}

void make(Context& context, const Options& options) {
    const auto& desk = context.desk();
    const auto proof = context.office().sessions().just_proven(desk.session());
    if (!proof) throw Error{Fault::denied, "access.denied.session"};
    const Day until = options.until.empty() ? add_months(desk.today(), 3) : day_from_iso(options.until);
    const std::string purpose =
        options.purpose.empty() ? std::string{access::usual_purpose(desk.session().role)} : options.purpose;
    const auto made = access::Tokens{desk}.make({PersonalText{options.name}, purpose, options.scopes, until}, *proof,
                                                context.office().world().randomness);
    auto answer = line();
    answer.set("token", made.id);
    answer.set("secret", made.secret.reveal());
    answer.set("until", iso(until));
    context.say(answer, made.id + "\t" + made.secret.reveal());
}

void list(Context& context) {
    for (const auto& token : access::Tokens{context.desk()}.own()) {
        Poco::JSON::Array scopes;
        std::string words;
        for (const auto& scope : token.scopes) {
            scopes.add(scope);
            words += (words.empty() ? "" : ",") + scope;
        }
        auto answer = line();
        answer.set("token", token.id);
        answer.set("name", token.name.reveal());
        answer.set("role", std::string{access::code(token.role)});
        answer.set("purpose", token.purpose);
        answer.set("scopes", scopes);
        answer.set("expires", iso(token.expires_at));
        answer.set("used", token.used_at ? iso(*token.used_at) : "");
        answer.set("state", token.state);
        context.say(answer, token.id + "\t" + token.name.reveal() + "\t" + words + "\t" + token.state);
    }
}

}  // namespace

void add_account(CLI::App& app, Context& context) {
    const auto options = std::make_shared<Options>();
    auto* const account = app.add_subcommand("account", "one's own account");
    account->require_subcommand(1);
    auto* const password = account->add_subcommand("password", "a new password; ends all sessions");
    password->add_option("--new-file", options->new_file, "file with the new password on its first line");
    password->callback([&context, options] { change_password(context, *options); });
    auto* const token = app.add_subcommand("token", "tokens for programs (/api/v1)");
    token->require_subcommand(1);
    auto* const making = token->add_subcommand("make", "a token, shown this once");
    making->add_option("--name", options->name, "which program uses it")->required();
    making->add_option("--scope", options->scopes, "read, search, intake, log; repeatable")->required();
    making->add_option("--for", options->purpose, "purpose code of everything done with it");
    making->add_option("--until", options->until, "last day, YYYY-MM-DD; at most a year, three months by default");
    making->callback([&context, options] { make(context, *options); });
    token->add_subcommand("list", "one's own tokens")->callback([&context] { list(context); });
    auto* const revoking = token->add_subcommand("revoke", "ends a token");
    revoking->add_option("token", options->id)->required();
    revoking->callback([&context, options] { access::Tokens{context.desk()}.end_own(options->id); });
}

}  // namespace arkki::cli
