#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "access/glass.hpp"
#include "access/people.hpp"
#include "cli/context.hpp"
#include "register/customers.hpp"
#include "register/relations.hpp"

namespace arkki::cli {
namespace {

struct Options {
    std::int64_t id = 0;
    bool justified = false, unjustified = false;
    std::string reason, user, number, kind = "own", home;
};

void list(Context& context) {
    for (const auto& glass : access::Glass{context.desk()}.cases()) {
        auto answer = line();
        answer.set("glass", glass.id);
        answer.set("name", glass.name.reveal());
        answer.set("object", glass.object);
        answer.set("past", glass.rule);
        answer.set("at", iso(glass.broken_at));
        answer.set("until", iso(glass.ended_at.value_or(glass.until)));
        answer.set("review_by", iso(glass.review_by));
        answer.set("verdict", glass.verdict);
        context.say(answer, std::to_string(glass.id) + "\t" + glass.name.reveal() + "\t" + glass.object + "\t" +
                                glass.rule + "\t" + iso(glass.broken_at) + "\t" +
                                (glass.verdict.empty() ? "-" : glass.verdict));
    }
}

void review(Context& context, const Options& options) {
    if (options.justified == options.unjustified) throw Error{Fault::invalid, "glass.no_review", {}, "justified"};
    access::Glass{context.desk()}.review(options.id, options.justified, PersonalText{options.reason});
}

void add_relation(Context& context, const Options& options) {
    const auto& desk = context.desk();
    const auto person =
        options.user.empty() ? std::optional{desk.session().actor} : access::People{desk}.by_user_name(options.user);
    if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    const auto customer =
        desk.database().read([&](db::Read& read) { return customers::by_number(read, options.number); });
    if (!customer) throw Error{Fault::not_found, "customer.unknown", {}, "customer"};
    auto answer = line();
    const auto id = customers::Relations{desk}.record(*person, *customer, options.kind);
    answer.set("relation", id);
    context.say(answer, std::to_string(id));
}

}  // namespace

void add_glass(CLI::App& app, Context& context) {
    auto* const glass = app.add_subcommand("glass", "break-glass: what was opened past a refusal, and its review");
    glass->require_subcommand(1);
    auto options = std::make_shared<Options>();
    glass->add_subcommand("list", "those that wait for review first")->callback([&context] { list(context); });
    auto* const reviewing = glass->add_subcommand("review", "the verdict, by somebody else than who broke it");
    reviewing->add_option("glass", options->id)->required();
    reviewing->add_flag("--justified", options->justified);
    reviewing->add_flag("--not-justified", options->unjustified);
    reviewing->add_option("--reason", options->reason)->required();
    reviewing->callback([&context, options] { review(context, *options); });

    auto* const relation = app.add_subcommand("relation", "whose record is whose: kept away from it");
    relation->require_subcommand(1);
    auto* const adding = relation->add_subcommand("add", "one's own record, the family's or somebody's near");
    adding->add_option("customer", options->number, "customer number")->required();
    adding->add_option("--kind", options->kind, "own, family or other");
    adding->add_option("--user", options->user, "somebody else's; for who keeps the people");
    adding->callback([&context, options] { add_relation(context, *options); });
}

}  // namespace arkki::cli
