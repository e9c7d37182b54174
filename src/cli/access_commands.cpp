#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "access/access_list.hpp"
#include "access/people.hpp"
#include "access/proposals.hpp"
#include "cli/context.hpp"
#include "service/rights.hpp"

namespace arkki::cli {
namespace {

struct Options {
    std::string user, act = "read", where, series, from, to, day, reason;
    std::int64_t entry = 0;
};

void say(Context& context, const std::vector<access::Entry>& entries) {
    for (const auto& entry : entries) {
        const std::string where = context.desk().database().read([&](db::Read& read) {
            return service::words_of(read, {entry.path, entry.unit, entry.document});
        });
        auto answer = line();
        answer.set("entry", entry.id.value());
        answer.set("name", entry.name.reveal());
        answer.set("act", entry.act);
        answer.set("origin", std::string{entry.origin()});
        answer.set("where", where);
        answer.set("path", entry.path);
        answer.set("type", entry.series);
        answer.set("from", iso(entry.from));
        answer.set("to", entry.to ? iso(*entry.to) : "");
        context.say(answer, std::to_string(entry.id.value()) + "\t" + entry.name.reveal() + "\t" + entry.act + "\t" +
                                (where.empty() ? "/" : where) + "\t" + entry.series);
    }
}

PersonId person_of(const access::Desk& desk, const std::string& user) {
    const auto person = access::People{desk}.by_user_name(user);
    if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    return *person;
}

/// Where nobody may grant alone, a proposal is made and said as "proposal 3".
void grant(Context& context, const Options& options) {
    const auto& desk = context.desk();
    const auto aim = service::aim_at(desk, options.where);
    access::NewEntry entry{person_of(desk, options.user), options.act, aim.path,    options.series, desk.today(), {},
                           PersonalText{options.reason},  aim.unit,    aim.document};
    if (!options.from.empty()) entry.from = day_from_iso(options.from);
    if (!options.to.empty()) entry.to = day_from_iso(options.to);
    const auto granted = service::grant_or_propose(desk, entry);
    auto answer = line();
    if (granted.entry) answer.set("entry", granted.entry->value());
    if (granted.proposal) answer.set("proposal", *granted.proposal);
    context.say(answer, granted.entry ? std::to_string(granted.entry->value())
                                      : "proposal\t" + std::to_string(*granted.proposal));
}

Day day_of(const access::Desk& desk, const Options& options) {
    return options.day.empty() ? desk.today() : day_from_iso(options.day);
}

void list(Context& context, const Options& options) {
    auto entries = access::AccessList{context.desk()}.in_force(day_of(context.desk(), options));
    if (!options.user.empty()) {
        const auto person = person_of(context.desk(), options.user);
        std::erase_if(entries, [&](const access::Entry& entry) { return entry.person != person; });
    }
    say(context, entries);
}

void who(Context& context, const Options& options) {
    const auto& desk = context.desk();
    desk.require("list.view");
    const auto aim = service::aim_at(desk, options.where);
    const auto when = access::as_of(day_of(desk, options), desk.now(), desk.wall_clock());
    say(context, desk.database().read([&](db::Read& read) {
        return access::rights_on(read, service::target_of(read, aim, options.series), when);
    }));
}

void proposals(Context& context) {
    for (const auto& proposal : access::Proposals{context.desk()}.waiting()) {
        const std::string gain = proposal.role.empty() ? proposal.entry.act : "role " + proposal.role;
        auto answer = line();
        answer.set("proposal", proposal.id);
        answer.set("name", proposal.name.reveal());
        answer.set("gain", gain);
        answer.set("path", proposal.entry.path);
        answer.set("type", proposal.entry.series);
        answer.set("proposer", proposal.proposer.reveal());
        context.say(answer, std::to_string(proposal.id) + "\t" + proposal.name.reveal() + "\t" + gain + "\t" +
                                proposal.entry.path + "\t" + proposal.proposer.reveal());
    }
}

void propose_role(Context& context, const Options& options) {
    const auto& desk = context.desk();
    const auto id = access::Proposals{desk}.propose(access::NewRole{
        person_of(desk, options.user), access::role_from(options.act), desk.today(),
        options.to.empty() ? std::nullopt : std::optional{day_from_iso(options.to)}, PersonalText{options.reason}});
    auto answer = line();
    answer.set("proposal", id);
    context.say(answer, "proposal\t" + std::to_string(id));
}

void add_granting(CLI::App& access, Context& context, const std::shared_ptr<Options>& options) {
    auto* const granting = access.add_subcommand("grant", "a new line of the access list, or a proposal for one");
    granting->add_option("user", options->user)->required();
    granting->add_option("--act", options->act, "read, copy, print, maintain, take or dispose");
    granting->add_option("--place,--where", options->where,
                         "code of a place or binder, or A-812 for one document; without it everything");
    granting->add_option("--type", options->series, "document type, or card; without it every type");
    granting->add_option("--from", options->from, "first day, YYYY-MM-DD");
    granting->add_option("--to", options->to, "last day, YYYY-MM-DD");
    granting->add_option("--reason", options->reason)->required();
    granting->callback([&context, options] { grant(context, *options); });

    auto* const ending = access.add_subcommand("end", "ends a line");
    ending->add_option("entry", options->entry)->required();
    ending->add_option("--reason", options->reason)->required();
    ending->callback([&context, options] {
        access::AccessList{context.desk()}.end(AccessEntryId{options->entry}, PersonalText{options->reason});
    });
}

void add_questions(CLI::App& access, Context& context, const std::shared_ptr<Options>& options) {
    auto* const listing = access.add_subcommand("list", "what is in force today, or on another day");
    listing->add_option("--day", options->day, "YYYY-MM-DD");
    listing->add_option("--user", options->user);
    listing->callback([&context, options] { list(context, *options); });

    auto* const asking = access.add_subcommand("who", "who may do what with a place, a binder or a document");
    asking->add_option("where", options->where, "K2, K2-H3-M07 or A-812");
    asking->add_option("--type", options->series, "document type, or card");
    asking->add_option("--day", options->day, "YYYY-MM-DD");
    asking->callback([&context, options] { who(context, *options); });
}

void add_proposals(CLI::App& access, Context& context, const std::shared_ptr<Options>& options) {
    access.add_subcommand("proposals", "what waits for another person's approval")->callback([&context] {
        proposals(context);
    });
    auto* const role = access.add_subcommand("propose-role", "a role somebody would gain, for another's approval");
    role->add_option("user", options->user)->required();
    role->add_option("role", options->act)->required();
    role->add_option("--to", options->to, "last day, YYYY-MM-DD");
    role->add_option("--reason", options->reason)->required();
    role->callback([&context, options] { propose_role(context, *options); });

    for (const bool approve : {true, false}) {
        auto* const deciding =
            access.add_subcommand(approve ? "approve" : "reject", approve ? "grants a proposal" : "refuses one");
        deciding->add_option("proposal", options->entry)->required();
        deciding->add_option("--reason", options->reason)->required();
        deciding->callback([&context, options, approve] {
            const access::Proposals all{context.desk()};
            if (approve)
                all.approve(options->entry, PersonalText{options->reason});
            else
                all.reject(options->entry, PersonalText{options->reason});
        });
    }
}

}  // namespace

void add_access(CLI::App& app, Context& context) {
    auto* const access = app.add_subcommand("access", "who may do what with which papers");
    access->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    add_granting(*access, context, options);
    add_questions(*access, context, options);
    add_proposals(*access, context, options);
}

}  // namespace arkki::cli
