#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "access/commitments.hpp"
#include "access/people.hpp"
#include "cli/context.hpp"
#include "service/commitment_work.hpp"
#include "service/newcomers.hpp"

namespace arkki::cli {
namespace {

struct UserOptions {
    std::string user, name, title, employer = "own", role, witness, sheet, reason;
};

PersonId person_named(const access::People& people, const std::string& user) {
    const auto found = people.by_user_name(user);
    if (!found) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    return *found;
}

/// Adds a person; with a witness also the commitment, the role and a one-time password.
void add(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    access::People people{desk};
    const auto person = people.add(
        {options.user, PersonalText{options.name}, PersonalText{options.title}, options.employer, desk.today()});
    auto answer = line();
    answer.set("user", options.user);
    answer.set("person", person.value());
    std::string text = options.user;
    if (!options.witness.empty()) {
        access::Commitments{desk}.record(
            {person, "1", desk.today(), {}, options.sheet, person_named(people, options.witness)});
        if (!options.role.empty()) people.give_role(person, access::role_from(options.role), desk.today());
        const auto password = service::one_time_password(context.office().world().randomness);
        people.set_password(person, password, context.office().passwords());
        answer.set("role", options.role);
        answer.set("password", password.reveal());
        text += "\t" + options.role + "\t" + password.reveal();
    }
    context.say(answer, text);
}

void list(Context& context) {
    const access::People people{context.desk()};
    for (const auto& person : people.list()) {
        Poco::JSON::Array roles;
        std::string names;
        for (const auto& given : person.roles) {
            roles.add(std::string{code(given.role)});
            names += (names.empty() ? "" : "+") + std::string{code(given.role)};
        }
        auto answer = line();
        answer.set("user", person.user_name);
        answer.set("name", person.name.reveal());
        answer.set("active", person.active);
        answer.set("roles", roles);
        context.say(answer, person.user_name + "\t" + person.name.reveal() + "\t" + names);
    }
}

/// A new one-time password, by the administrator.
void new_password(Context& context, const UserOptions& options) {
    access::People people{context.desk()};
    const auto password = service::one_time_password(context.office().world().randomness);
    people.set_password(person_named(people, options.user), password, context.office().passwords());
    auto answer = line();
    answer.set("user", options.user);
    answer.set("password", password.reveal());
    context.say(answer, options.user + "\t" + password.reveal());
}

void record(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    const access::People people{desk};
    const auto id = access::Commitments{desk}.record({person_named(people, options.user),
                                                      "1",
                                                      desk.today(),
                                                      {},
                                                      options.sheet,
                                                      person_named(people, options.witness)});
    auto answer = line();
    answer.set("commitment", id.value());
    context.say(answer, std::to_string(id.value()));
}

void revoke(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    const access::Commitments commitments{desk};
    int count = 0;
    for (const auto& commitment : commitments.of(person_named(access::People{desk}, options.user)))
        if (!commitment.revoked_at) {
            service::revoke_commitment(desk, commitment.id, PersonalText{options.reason});
            ++count;
        }
    auto answer = line();
    answer.set("revoked", count);
    context.say(answer, std::to_string(count));
}

void add_users(CLI::App& app, Context& context, const std::shared_ptr<UserOptions>& options) {
    auto* const user = app.add_subcommand("user", "people and accounts");
    user->require_subcommand(1);
    auto* const adding = user->add_subcommand("add", "a new person");
    adding->add_option("user", options->user)->required();
    adding->add_option("--name", options->name)->required();
    adding->add_option("--title", options->title);
    adding->add_option("--employer", options->employer, "own, or the processor's name");
    adding->add_option("--role", options->role);
    adding->add_option("--witness", options->witness, "user name of who saw the commitment signed");
    adding->add_option("--sheet", options->sheet, "SHA-256 of the signed commitment, 64 hex digits");
    adding->callback([&context, options] { add(context, *options); });
    user->add_subcommand("list", "everybody")->callback([&context] { list(context); });
    auto* const renewing = user->add_subcommand("password", "a new one-time password");
    renewing->add_option("user", options->user)->required();
    renewing->callback([&context, options] { new_password(context, *options); });
    auto* const giving = user->add_subcommand("role", "gives a role");
    giving->add_option("user", options->user)->required();
    giving->add_option("role", options->role)->required();
    giving->callback([&context, options] {
        const auto& desk = context.desk();
        access::People people{desk};
        people.give_role(person_named(people, options->user), access::role_from(options->role), desk.today());
    });
    auto* const disabling = user->add_subcommand("disable", "close an account");
    disabling->add_option("user", options->user)->required();
    disabling->add_option("--reason", options->reason)->required();
    disabling->callback([&context, options] {
        access::People people{context.desk()};
        people.disable(person_named(people, options->user), PersonalText{options->reason});
    });
}

void add_commitments(CLI::App& app, Context& context, const std::shared_ptr<UserOptions>& options) {
    auto* const commitment = app.add_subcommand("commitment", "confidentiality commitments");
    commitment->require_subcommand(1);
    auto* const recording = commitment->add_subcommand("record", "a signed commitment");
    recording->add_option("user", options->user)->required();
    recording->add_option("--witness", options->witness)->required();
    recording->add_option("--sheet", options->sheet, "SHA-256 of the signed sheet")->required();
    recording->callback([&context, options] { record(context, *options); });
    auto* const revoking = commitment->add_subcommand("revoke", "ends sessions, access and account at once");
    revoking->add_option("user", options->user)->required();
    revoking->add_option("--reason", options->reason)->required();
    revoking->callback([&context, options] { revoke(context, *options); });
}

}  // namespace

void add_people(CLI::App& app, Context& context) {
    const auto options = std::make_shared<UserOptions>();
    add_users(app, context, options);
    add_commitments(app, context, options);
}

}  // namespace arkki::cli
