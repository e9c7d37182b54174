// One entry of the log in full, what else the person did that day, and a customer's name for a reason.
#include <algorithm>

#include "audit/query.hpp"
#include "service/review.hpp"
#include "web/lobby.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::size_t customers_shown = 200;

audit::Entry entry_of(const access::Desk& desk, EventId seq) {
    auto entry = desk.database().read([&](db::Read& read) { return audit::entry(read, seq); });
    if (!entry) throw Error{Fault::not_found, "audit.no_such_entry"};
    return std::move(*entry);
}

void log_look(const access::Desk& desk, EventId seq) {
    auto event = desk.event("log.read");
    event.args = {{"seq", std::to_string(seq.value())}};
    desk.log().append(event);
}

std::vector<Option> customer_choices(Teller& teller, const audit::Entry& entry) {
    std::vector<Option> options;
    for (const auto customer : entry.event.subjects)
        if (options.size() < customers_shown)
            options.push_back({std::to_string(customer.value()), teller.number(customer)});
    return options;
}

/// A name that was asked for, shown once on this answer and in no address.
struct ShownName {
    std::string number;
    PersonalText name;
};

Reply entry_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const audit::Entry& entry,
                 const std::vector<FieldProblem>& problems, const std::optional<ShownName>& shown) {
    const Words in = lobby.press.words(request);
    const std::string seq = std::to_string(entry.seq.value());
    const std::string title = in("log.entry.title", {{"seq", number_text(entry.seq.value())}});
    const FormView form{in, request.form, problems};
    Value marks = warnings(in, entry.event);
    const bool warned = !marks.rows()->empty();
    Value values{{"title", title},
                 {"name_href", "/log/" + seq + "/name"},
                 {"proof", "/log/" + seq + "/evidence/proof"},
                 {"evidence", "/log/" + seq + "/evidence/entry"},
                 {"newer", "/log/" + std::to_string(entry.seq.value() + 1)},
                 {"older", entry.seq.value() > 0 ? "/log/" + std::to_string(entry.seq.value() - 1) : ""},
                 {"shown_name",
                  shown ? in("log.entry.name_is", {{"number", shown->number}, {"name", shown->name.reveal()}}) : ""},
                 {"warnings", std::move(marks)},
                 {"has_warnings", warned},
                 {"has_customers", !entry.event.subjects.empty()}};
    desk.database().read([&](db::Read& read) {
        Teller teller{in, desk, read};
        values.set("action", action_text(in, entry.event.action));
        values.set("facts", teller.facts(entry));
        values.set("customers", teller.customers(entry.event.subjects, customers_shown));
        const auto choices = customer_choices(teller, entry);
        values.set("customer", form.choice("customer", choices,
                                           {.label = in("log.entry.customer"),
                                            .value = choices.empty() ? "" : choices.front().value}));
        values.set("has_day", entry.event.actor.value() != 0);
        values.set("that_day", acts_that_day(in, desk, read, entry.event.actor, entry.at));
    });
    values.set("reason", form.text("reason", {.label = in("log.entry.reason"), .hint = in("log.entry.reason_hint")}));
    return lobby.press.print(request, &desk,
                             {"log_entry", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_entry(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const auto entry = entry_of(desk, request.id_of<EventId>("seq"));
    log_look(desk, entry.seq);
    return entry_page(lobby, request, desk, entry, {}, {});
}

Reply show_name(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const auto entry = entry_of(desk, request.id_of<EventId>("seq"));
    return act_or_mend(
        [&] {
            const auto customer = request.form.id<CustomerId>("customer");
            if (std::ranges::find(entry.event.subjects, customer) == entry.event.subjects.end())
                throw Error{Fault::not_found, "customer.unknown", {}, "customer"};
            ShownName shown{"", service::show_name(desk, customer, request.form.personal("reason"))};
            desk.database().read([&](db::Read& read) {
                shown.number = Teller{lobby.press.words(request), desk, read}.number(customer);
            });
            return entry_page(lobby, request, desk, entry, {}, shown);
        },
        [&](const std::vector<FieldProblem>& problems) {
            return entry_page(lobby, request, desk, entry, problems, {});
        });
}

}  // namespace

void add_entry_pages(Table& table) {
    table.add("GET", "/log/{seq}", auditor, show_entry);
    table.add("POST", "/log/{seq}/name", auditor, show_name);
}

}  // namespace arkki::web
