#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/request_parts.hpp"
#include "requests/rights.hpp"

namespace arkki::cli {
namespace {

struct RightOptions {
    std::int64_t id = 0;
    std::string kind, received;
    std::vector<std::string> items;
};

void add(Context& context, const RightOptions& options) {
    const auto& desk = context.desk();
    requests::NewRight right{requests::kind_from(options.kind), day_from_iso(options.received), {}};
    for (const auto& item : options.items) right.items.push_back(request_item_from(item));
    const auto id = requests::add_right(desk, desk.open<access::WorkOnRequest>(RequestId{options.id}), right,
                                        context.office().holidays(), context.office().settings().deadlines);
    const auto added = context.office().requests(desk).show(desk.open<access::ViewRequest>(id));
    auto answer = line();
    answer.set("request", id.value());
    answer.set("case", added.number);
    answer.set("safe_date", iso(added.answer_by()));
    answer.set("last_day", iso(added.last_day()));
    context.say(answer, std::to_string(id.value()) + "\t" + added.number + "\t" + iso(added.answer_by()));
}

struct SearchOptions {
    std::int64_t id = 0;
    std::string place;
    bool found = false;
};

void search(Context& context, const SearchOptions& options) {
    const auto& desk = context.desk();
    const RequestId id{options.id};
    requests::record_search(desk, desk.open<access::WorkOnRequest>(id), options.place, options.found);
    for (const auto& one : desk.database().read([&](db::Read& read) { return requests::searches(read, id); })) {
        auto answer = line();
        answer.set("place", one.place);
        answer.set("result", one.result);
        context.say(answer, one.place + "\t" + one.result);
    }
}

}  // namespace

void add_request_rights(CLI::App& request, Context& context) {
    auto* const adding = request.add_subcommand("add", "another right of the same case");
    auto right = std::make_shared<RightOptions>();
    adding->add_option("id", right->id, "a request of the case")->required();
    adding->add_option("--kind", right->kind)->required();
    adding->add_option("--received", right->received, "YYYY-MM-DD")->required();
    adding->add_option("--item", right->items, "datum=...,old=...,wanted=...,ground=...");
    adding->callback([&context, right] { add(context, *right); });

    auto* const searching = request.add_subcommand("search", "where was looked for the person's data");
    auto place = std::make_shared<SearchOptions>();
    searching->add_option("id", place->id)->required();
    searching->add_option("--place", place->place, "index, text, paper or external")->required();
    searching->add_flag("--found", place->found, "something was found there; else nothing");
    searching->callback([&context, place] { search(context, *place); });
}

}  // namespace arkki::cli
