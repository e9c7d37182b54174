#include "web/people_view.hpp"

#include "web/wording.hpp"

namespace arkki::web {

std::string path_of(PersonId person) { return "/people/" + std::to_string(person.value()); }

std::string_view mark_of(std::string_view state) {
    if (state == "active") return "good";
    if (state == "not_started" || state == "no_account" || state == "left" || state == "outside") return "wait";
    if (state == "no_role" || state == "account_closed") return "warn";
    return "bad";
}

std::string employer_text(const Words& in, const std::string& employer) {
    return employer == "own" || employer == "outside" ? in("people.employer." + employer) : employer;
}

std::string roles_text(const Words& in, const std::vector<access::GivenRole>& roles) {
    std::string text;
    for (const auto& given : roles)
        text += (text.empty() ? "" : ", ") + in("role." + std::string{access::code(given.role)});
    return text;
}

std::string days_text(const Words& in, Day from, const std::optional<Day>& to) {
    const std::string first = day_text(in, from);
    return to ? in("admin.from_to", {{"from", first}, {"to", day_text(in, *to)}}) : in("admin.from", {{"from", first}});
}

std::string bound_text(const Words& in, const std::vector<access::Commitment>& commitments, Day today) {
    const access::Commitment* longest = nullptr;
    for (const auto& one : commitments) {
        if (one.state(today) != "valid" || one.signed_on > today) continue;
        if (!longest || !one.valid_to || (longest->valid_to && *one.valid_to > *longest->valid_to)) longest = &one;
    }
    return longest ? days_text(in, longest->signed_on, longest->valid_to) : "";
}

std::vector<Option> employer_options(const Words& in, const access::Desk& desk) {
    std::vector<Option> options{{"own", in("people.employer.own")}, {"outside", in("people.employer.outside")}};
    for (const auto& name : access::People{desk}.processors()) options.push_back({name, name});
    return options;
}

std::string employer_in(const Fields& form) {
    const std::string processor = form.text("processor");
    return processor.empty() ? form.required("employer") : processor;
}

std::vector<Option> witness_options(const access::Desk& desk, PersonId but) {
    std::vector<Option> options;
    for (const auto& person : access::People{desk}.list())
        if (person.id != but) options.push_back({std::to_string(person.id.value()), person.name.reveal()});
    return options;
}

std::optional<Day> day_in(const Fields& form, std::string_view name) {
    const std::string text = form.text(name);
    if (text.empty()) return std::nullopt;
    try {
        return day_from_iso(text);
    } catch (const Error& error) {
        throw Error{error.fault(), error.key(), {}, std::string{name}};
    }
}

}  // namespace arkki::web
