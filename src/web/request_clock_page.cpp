// The clock of a request: its days as they were stored, one extension told in time, and what the person was asked.
#include "lang/dates.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::Overview;

constexpr std::array<std::string_view, 2> reasons{"complexity", "number"};

bool waits_for_answer(const Overview& request) {
    return !request.pauses.empty() && !request.pauses.back().answered_on;
}

Value day_rows(const Words& in, const access::Desk& desk, const Overview& request) {
    Value rows = Value::list();
    const auto add = [&](const char* key, const std::string& value) {
        rows.add({{"name", in(key)}, {"value", value}});
    };
    const auto add_day = [&](const char* key, Day day) { add(key, day_text(in, day)); };
    const auto last = [&](Day day, Day law) {
        return day == law ? day_text(in, day) : day_text(in, day) + " (" + in("clock.by_law", {{"day", day_text(in, law)}}) + ")";
    };
    add_day("clock.received", request.received_on);
    if (!request.answered_on) add_day("clock.target", request.dates.target);
    add("clock.first", last(request.dates.safe, request.dates.last));
    if (request.extension) {
        const auto& what = request.extension->what;
        add("clock.until", last(what.until, request.extension->last));
        add("clock.told", in("clock.told_why", {{"day", day_text(in, what.told_on)},
                                                {"why", in("clock.reason." + what.reason)}}));
    } else {
        add_day("clock.longest", request.dates.ext_safe);
    }
    for (const auto& pause : request.pauses)
        add("clock.asked", pause.answered_on
                               ? in("clock.asked_answered", {{"why", in("clock.why." + pause.why)},
                                                             {"asked", day_text(in, pause.asked_on)},
                                                             {"answered", day_text(in, *pause.answered_on)}})
                               : in("clock.asked_open", {{"why", in("clock.why." + pause.why)},
                                                         {"asked", day_text(in, pause.asked_on)}}));
    if (!request.pauses.empty() && request.pauses.back().grey) add_day("clock.grey", *request.pauses.back().grey);
    if (request.answered_on)
        add_day("clock.answered", *request.answered_on);
    else
        add("clock.left", left_text(in, days_between(desk.today(), request.answer_by())));
    return rows;
}

/// The forms that fit now; nothing once the request is answered.
void add_forms(Value& values, const Words& in, const FormView& form, const access::Desk& desk, const Overview& request) {
    const std::string path = path_of(request.id);
    const std::string today = iso(desk.today());
    values.set("resume", false).set("pause", false).set("extend", false).set("extended", false).set("only_boss", false);
    if (request.answered_on) return;
    const auto why = requests::questions_that_stop(request);
    const auto day = [&](const char* id, const std::string& label, const std::string& value, const std::string& hint) {
        return form.text(id, {.label = label, .value = value, .hint = hint, .type = "date", .required = true});
    };
    if (waits_for_answer(request))
        values.set("resume", {{"action", path + "/resume"}, {"answered", day("answered", in("clock.answered_on"), today, "")}});
    else if (!why.empty() && desk.today() <= request.dates.safe)
        values.set("pause", {{"action", path + "/pause"},
                             {"why", form.choice("why", options_of(in, "clock.why_ask.", why), {.label = in("clock.why_asked")})},
                             {"asked", day("asked", in("clock.asked_on"), today, "")}});
    const bool boss = desk.session().role == access::Role::responsible;
    values.set("extended", request.extension.has_value()).set("only_boss", !request.extension && !boss);
    if (request.extension || !boss) return;
    values.set("extend",
               {{"action", path + "/extend"},
                {"reason", form.choice("reason", options_of(in, "clock.reason.", reasons), {.label = in("clock.reason")})},
                {"explanation", form.text("explanation", {.label = in("clock.explanation"), .hint = in("clock.explanation_hint")})},
                {"told", day("told", in("clock.told_on"), today,
                             in("clock.told_by", {{"day", day_text(in, request.dates.safe)}}))},
                {"until", day("until", in("clock.until_on"), iso(request.dates.ext_safe),
                              in("clock.until_by", {{"day", day_text(in, request.dates.ext_safe)}}))}});
}

Reply clock_page(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                 const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    const Overview about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(id));
    Value values{{"title", in("clock.title")},
                 {"back", path_of(id)},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"subject", subject_text(in, desk, about.subject)},
                 {"rows", day_rows(in, desk, about)},
                 {"counted", in(about.rule.empty() ? "clock.counted_before" : "clock.counted",
                                {{"rule", about.rule}, {"holidays", about.holidays}})},
                 {"logged", logged_text(in, desk, "request.logged")}};
    add_forms(values, in, form, desk, about);
    return lobby.press.print(
        request, &desk,
        {"request_clock", in("clock.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_clock(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return clock_page(lobby, request, desk, {});
}

/// @throws Error{Fault::invalid, "form.missing" | "day.bad"}  with the field
Day day_of(const Request& request, const std::string& field) {
    try {
        return lang::day_from_input(request.form.required(field));
    } catch (const Error& error) {
        throw Error{error.fault(), error.key(), {}, field};
    }
}

/// One act of the clock; what is wrong with it brings the page back.
template <class Grant, class Act>
Reply turn(const Lobby& lobby, const Request& request, const access::Desk& visitor, const Act& act) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<RequestId>();
            const auto desk = desk_for(lobby, visitor, id);
            act(lobby.office.requests(desk), desk.open<Grant>(id));
            return see_other(path_of(id));
        },
        [&](const std::vector<FieldProblem>& problems) { return clock_page(lobby, request, visitor, problems); });
}

Reply extend(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return turn<access::Decide>(lobby, request, desk, [&](const auto& all, const auto& grant) {
        all.extend(grant, {request.form.required("reason"), request.form.personal("explanation"), day_of(request, "told"),
                           day_of(request, "until")});
    });
}

Reply pause(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return turn<access::WorkOnRequest>(lobby, request, desk, [&](const auto& all, const auto& grant) {
        all.pause(grant, request.form.required("why"), day_of(request, "asked"));
    });
}

Reply resume(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return turn<access::WorkOnRequest>(lobby, request, desk, [&](const auto& all, const auto& grant) {
        all.resume(grant, day_of(request, "answered"));
    });
}

}  // namespace

void add_request_clock_page(Table& table) {
    table.add("GET", "/requests/{id}/clock", staff, show_clock);
    table.add("POST", "/requests/{id}/extend", responsible, extend);
    table.add("POST", "/requests/{id}/pause", staff, pause);
    table.add("POST", "/requests/{id}/resume", staff, resume);
}

}  // namespace arkki::web
