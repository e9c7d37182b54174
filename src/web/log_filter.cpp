#include "web/log_filter.hpp"

#include <algorithm>
#include <charconv>

#include "access/people.hpp"
#include "register/customers.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int days_asked = 30;
constexpr int last_hour = 23;

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

/// Whether what is asked for is narrow by itself: all of a customer, a thing or a case, whenever it was.
bool has_whole_life(const Fields& query) {
    return !query.text("subject").empty() || !query.text("object").empty() || !query.text("case").empty();
}

std::string first_day(const Fields& query, const access::Desk& desk) {
    if (query.has("from")) return query.text("from");
    return has_whole_life(query) ? "" : iso(add_days(desk.today(), -days_asked));
}

/// Every kind of entry there are words for.
std::vector<Option> action_options(const Words& in) {
    static constexpr std::string_view prefix = "log.act.";
    std::vector<Option> options;
    for (const auto& key : in.catalogue.keys(prefix)) options.push_back({key.substr(prefix.size()), in(key)});
    std::ranges::sort(options, {}, &Option::text);
    options.insert(options.begin(), {"", in("log.any")});
    return options;
}

std::vector<Option> hour_options(const Words& in, const std::string& asked) {
    std::vector<Option> options{{"", in("log.any")}, {"6-18", in("log.hours.office")}, {"19-5", in("log.hours.night")}};
    for (int hour = 0; hour <= last_hour; ++hour) {
        const std::string text = std::to_string(hour);
        options.push_back({text + "-" + text, in("log.hours.one", {{"hour", text}})});
    }
    if (const auto span = span_of(asked, 0, last_hour);
        span && span->first != span->last && options[1].value != asked && options[2].value != asked)
        options.push_back({asked, in("log.hours.span",
                                     {{"from", std::to_string(span->first)}, {"to", std::to_string(span->last + 1)}})});
    return options;
}

std::vector<Option> weekday_options(const Words& in) {
    std::vector<Option> options{{"", in("log.any")}};
    for (int day = 1; day <= 7; ++day)
        options.push_back({std::to_string(day), in("log.weekday." + std::to_string(day))});
    return options;
}

}  // namespace

std::vector<Option> people_options(const Words& in, const access::Desk& desk) {
    std::vector<Option> options{{"", in("log.any")}};
    for (const auto& person : access::People{desk}.list())
        options.push_back({std::to_string(person.id.value()), person.name.reveal()});
    return options;
}

std::optional<Span> span_of(std::string_view text, int lowest, int highest) {
    Span span{};
    const auto* const end = text.data() + text.size();
    const auto [dash, fault] = std::from_chars(text.data(), end, span.first);
    if (fault != std::errc{} || dash == end || *dash != '-') return std::nullopt;
    const auto [rest, again] = std::from_chars(dash + 1, end, span.last);
    if (again != std::errc{} || rest != end) return std::nullopt;
    const auto fits = [&](int number) { return number >= lowest && number <= highest; };
    return fits(span.first) && fits(span.last) ? std::optional{span} : std::nullopt;
}

audit::Filter filter_of(const Fields& query, const access::Desk& desk) {
    audit::Filter filter;
    if (const auto actor = query.number("actor")) filter.actor = PersonId{*actor};
    filter.action = query.text("action");
    filter.result = query.text("result");
    filter.object = query.text("object");
    filter.case_ref = query.text("case");
    if (const auto subject = query.text("subject"); !subject.empty()) filter.subject = customer_numbered(subject, desk);
    Fields days;
    days.add("from", first_day(query, desk));
    days.add("to", query.text("to"));
    if (const auto hours = query.text("hours"); !hours.empty()) {
        const auto span = span_of(hours, 0, last_hour);
        if (!span) throw Error{Fault::invalid, "audit.bad_filter", {}, "hours"};
        filter.hour_from = span->first;
        filter.hour_to = span->last;
    }
    if (const auto weekday = query.number("weekday"))
        filter.weekday = static_cast<int>(std::clamp<std::int64_t>(*weekday - 1, -1, 7));
    if (const auto from = day_of(days, "from")) filter.from = lang::start_of_day(*from);
    if (const auto to = day_of(days, "to")) filter.to = lang::start_of_day(add_days(*to, 1));
    return filter;
}

void add_filter_fields(Value& values, const Words& in, const FormView& form, const Fields& query,
                       const access::Desk& desk) {
    auto results = options_of(in, "log.result.", std::array{"allowed", "denied", "error"});
    results.insert(results.begin(), {"", in("log.any")});
    values.set("from", form.text("from", {.label = in("log.from"), .value = first_day(query, desk), .type = "date"}));
    values.set("to", form.text("to", {.label = in("log.to"), .type = "date"}));
    values.set("actor", form.choice("actor", people_options(in, desk), {.label = in("log.actor")}));
    values.set("subject", form.text("subject", {.label = in("log.subject"), .hint = in("log.subject_hint")}));
    values.set("action", form.choice("action", action_options(in), {.label = in("log.action")}));
    values.set("hours", form.choice("hours", hour_options(in, query.text("hours")), {.label = in("log.hours")}));
    values.set("weekday", form.choice("weekday", weekday_options(in), {.label = in("log.weekday")}));
    values.set("result", form.choice("result", results, {.label = in("log.result")}));
    values.set("object", form.text("object", {.label = in("log.object"), .hint = in("log.object_hint")}));
    values.set("case", form.text("case", {.label = in("log.case"), .hint = in("log.case_hint")}));
    static constexpr std::array folded{"hours", "weekday", "result", "object", "case"};
    values.set("more_open", std::ranges::any_of(folded, [&](const char* name) { return !query.text(name).empty(); }));
}

std::string address_of(std::string_view page, const Fields& query, const std::vector<Change>& changes) {
    std::string address{page};
    char mark = '?';
    const auto add = [&](std::string_view name, const std::string& value) {
        address.append(1, mark).append(percent_encoded(name)).append("=").append(percent_encoded(value));
        mark = '&';
    };
    for (const auto& [name, value] : query.entries()) {
        const bool changed = std::ranges::find(changes, name, &Change::first) != changes.end();
        const bool said = !value.empty() || name == "from";  // "from=" asks for everything
        if (said && !changed && name != "before" && name != "done") add(name, value);
    }
    for (const auto& [name, value] : changes)
        if (!value.empty()) add(name, value);
    return address;
}

}  // namespace arkki::web
