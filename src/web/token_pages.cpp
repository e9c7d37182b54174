// Tokens for programs: made and shown once, ended.
#include "access/people.hpp"
#include "access/purposes.hpp"
#include "access/tokens.hpp"
#include "lang/dates.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

const Roles may_make{access::Role::clerk, access::Role::responsible, access::Role::auditor};

/// The scopes of the session's role, each with a box; those that were posted stay ticked.
Value scope_rows(const Words& in, const Request& request, access::Role role) {
    const auto chosen = request.form.all("scopes");
    Value rows = Value::list();
    for (const auto& scope : access::token_scopes()) {
        if (std::find(scope.roles.begin(), scope.roles.end(), role) == scope.roles.end()) continue;
        const std::string name{scope.name};
        rows.add({{"id", "scopes-" + name},
                  {"value", name},
                  {"text", in("token.scope." + name)},
                  {"hint", in("token.scope_hint." + name)},
                  {"chosen", std::find(chosen.begin(), chosen.end(), name) != chosen.end()}});
    }
    return rows;
}

std::vector<Option> purposes(const Words& in, const access::Desk& desk) {
    std::vector<Option> options;
    desk.database().read([&](db::Read& read) {
        for (const auto& purpose : access::purposes_for(read, desk.session().role, in.language))
            if (!purpose.case_required) options.push_back({purpose.code, purpose.text});
    });
    return options;
}

Reply token_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                 const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto role = desk.session().role;
    Value values{{"user_name", access::People{desk}.find(desk.session().actor).user_name},
                 {"role", in("role." + std::string{access::code(role)})},
                 {"scopes", scope_rows(in, request, role)},
                 {"scopes_problem", form.problem("scopes")}};
    values.set("name", form.text("name", {.label = in("token.name"), .hint = in("token.name_hint"), .required = true}));
    values.set("purpose",
               form.choice("token_purpose", purposes(in, desk),
                           {.label = in("token.purpose"), .value = std::string{access::usual_purpose(role)}}));
    values.set("expires", form.text("expires", {.label = in("token.expires"),
                                                .value = iso(add_months(desk.today(), 3)),
                                                .hint = in("token.expires_hint"),
                                                .type = "date",
                                                .required = true}));
    values.set("current", form.text("current", {.label = in("account.current_password"),
                                                .type = "password",
                                                .autocomplete = "current-password",
                                                .required = true}));
    return lobby.press.print(
        request, &desk,
        {"account_token", in("token.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_form(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return token_form(lobby, request, desk, {});
}

Day day_of(const Request& request) {
    try {
        return day_from_iso(request.form.required("expires"));
    } catch (const Error& error) {
        if (error.key() == "form.missing") throw;
        throw Error{Fault::invalid, "token.bad_end", {}, "expires"};
    }
}

Reply make(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto& form = request.form;
    return act_or_mend(
        [&] {
            const access::NewToken wanted{PersonalText{form.required("name")}, form.required("token_purpose"),
                                          form.all("scopes"), day_of(request)};
            const auto proof =
                lobby.office.sessions().prove_password(desk.session(), PersonalText{form.required("current")});
            const auto made = access::Tokens{desk}.make(wanted, proof, lobby.office.world().randomness);
            const Words in = lobby.press.words(request);
            Value values{{"name", form.text("name")}, {"secret", made.secret.reveal()}};
            return lobby.press.print(request, &desk, {"account_token_made", in("token.made_title"), std::move(values)});
        },
        [&](const std::vector<FieldProblem>& problems) { return token_form(lobby, request, desk, problems); });
}

Reply end(const Lobby&, const Request& request, const access::Desk& desk) {
    access::Tokens{desk}.end_own(request.ids.text("token"));
    return see_other("/account?done=token_end");
}

}  // namespace

void add_token_pages(Table& table) {
    table.add("GET", "/account/tokens/new", may_make, show_form);
    table.add("POST", "/account/tokens/new", may_make, make);
    table.add("POST", "/account/tokens/{token}/end", signed_in, end);
}

}  // namespace arkki::web
