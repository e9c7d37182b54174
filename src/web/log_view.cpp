#include "web/log_view.hpp"

#include <algorithm>

#include "access/people.hpp"
#include "access/purposes.hpp"
#include "register/customers.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::size_t subjects_named = 3;

std::string told(const Words& in, const std::string& prefix, std::string_view code) {
    const std::string key = prefix + std::string{code};
    return in.catalogue.has(in.language, key) ? in(key) : std::string{code};
}

/// What a line in the table says besides the act: why it was refused, how much was shown.
std::string more_text(const Words& in, const audit::Event& event) {
    if (!event.rule.empty()) return in("log.rule", {{"rule", told(in, "log.rule.", event.rule)}});
    if (event.action == "search.page") return in.count("log.found", event.count);  // the words searched for are names
    if (event.action == "list.page") return in.count("log.shown", event.count);
    return {};
}

std::string subjects_text(const Words& in, db::Read& read, const std::vector<CustomerId>& subjects) {
    std::string numbers;
    for (std::size_t i = 0; i < std::min(subjects.size(), subjects_named); ++i)
        numbers += (i == 0 ? "" : ", ") + customers::number_of(read, subjects[i]);
    if (subjects.empty()) return {};
    return in("log.about", {{"numbers", numbers + (subjects.size() > subjects_named ? " …" : "")}});
}

CustomerId customer_numbered(const std::string& number, const access::Desk& desk) {
    const auto id = desk.database().read([&](db::Read& read) { return customers::by_number(read, number); });
    if (!id) throw Error{Fault::invalid, "log.no_customer", {}, "subject"};
    return *id;
}

std::optional<Day> day_of(const Fields& query, const char* field) {
    const auto text = query.text(field);
    if (text.empty()) return std::nullopt;
    try {
        return lang::day_from_input(text);
    } catch (const Error& error) {
        throw Error{Fault::invalid, error.key(), {}, field};
    }
}

std::vector<Option> people_options(const Words& in, const access::Desk& desk) {
    std::vector<Option> options{{"", in("log.any")}};
    for (const auto& person : access::People{desk}.list())
        options.push_back({std::to_string(person.id.value()), person.name.reveal()});
    return options;
}

/// The acts that occur in this log.
std::vector<Option> action_options(const Words& in, const access::Desk& desk) {
    std::vector<Option> options;
    for (const auto& line : desk.database().read([](db::Read& read) { return audit::counts(read, {}); }))
        options.push_back({line.action, action_text(in, line.action)});
    std::ranges::sort(options, {}, &Option::text);
    options.insert(options.begin(), {"", in("log.any")});
    return options;
}

}  // namespace

std::string action_text(const Words& words, std::string_view action) { return told(words, "log.act.", action); }

Value entry_row(const Words& in, const access::Desk& desk, db::Read& read, const audit::Entry& entry) {
    const auto& event = entry.event;
    const std::string actor = std::to_string(event.actor.value());
    const auto name = access::name_of(read, event.actor);
    const auto purpose = access::purpose_text(read, event.purpose, in.language);
    const bool allowed = event.result == "allowed";
    return {{"seq", number_text(entry.seq.value())},
            {"time", moment_text(in, desk, entry.at)},
            {"actor", name.empty() ? in("log.nobody") : name.reveal()},
            {"actor_href", "/log?actor=" + actor},
            {"role", event.role.empty() ? "" : in("role." + event.role)},
            {"action", action_text(in, event.action)},
            {"more", more_text(in, event)},
            {"object", event.object},
            {"object_href", "/log?object=" + percent_encoded(event.object)},
            {"subjects", subjects_text(in, read, event.subjects)},
            {"purpose", purpose.value_or(event.purpose)},
            {"mark", allowed ? "good" : "bad"},
            {"result", in("log.result." + event.result)}};
}

audit::Filter filter_of(const Fields& query, const access::Desk& desk) {
    audit::Filter filter;
    if (const auto actor = query.number("actor")) filter.actor = PersonId{*actor};
    filter.action = query.text("action");
    filter.result = query.text("result");
    filter.object = query.text("object");
    filter.case_ref = query.text("case");
    if (const auto subject = query.text("subject"); !subject.empty()) filter.subject = customer_numbered(subject, desk);
    if (const auto from = day_of(query, "from")) filter.from = lang::start_of_day(*from);
    if (const auto to = day_of(query, "to")) filter.to = lang::start_of_day(add_days(*to, 1));
    return filter;
}

void add_filter_fields(Value& values, const Words& in, const FormView& form, const access::Desk& desk) {
    auto results = options_of(in, "log.result.", std::array{"allowed", "denied", "error"});
    results.insert(results.begin(), {"", in("log.any")});
    values.set("actor", form.choice("actor", people_options(in, desk), {.label = in("log.actor")}));
    values.set("action", form.choice("action", action_options(in, desk), {.label = in("log.action")}));
    values.set("result", form.choice("result", results, {.label = in("log.result")}));
    values.set("object", form.text("object", {.label = in("log.object"), .hint = in("log.object_hint")}));
    values.set("subject", form.text("subject", {.label = in("log.subject")}));
    values.set("from", form.text("from", {.label = in("log.from"), .type = "date"}));
    values.set("to", form.text("to", {.label = in("log.to"), .type = "date"}));
}

}  // namespace arkki::web
