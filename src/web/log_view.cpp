#include "web/log_view.hpp"

#include <algorithm>

#include "access/people.hpp"
#include "access/purposes.hpp"
#include "lang/dates.hpp"
#include "register/customers.hpp"
#include "web/ascii.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::size_t subjects_in_row = 3;

/// What a line in the table says besides the act: why it was refused, how much was shown.
std::string more_text(const Words& in, const audit::Event& event) {
    if (!event.rule.empty()) return in("log.rule", {{"rule", told(in, "log.rule.", event.rule)}});
    if (event.action == "search.page") return in.count("log.found", event.count);  // the words searched for are names
    if (event.action == "list.page") return in.count("log.shown", event.count);
    return {};
}

void add_fact(Value& facts, std::string label, const std::string& text, std::string href = {}) {
    if (!text.empty()) facts.add({{"label", std::move(label)}, {"text", text}, {"href", std::move(href)}});
}

std::string pruned_text(const Words& in, const std::string& groups) {
    std::string text;
    for (const char group : groups) text += (text.empty() ? "" : ", ") + in("log.group." + std::string(1, group));
    return text;
}

}  // namespace

std::string told(const Words& in, const std::string& prefix, std::string_view code) {
    const std::string key = prefix + std::string{code};
    return in.catalogue.has(in.language, key) ? in(key) : std::string{code};
}

std::string action_text(const Words& words, std::string_view action) { return told(words, "log.act.", action); }

std::string object_text(const Words& in, const std::string& object) {
    const auto colon = object.find(':');
    const std::string key = "log.thing." + object.substr(0, colon);
    if (colon == std::string::npos || !in.catalogue.has(in.language, key)) return object;
    return in(key, {{"id", object.substr(colon + 1)}});
}

std::string arg_of(const audit::Event& event, std::string_view key) {
    for (const auto& [name, value] : event.args)
        if (name == key) return value;
    return {};
}

Value warnings(const Words& in, const audit::Event& event) {
    Value rows = Value::list();
    if (arg_of(event, "explained") == "none") rows.add({{"mark_text", in("log.explained.none")}});
    const std::string flags = arg_of(event, "flag");
    for (std::string_view left = flags; !left.empty();)
        rows.add({{"mark_text", told(in, "log.flag.", cut(left, ','))}});
    return rows;
}

std::string Teller::name(PersonId person) {
    const auto [found, fresh] = names_.try_emplace(person);
    if (fresh) {
        const auto name = access::name_of(read_, person);
        found->second = name.empty() ? words_("log.nobody") : name.reveal();
    }
    return found->second;
}

std::string Teller::number(CustomerId customer) {
    const auto [found, fresh] = numbers_.try_emplace(customer);
    if (fresh) found->second = customers::number_of(read_, customer);
    return found->second.empty() ? std::to_string(customer.value()) : found->second;
}

std::string Teller::purpose(const std::string& code) {
    const auto [found, fresh] = purposes_.try_emplace(code);
    if (fresh) found->second = access::purpose_text(read_, code, words_.language).value_or(code);
    return found->second;
}

std::string Teller::moment(Instant at) const { return moment_text(words_, desk_, at); }

Value Teller::customers(const std::vector<CustomerId>& subjects, std::size_t most) {
    Value rows = Value::list();
    for (std::size_t i = 0; i < std::min(subjects.size(), most); ++i) {
        const std::string number = this->number(subjects[i]);
        rows.add({{"number", number}, {"href", href("/log?subject=" + percent_encoded(number))}});
    }
    return rows;
}

Value Teller::row(const audit::Entry& entry) {
    const auto& event = entry.event;
    const std::string seq = std::to_string(entry.seq.value());
    const bool whom_known = entry.pruned.find('S') == std::string::npos;
    const auto rest = event.subjects.size() > subjects_in_row ? event.subjects.size() - subjects_in_row : 0;
    const bool who_known = entry.pruned.find('A') == std::string::npos;
    const bool told_why = entry.pruned.find('C') == std::string::npos;
    return {{"seq", number_text(entry.seq.value())},
            {"seq_href", href("/log/" + seq)},
            {"time", moment(entry.at)},
            {"actor", who_known ? name(event.actor) : words_("log.erased")},
            {"actor_href", who_known ? href("/log?actor=" + std::to_string(event.actor.value())) : ""},
            {"role", event.role.empty() ? "" : words_("role." + event.role)},
            {"action", told_why ? action_text(words_, event.action) : words_("log.erased")},
            {"more", more_text(words_, event)},
            {"warnings", warnings(words_, event)},
            {"object", whom_known ? object_text(words_, event.object) : words_("log.erased")},
            {"object_href", event.object.empty() ? "" : href("/log?object=" + percent_encoded(event.object))},
            {"subjects", customers(event.subjects, subjects_in_row)},
            {"subjects_more", rest == 0 ? "" : words_("log.and_more", {{"count", std::to_string(rest)}})},
            {"purpose", purpose(event.purpose)},
            {"case", event.case_ref.empty() ? "" : object_text(words_, event.case_ref)},
            {"mark", event.result == "denied" || event.result == "error" ? "bad" : "good"},
            {"result", event.result.empty() ? "" : words_("log.result." + event.result)}};
}

Value Teller::rows(const std::vector<audit::Entry>& entries) {
    Value rows = Value::list();
    for (const auto& entry : entries) rows.add(row(entry));
    return rows;
}

Value Teller::facts(const audit::Entry& entry) {
    const auto& event = entry.event;
    Value facts = Value::list();
    const auto fact = [&](const char* key, const std::string& text, const std::string& link = {}) {
        add_fact(facts, words_("log.fact." + std::string{key}), text, text.empty() ? "" : link);
    };
    fact("time", moment(entry.at));
    fact("utc", iso(entry.at));
    const bool who_known = entry.pruned.find('A') == std::string::npos;
    fact("actor", who_known ? name(event.actor) : "", href("/log?actor=" + std::to_string(event.actor.value())));
    fact("role", event.role.empty() ? "" : words_("role." + event.role));
    fact("auth", event.auth.empty() ? "" : told(words_, "log.auth.", event.auth));
    fact("via", event.via.empty() ? "" : told(words_, "log.via.", event.via));
    fact("address", event.address);
    fact("station", event.station);
    fact("session", event.session);
    fact("object", object_text(words_, event.object), href("/log?object=" + percent_encoded(event.object)));
    fact("version", event.version == 0 ? "" : std::to_string(event.version));
    fact("sha256", event.sha256);
    add_circumstances(facts, event);
    fact("query", event.query.reveal());
    fact("reason", event.reason.reveal());
    fact("note", event.note.reveal());
    fact("pruned", pruned_text(words_, entry.pruned));
    return facts;
}

void Teller::add_circumstances(Value& facts, const audit::Event& event) {
    const auto fact = [&](const char* key, const std::string& text, const std::string& link = {}) {
        add_fact(facts, words_("log.fact." + std::string{key}), text, text.empty() ? "" : link);
    };
    fact("purpose", purpose(event.purpose));
    fact("case", object_text(words_, event.case_ref), href("/log?case=" + percent_encoded(event.case_ref)));
    const auto explained = arg_of(event, "explained");
    fact("explained", explained == "none" ? words_("log.explained.none") : object_text(words_, explained),
         explained.find(':') == std::string::npos ? "" : href("/log?case=" + percent_encoded(explained)));
    std::string basis = told(words_, "log.basis.", event.basis.substr(0, event.basis.find(':')));
    if (const auto colon = event.basis.find(':'); colon != std::string::npos)
        basis += " " + event.basis.substr(colon + 1);
    fact("basis", event.basis.empty() ? "" : basis);
    fact("result", event.result.empty() ? "" : words_("log.result." + event.result));
    fact("rule", event.rule.empty() ? "" : told(words_, "log.rule.", event.rule));
    fact("count", event.count > 1 ? number_text(event.count) : "");
    fact("request", event.request);
    std::string rest;
    for (const auto& [key, value] : event.args)
        if (key != "explained" && key != "flag") rest += (rest.empty() ? "" : "; ") + key + "=" + value;
    fact("args", rest);
}

Value acts_that_day(const Words& in, const access::Desk& desk, db::Read& read, PersonId person, Instant at) {
    static constexpr int most = 50;
    const Day day = desk.wall_clock()(at).day;
    audit::Filter filter;
    filter.actor = person;
    filter.from = lang::start_of_day(day);
    filter.to = lang::start_of_day(add_days(day, 1));
    auto entries = audit::entries(read, filter, std::nullopt, most + 1);
    const bool more = entries.size() > most;
    if (more) entries.pop_back();
    Teller teller{in, desk, read};
    const std::string who = teller.name(person);
    const std::string all = "/log?actor=" + std::to_string(person.value()) + "&from=" + iso(day) + "&to=" + iso(day);
    return {{"caption", in("log.that_day", {{"name", who}, {"day", day_text(in, day)}})},
            {"all", all},
            {"more", more},
            {"rows", teller.rows(entries)}};
}

}  // namespace arkki::web
