#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "access/access_list.hpp"
#include "access/people.hpp"
#include "cli/context.hpp"
#include "custody/places.hpp"

namespace arkki::cli {
namespace {

struct Options {
    std::string user, act = "read", place, series, from, to, reason;
    std::int64_t entry = 0;
};

/// Everywhere, or below a place.
std::string path_of(const access::Desk& desk, const std::string& place) {
    if (place.empty()) return "/";
    const auto found = custody::Places{desk}.find(place);
    if (!found) throw Error{Fault::not_found, "place.unknown", {}, "place"};
    return found->path;
}

void say(const Context& context, const access::Entry& entry) {
    auto answer = line();
    answer.set("entry", entry.id.value());
    answer.set("name", entry.name.reveal());
    answer.set("act", entry.act);
    answer.set("path", entry.path);
    answer.set("type", entry.series);
    answer.set("from", iso(entry.from));
    answer.set("to", entry.to ? iso(*entry.to) : "");
    context.say(answer, std::to_string(entry.id.value()) + "\t" + entry.name.reveal() + "\t" + entry.act + "\t" +
                            entry.path + "\t" + entry.series);
}

void grant(Context& context, const Options& options) {
    const auto& desk = context.desk();
    const auto person = access::People{desk}.by_user_name(options.user);
    if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    access::NewEntry entry{*person, options.act, path_of(desk, options.place), options.series, desk.today(), {},
                           PersonalText{options.reason}};
    if (!options.from.empty()) entry.from = day_from_iso(options.from);
    if (!options.to.empty()) entry.to = day_from_iso(options.to);
    auto answer = line();
    const auto id = access::AccessList{desk}.grant(entry);
    answer.set("entry", id.value());
    context.say(answer, std::to_string(id.value()));
}

}  // namespace

void add_access(CLI::App& app, Context& context) {
    auto* const access = app.add_subcommand("access", "who may do what with which papers");
    access->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* const granting = access->add_subcommand("grant", "a new line of the access list");
    granting->add_option("user", options->user)->required();
    granting->add_option("--act", options->act, "read, copy, maintain, take or dispose");
    granting->add_option("--place", options->place, "code of a place; without it everything");
    granting->add_option("--type", options->series, "document type, or card; without it every type");
    granting->add_option("--from", options->from, "first day, YYYY-MM-DD");
    granting->add_option("--to", options->to, "last day, YYYY-MM-DD");
    granting->add_option("--reason", options->reason)->required();
    granting->callback([&context, options] { grant(context, *options); });

    auto* const ending = access->add_subcommand("end", "ends a line");
    ending->add_option("entry", options->entry)->required();
    ending->add_option("--reason", options->reason)->required();
    ending->callback([&context, options] {
        access::AccessList{context.desk()}.end(AccessEntryId{options->entry}, PersonalText{options->reason});
    });
    access->add_subcommand("list", "what is in force today")->callback([&context] {
        for (const auto& entry : access::AccessList{context.desk()}.in_force()) say(context, entry);
    });
}

}  // namespace arkki::cli
