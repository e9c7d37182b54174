// Whose record is whose: a person's own, the family's, somebody near. What stands here keeps the person away from it.
#include <array>

#include "access/people.hpp"
#include "register/customers.hpp"
#include "register/relations.hpp"
#include "web/lobby.hpp"
#include "web/people_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// Of whom: oneself, or with ?user= another, for who keeps the people.
PersonId person_of(const access::Desk& desk, const std::string& user) {
    if (user.empty()) return desk.session().actor;
    const auto person = access::People{desk}.by_user_name(user);
    if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
    return *person;
}

bool keeps_people(const access::Desk& desk) {
    const auto role = desk.session().role;
    return role == access::Role::responsible || role == access::Role::admin;
}

Value relation_rows(const Words& in, const access::Desk& desk, PersonId person) {
    Value rows = Value::list();
    const auto relations = customers::Relations{desk}.of(person);
    desk.database().read([&](db::Read& read) {
        for (const auto& relation : relations)
            rows.add({{"number", customers::number_of(read, relation.customer)},
                      {"kind", in("relations.kind." + relation.kind)},
                      {"when", moment_text(in, desk, relation.recorded_at)},
                      {"end", keeps_people(desk) && person != desk.session().actor
                                  ? "/relations/" + std::to_string(relation.id) + "/end"
                                  : ""}});
    });
    return rows;
}

Reply relations_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& user,
                     const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const PersonId person = person_of(desk, user);
    const std::string name =
        desk.database().read([&](db::Read& read) { return access::name_of(read, person).reveal(); });
    auto rows = relation_rows(in, desk, person);
    Value values{{"user", user}, {"name", name}, {"none", rows.rows()->empty()}};
    values.set("relations", std::move(rows));
    values
        .set("customer", form.text("customer", {.label = in("relations.customer"),
                                                .hint = in("relations.customer_hint"),
                                                .required = true,
                                                .narrow = true}))
        .set("kind",
             form.choice("kind",
                         options_of(in, "relations.kind.", std::array<std::string_view, 3>{"own", "family", "other"}),
                         {.label = in("relations.kind")}))
        .set("home", form.text("home", {.label = in("relations.home"), .hint = in("relations.home_hint")}))
        .set("has_home", customers::Relations{desk}.has_home(person));
    return lobby.press.print(
        request, &desk,
        {"relations", in("relations.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return relations_page(lobby, request, desk, request.query.text("user"), {});
}

std::string back_to(const std::string& user) {
    return "/relations?done=relations" + (user.empty() ? "" : "&user=" + percent_encoded(user));
}

Reply record(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const std::string user = request.form.text("user");
    return act_or_mend(
        [&] {
            const auto person = person_of(desk, user);
            const auto customer = desk.database().read(
                [&](db::Read& read) { return customers::by_number(read, request.form.text("customer")); });
            if (!customer) throw Error{Fault::not_found, "customer.unknown", {}, "customer"};
            customers::Relations{desk}.record(person, *customer, request.form.text("kind"));
            return see_other(back_to(user));
        },
        [&](const std::vector<FieldProblem>& problems) {
            return relations_page(lobby, request, desk, user, problems);
        });
}

Reply set_home(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const std::string user = request.form.text("user");
    return act_or_mend(
        [&] {
            customers::Relations{desk}.set_home(person_of(desk, user), request.form.personal("home"));
            return see_other(back_to(user));
        },
        [&](const std::vector<FieldProblem>& problems) {
            return relations_page(lobby, request, desk, user, problems);
        });
}

Reply end(const Lobby&, const Request& request, const access::Desk& desk) {
    customers::Relations{desk}.end(request.id_of<EventId>().value(), request.form.personal("reason"));
    return see_other("/people?done=relations");
}

}  // namespace

void add_relation_pages(Table& table) {
    table.add("GET", "/relations", signed_in, show);
    table.add("POST", "/relations", signed_in, record);
    table.add("POST", "/relations/home", signed_in, set_home);
    table.add("POST", "/relations/{id}/end", people_keepers, end);
}

}  // namespace arkki::web
