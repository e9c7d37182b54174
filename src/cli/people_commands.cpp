#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "access/commitments.hpp"
#include "access/people.hpp"
#include "cli/context.hpp"
#include "cli/people.hpp"
#include "service/commitment_work.hpp"
#include "service/newcomers.hpp"

namespace arkki::cli {
namespace {

struct UserOptions {
    std::string user, name, title, employer = "own", role, witness, sheet, reason, day;
    bool end = false;
};

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
        static_cast<void>(service::record_sheet(
            context.office(), desk,
            {person, Language::fi, desk.today(), {}, person_named(people, options.witness), {}, {}, options.sheet}));
        if (!options.role.empty()) people.give_role(person, access::role_from(options.role), desk.today());
        const auto password = service::one_time_password(context.office().world().randomness);
        people.set_password(person, password, context.office().passwords(), access::Chosen::by_another);
        answer.set("role", options.role);
        answer.set("password", password.reveal());
        text += "\t" + options.role + "\t" + password.reveal();
    }
    context.say(answer, text);
}

void list(Context& context) {
    const auto& desk = context.desk();
    const access::People people{desk};
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
        const auto state =
            desk.database().read([&](db::Read& read) { return access::state_of(read, person.id, desk.today()); });
        answer.set("employer", person.employer);
        answer.set("employed_from", iso(person.employed_from));
        answer.set("employed_to", person.employed_to ? iso(*person.employed_to) : "");
        answer.set("state", state);
        context.say(answer, person.user_name + "\t" + person.name.reveal() + "\t" + names + "\t" + state);
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

void leave(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    const access::People people{desk};
    service::let_go(desk, person_named(people, options.user),
                    options.day.empty() ? desk.today() : day_from_iso(options.day), PersonalText{options.reason});
}

void employ(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    access::People people{desk};
    people.employ(person_named(people, options.user), options.employer,
                  options.day.empty() ? desk.today() : day_from_iso(options.day), PersonalText{options.reason});
}

void change_role(Context& context, const UserOptions& options) {
    const auto& desk = context.desk();
    access::People people{desk};
    const auto person = person_named(people, options.user);
    const auto role = access::role_from(options.role);
    if (options.end) return people.end_role(person, role, PersonalText{options.reason});
    people.give_role(person, role, desk.today(),
                     options.day.empty() ? std::nullopt : std::optional{day_from_iso(options.day)},
                     PersonalText{options.reason});
}

/// What happens to somebody later.
void add_changes(CLI::App& user, Context& context, const std::shared_ptr<UserOptions>& options) {
    auto* const giving = user.add_subcommand("role", "gives a role, or ends one");
    giving->add_option("user", options->user)->required();
    giving->add_option("role", options->role)->required();
    giving->add_option("--to", options->day, "last day");
    giving->add_option("--reason", options->reason);
    giving->add_flag("--end", options->end, "ends it now");
    giving->callback([&context, options] { change_role(context, *options); });
    auto* const disabling = user.add_subcommand("disable", "close an account");
    disabling->add_option("user", options->user)->required();
    disabling->add_option("--reason", options->reason)->required();
    disabling->callback([&context, options] {
        access::People people{context.desk()};
        people.disable(person_named(people, options->user), PersonalText{options->reason});
    });
    auto* const leaving = user.add_subcommand("leave", "the last day; paper the person has is recalled");
    leaving->add_option("user", options->user)->required();
    leaving->add_option("--last-day", options->day);
    leaving->add_option("--reason", options->reason);
    leaving->callback([&context, options] { leave(context, *options); });
    auto* const employing = user.add_subcommand("employ", "another employer, or back into service");
    employing->add_option("user", options->user)->required();
    employing->add_option("--employer", options->employer, "own, outside, or the processor's name");
    employing->add_option("--from", options->day);
    employing->add_option("--reason", options->reason)->required();
    employing->callback([&context, options] { employ(context, *options); });
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
    add_changes(*user, context, options);
}

}  // namespace

PersonId person_named(const access::People& people, const std::string& user) {
    const auto found = people.by_user_name(user);
    if (!found) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    return *found;
}

void add_people(CLI::App& app, Context& context) {
    const auto options = std::make_shared<UserOptions>();
    add_users(app, context, options);
    add_commitments(app, context);
}

}  // namespace arkki::cli
