// Past a refusal: break-glass for one record, its end and its judgement; the ground for working with restricted data;
// and who stands near to whom.
#include "access/glass.hpp"

#include <array>
#include <charconv>

#include "access/grounds.hpp"
#include "access/people.hpp"
#include "register/customers.hpp"
#include "register/relations.hpp"
#include "service/facts.hpp"
#include "web/lobby.hpp"
#include "web/people_view.hpp"
#include "web/rights_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

const Roles judges{access::Role::responsible, access::Role::second};

/// "document:812"
/// @throws Error{Fault::not_found, "web.no_page"}
access::Object object_in(const std::string& text) {
    const auto colon = text.find(':');
    access::Object object{text.substr(0, colon), 0};
    if (colon != std::string::npos) std::from_chars(text.data() + colon + 1, text.data() + text.size(), object.id);
    const bool known = object.kind == "document" || object.kind == "customer" || object.kind == "request";
    if (!known || object.id <= 0) throw Error{Fault::not_found, "web.no_page"};
    return object;
}

std::string name_of(const access::Object& object) { return object.kind + ":" + std::to_string(object.id); }
std::string page_of(const access::Object& object) { return "/" + object.kind + "s/" + std::to_string(object.id); }

std::string thing_text(const Words& in, const std::string& object) {
    const auto thing = object_in(object);
    return in("glass.thing." + thing.kind, {{"number", std::to_string(thing.id)}});
}

Reply ask_form(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& of,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values{{"of", of}, {"thing", thing_text(in, of)}};
    values
        .set("reason",
             form.text("reason", {.label = in("glass.reason"), .hint = in("glass.reason_hint"), .required = true}))
        .set("minutes", form.text("minutes", {.label = in("glass.minutes"),
                                              .value = "30",
                                              .hint = in("glass.minutes_hint"),
                                              .type = "number",
                                              .required = true,
                                              .narrow = true}));
    return lobby.press.print(
        request, &desk,
        {"glass_new", in("glass_new.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_ask(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return ask_form(lobby, request, desk, name_of(object_in(request.query.text("of"))), {});
}

Reply ask(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto object = object_in(request.form.text("of"));
    return act_or_mend(
        [&] {
            const auto minutes = request.form.number("minutes").value_or(30);
            access::Glass{desk}.ask({object, request.form.personal("reason"),
                                     static_cast<int>(std::clamp<std::int64_t>(minutes, -1, 1'000))});
            return see_other(page_of(object));
        },
        [&](const std::vector<FieldProblem>& problems) {
            return ask_form(lobby, request, desk, name_of(object), problems);
        });
}

Reply end(const Lobby&, const Request& request, const access::Desk& desk) {
    access::Glass{desk}.end(request.id_of<EventId>().value());
    return see_other("/?done=glass_ended");
}

Value case_value(const Words& in, const access::Desk& desk, const access::GlassCase& glass) {
    const bool late = !glass.reviewed_at && glass.review_by < desk.now();
    return {{"href", "/glass/" + std::to_string(glass.id)},
            {"name", glass.name.reveal()},
            {"thing", thing_text(in, glass.object)},
            {"rule", in("glass.rule." + glass.rule)},
            {"reason", glass.reason.reveal()},
            {"when", moment_text(in, desk, glass.broken_at)},
            {"ended", glass.ended_at ? moment_text(in, desk, *glass.ended_at) : ""},
            {"review_by", moment_text(in, desk, glass.review_by)},
            {"mark", glass.verdict == "justified"     ? "good"
                     : glass.verdict == "not" || late ? "bad"
                                                      : "warn"},
            {"verdict",
             in(glass.verdict.empty() ? (late ? "glass.late" : "glass.waits") : "glass.verdict." + glass.verdict)},
            {"review", glass.review.reveal()}};
}

Reply show_cases(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    Value rows = Value::list();
    for (const auto& glass : access::Glass{desk}.cases()) rows.add(case_value(in, desk, glass));
    Value values{{"none", rows.rows()->empty()}};
    values.set("cases", std::move(rows));
    return lobby.press.print(request, &desk, {"glass", in("glass.title"), std::move(values)});
}

Reply review_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const auto id = request.id_of<EventId>().value();
    for (const auto& glass : access::Glass{desk}.cases()) {
        if (glass.id != id) continue;
        const FormView form{in, request.form, problems};
        Value values = case_value(in, desk, glass);
        values.set("action", "/glass/" + std::to_string(id))
            .set("open", !glass.reviewed_at && glass.person != desk.session().actor)
            .set("own", !glass.reviewed_at && glass.person == desk.session().actor)
            .set("why", form.text("reason", {.label = in("glass.why"), .required = true}));
        return lobby.press.print(
            request, &desk,
            {"glass_review", in("glass_review.title"), std::move(values), problems, problems.empty() ? 200 : 422});
    }
    throw Error{Fault::not_found, "glass.unknown"};
}

Reply show_review(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return review_form(lobby, request, desk, {});
}

Reply review(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            access::Glass{desk}.review(request.id_of<EventId>().value(), request.form.text("verdict") == "justified",
                                       request.form.personal("reason"));
            return see_other("/glass?done=glass_reviewed");
        },
        [&](const std::vector<FieldProblem>& problems) { return review_form(lobby, request, desk, problems); });
}

Reply ground_form(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& of,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values{{"of", of}, {"thing", thing_text(in, of)}};
    values.set("ground", form.choice("ground", options_of(in, "restricted.ground.", access::grounds),
                                     {.label = in("restricted.ground")}));
    return lobby.press.print(
        request, &desk,
        {"restricted", in("restricted.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_ground(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return ground_form(lobby, request, desk, name_of(object_in(request.query.text("of"))), {});
}

/// The ground is named for whom the thing is about, without the page having said who that is.
Reply name_ground(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto object = object_in(request.form.text("of"));
    return act_or_mend(
        [&] {
            const auto facts = desk.database().read([&](db::Read& read) {
                return service::facts_of(read, object, {desk.session().actor, desk.today()});
            });
            for (const auto subject : facts.subjects) access::name_ground(desk, subject, request.form.text("ground"));
            return see_other(page_of(object));
        },
        [&](const std::vector<FieldProblem>& problems) {
            return ground_form(lobby, request, desk, name_of(object), problems);
        });
}

}  // namespace

void add_glass_pages(Table& table) {
    table.add("GET", "/glass/new", staff, show_ask);
    table.add("POST", "/glass/new", staff, ask);
    table.add("POST", "/glass/{id}/end", staff, end);
    table.add("GET", "/glass", judges, show_cases);
    table.add("GET", "/glass/{id}", judges, show_review);
    table.add("POST", "/glass/{id}", judges, review);
    table.add("GET", "/restricted", responsible, show_ground);
    table.add("POST", "/restricted", responsible, name_ground);
}

}  // namespace arkki::web
