// Who works here and for whom, under which commitment; and somebody new.
#include "custody/recalls.hpp"
#include "web/people_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

Value person_row(const Words& in, const access::Desk& desk, const access::Person& person) {
    const auto commitments = access::Commitments{desk}.of(person.id);
    const auto [state, papers] = desk.database().read([&](db::Read& read) {
        return std::pair{access::state_of(read, person.id, desk.today()),
                         std::ssize(custody::paper_held(read, person.id))};
    });
    return {{"href", path_of(person.id)},
            {"name", person.name.reveal()},
            {"user_name", person.user_name},
            {"roles", roles_text(in, person.roles)},
            {"bound", bound_text(in, commitments, desk.today())},
            {"papers", papers > 0 ? in.count("people.papers", papers) : ""},
            {"mark", mark_of(state)},
            {"state", in("people.state." + state)}};
}

/// Own staff first, then each processor's people, witnesses from outside last.
Value group_rows(const Words& in, const access::Desk& desk) {
    std::vector<std::string> employers{"own"};
    for (auto& name : access::People{desk}.processors()) employers.push_back(std::move(name));
    employers.emplace_back("outside");
    const auto everybody = access::People{desk}.list();
    Value groups = Value::list();
    for (const auto& employer : employers) {
        Value rows = Value::list();
        for (const auto& person : everybody)
            if (person.employer == employer) rows.add(person_row(in, desk, person));
        if (!rows.rows()->empty()) groups.add({{"heading", employer_text(in, employer)}, {"rows", std::move(rows)}});
    }
    return groups;
}

Reply show_people(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    Value values{{"may_add", desk.session().role == access::Role::admin}, {"groups", group_rows(in, desk)}};
    return lobby.press.print(request, &desk, {"people", in("people.title"), std::move(values)});
}

Reply new_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    values.set("name", form.text("name", {.label = in("person_new.name"), .required = true}))
        .set("user_name", form.text("user_name", {.label = in("person_new.user_name"),
                                                  .hint = in("person_new.user_name_hint"),
                                                  .required = true,
                                                  .narrow = true}))
        .set("person_title", form.text("title", {.label = in("person_new.job"), .hint = in("person_new.job_hint")}))
        .set("employer",
             form.choice("employer", employer_options(in, desk), {.label = in("person_new.employer"), .value = "own"}))
        .set("processor",
             form.text("processor", {.label = in("person_new.processor"), .hint = in("person_new.processor_hint")}))
        .set("from",
             form.text("from",
                       {.label = in("person_new.from"), .value = iso(desk.today()), .type = "date", .required = true}));
    return lobby.press.print(
        request, &desk,
        {"person_new", in("person_new.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_new(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return new_form(lobby, request, desk, {});
}

Reply add(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const auto id = access::People{desk}.add({request.form.text("user_name"), request.form.personal("name"),
                                                      request.form.personal("title"), employer_in(request.form),
                                                      day_in(request.form, "from").value_or(desk.today())});
            return see_other(path_of(id) + "?done=person_new");
        },
        [&](const std::vector<FieldProblem>& problems) { return new_form(lobby, request, desk, problems); });
}

}  // namespace

void add_people_pages(Table& table) {
    table.add("GET", "/people", people_keepers, show_people);
    table.add("GET", "/people/new", admin, show_new);
    table.add("POST", "/people/new", admin, add);
}

}  // namespace arkki::web
