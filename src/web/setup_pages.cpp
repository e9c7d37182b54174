// A new house has nobody who could sign in: whoever holds the one-time token of the console becomes the administrator.
#include "service/first_administrator.hpp"
#include "web/lobby.hpp"

namespace arkki::web {
namespace {

using lang::Value;

Reply first_form(const Lobby& lobby, const Request& request, const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    values
        .set("token", form.text("one_time_token",
                                {.label = in("first.token"), .hint = in("first.token_hint"), .required = true}))
        .set("name", form.text("name", {.label = in("first.name"), .autocomplete = "name", .required = true}))
        .set("user_name", form.text("user_name", {.label = in("person_new.user_name"),
                                                  .hint = in("person_new.user_name_hint"),
                                                  .autocomplete = "username",
                                                  .required = true,
                                                  .narrow = true}))
        .set("password", form.text("password", {.label = in("first.password"),
                                                .hint = in("first.password_hint"),
                                                .type = "password",
                                                .autocomplete = "new-password",
                                                .required = true}))
        .set("witness",
             form.text("witness", {.label = in("first.witness"), .hint = in("first.witness_hint"), .required = true}));
    return lobby.press.print(request, nullptr,
                             {"first", in("first.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_first(const Lobby& lobby, const Request& request, const access::Desk*) {
    // Once somebody has an account, or no token waits, there is nothing to do here.
    if (!service::first_token_waits(lobby.office)) return see_other("/sign-in");
    return first_form(lobby, request, {});
}

Reply become_first(const Lobby& lobby, const Request& request, const access::Desk*) {
    if (!service::first_token_waits(lobby.office)) throw Error{Fault::not_found, "web.no_page"};
    return act_or_mend(
        [&] {
            service::use_first_token(
                lobby.office, PersonalText{request.form.required("one_time_token")},
                {request.form.text("user_name"), request.form.personal("name"),
                 PersonalText{request.form.required("password")}, request.form.personal("witness"), request.language});
            return see_other("/sign-in?done=first");
        },
        [&](std::vector<FieldProblem> problems) {
            for (auto& problem : problems) {
                if (problem.field == "token") problem.field = "one_time_token";
                if (problem.field.empty() && problem.key.starts_with("password.")) problem.field = "password";
            }
            return first_form(lobby, request, problems);
        });
}

}  // namespace

void add_setup_pages(Table& table) {
    table.open("GET", "/first", show_first);
    table.open("POST", "/first", become_first);
}

}  // namespace arkki::web
