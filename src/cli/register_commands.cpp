#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <map>

#include "cli/context.hpp"
#include "register/customers.hpp"

namespace arkki::cli {
namespace {

using Values = std::map<std::string, std::string>;

void add(Context& context, const Values& values, const std::string& source, const std::string& since) {
    const auto& desk = context.desk();
    std::vector<customers::NewValue> data;
    for (const auto& [datum, value] : values)
        if (!value.empty()) data.push_back({datum, PersonalText{value}, source});
    const auto id = customers::Cards{desk}.add(data, since.empty() ? desk.today() : day_from_iso(since));
    auto answer = line();
    answer.set("customer", id.value());
    context.say(answer, std::to_string(id.value()));
}

void find(Context& context, const std::string& words) {
    const auto& desk = context.desk();
    const customers::Cards cards{desk};
    for (const auto& row : cards.lines(desk.show(cards.find(PersonalText{words}, 50), PersonalText{words}))) {
        auto answer = line();
        answer.set("customer", row.id.value());
        answer.set("number", row.number);
        answer.set("name", row.name.reveal());
        answer.set("postal_address", row.postal_address.reveal());
        context.say(answer, row.number + "\t" + row.name.reveal() + "\t" + row.postal_address.reveal());
    }
}

void show(Context& context, CustomerId id) {
    const auto& desk = context.desk();
    const auto card = customers::Cards{desk}.card(desk.open<access::ViewCard>(id));
    auto answer = line();
    answer.set("customer", id.value());
    answer.set("number", card.number);
    answer.set("since", iso(card.since));
    std::string text = card.number;
    for (const auto& datum : card.data) {
        auto value = line();
        value.set("value", datum.value.reveal());
        value.set("source", datum.source);
        value.set("recorded", iso(datum.recorded_on));
        answer.set(datum.datum, value);
        text += "\n" + datum.datum + "\t" + datum.value.reveal();
    }
    context.say(answer, text);
}

}  // namespace

void add_register(CLI::App& app, Context& context) {
    auto* const customer = app.add_subcommand("customer", "the people the records are about");
    customer->require_subcommand(1);
    auto* const adding = customer->add_subcommand("add", "a new customer");
    auto values = std::make_shared<Values>();
    auto source = std::make_shared<std::string>("registration");
    auto since = std::make_shared<std::string>();
    for (const auto datum : customers::data) {
        std::string option = "--" + std::string{datum};
        for (auto& c : option)
            if (c == '_') c = '-';
        adding->add_option(option, (*values)[std::string{datum}]);
    }
    adding->add_option("--source", *source);
    adding->add_option("--since", *since, "first day of the customership, YYYY-MM-DD");
    adding->callback([&context, values, source, since] { add(context, *values, *source, *since); });

    auto* const finding = customer->add_subcommand("find", "by name or number");
    auto words = std::make_shared<std::string>();
    finding->add_option("words", *words)->required();
    finding->callback([&context, words] { find(context, *words); });

    auto* const showing = customer->add_subcommand("show", "the card");
    auto id = std::make_shared<std::int64_t>();
    showing->add_option("id", *id)->required();
    showing->callback([&context, id] { show(context, CustomerId{*id}); });
}

}  // namespace arkki::cli
