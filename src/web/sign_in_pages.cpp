// Who comes in, as what, why, and in which language.
#include "access/people.hpp"
#include "access/purposes.hpp"
#include "web/agent.hpp"
#include "web/lobby.hpp"
#include "web/session_cookie.hpp"

namespace arkki::web {
namespace {

using lang::Value;

Reply sign_in_form(const Lobby& lobby, const Request& request, const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const std::string next = request.changes() ? request.form.text("next") : request.query.text("next");
    Value values{
        {"next", safe_next(next)},
        {"user_name",
         form.text("user_name", {.label = in("sign_in.user_name"), .autocomplete = "username", .required = true})},
        {"password", form.text("password", {.label = in("sign_in.password"),
                                            .type = "password",
                                            .autocomplete = "current-password",
                                            .required = true})}};
    return lobby.press.print(
        request, nullptr, {"sign_in", in("sign_in.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_sign_in(const Lobby& lobby, const Request& request, const access::Desk* desk) {
    if (desk) return see_other(safe_next(request.query.text("next")));
    return sign_in_form(lobby, request, {});
}

/// In: to what the session is held to, else to the choice of role and purpose, else to where one wanted to go.
Reply welcome(const Request& request, const access::SignedIn& entered, const std::string& next) {
    const auto hold = access::hold_of(entered.session);
    Reply reply = see_other(hold == access::Hold::password ? "/account/password"
                            : hold == access::Hold::factor ? "/account/factor"
                            : entered.roles.size() > 1     ? "/purpose?next=" + percent_encoded(next)
                                                           : next);
    set_session_cookie(reply, request, entered.cookie);
    return reply;
}

Reply sign_in(const Lobby& lobby, const Request& request, const access::Desk*) {
    return act_or_mend(
        [&] {
            const auto step = lobby.office.sessions().enter_password({request.form.required("user_name"),
                                                                      PersonalText{request.form.required("password")},
                                                                      {"web", request.address, ""},
                                                                      request.id,
                                                                      {},
                                                                      agent_of(request.header("User-Agent"))});
            const std::string next = safe_next(request.form.text("next"));
            if (step.in) return welcome(request, *step.in, next);
            Reply reply = see_other("/sign-in/code?next=" + percent_encoded(next));
            set_step_cookie(reply, request, step.ticket);
            return reply;
        },
        [&](const std::vector<FieldProblem>& problems) { return sign_in_form(lobby, request, problems); });
}

Reply code_form(const Lobby& lobby, const Request& request, const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    static const Fields nothing_typed;  // a code never comes back
    const FormView form{in, nothing_typed, problems};
    const std::string next = request.changes() ? request.form.text("next") : request.query.text("next");
    Value values{{"next", safe_next(next)},
                 {"code", form.text("code", {.label = in("sign_in.code"),
                                             .hint = in("sign_in.code_hint"),
                                             .autocomplete = "one-time-code",
                                             .required = true,
                                             .narrow = true})}};
    return lobby.press.print(
        request, nullptr,
        {"sign_in_code", in("sign_in.code_title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_code(const Lobby& lobby, const Request& request, const access::Desk*) {
    if (step_cookie(request).empty()) return see_other("/sign-in");
    return code_form(lobby, request, {});
}

Reply enter_code(const Lobby& lobby, const Request& request, const access::Desk*) {
    try {
        const auto entered = lobby.office.sessions().enter_code(step_cookie(request), request.form.required("code"),
                                                                {"web", request.address, ""}, request.id,
                                                                agent_of(request.header("User-Agent")));
        Reply reply = welcome(request, entered, safe_next(request.form.text("next")));
        clear_step_cookie(reply, request);
        return reply;
    } catch (const Error& error) {
        if (error.key() == "login.ticket_over") {
            Reply reply = sign_in_form(lobby, request, {{"", error.key()}});
            clear_step_cookie(reply, request);
            return reply;
        }
        if (error.key() != "login.bad_code" && error.key() != "login.wait" && error.key() != "form.missing") throw;
        return code_form(lobby, request, {{error.field(), error.key()}});
    }
}

Reply sign_out(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    lobby.office.sessions().sign_out(desk.session());
    lobby.drafts.forget(desk.session().id);
    Reply reply = see_other("/sign-in");
    clear_session_cookie(reply, request);
    return reply;
}

Reply choose_language(const Lobby&, const Request& request, const access::Desk*) {
    Reply reply = see_other(safe_next(request.query.text("next")));
    set_language_cookie(reply, request, language_from(request.ids.text("code")));
    return reply;
}

std::vector<Option> role_options(const Words& in, const std::vector<access::Role>& roles) {
    std::vector<std::string_view> codes;
    for (const auto role : roles) codes.push_back(access::code(role));
    std::vector<Option> options;
    for (const auto code : codes) options.push_back({std::string{code}, in("role." + std::string{code})});
    return options;
}

/// The purposes of every role the person holds; one that is not the chosen role's is refused with its reason.
std::vector<Option> purpose_options(const Words& in, const access::Desk& desk, const std::vector<access::Role>& roles) {
    std::vector<Option> options;
    desk.database().read([&](db::Read& read) {
        for (const auto role : roles)
            for (const auto& purpose : access::purposes_for(read, role, in.language)) {
                const auto same = [&](const Option& option) { return option.value == purpose.code; };
                if (std::find_if(options.begin(), options.end(), same) == options.end())
                    options.push_back(
                        {purpose.code, purpose.text, purpose.case_required ? in("purpose.needs_case") : ""});
            }
    });
    return options;
}

/// Whoever comes from the page of a request is about to work on it: "request:7", else "".
std::string case_of_page(std::string_view next) {
    constexpr std::string_view requests = "/requests/";
    if (!next.starts_with(requests)) return {};
    const auto rest = next.substr(requests.size());
    const auto number = rest.substr(0, rest.find_first_not_of("0123456789"));
    return number.empty() ? std::string{} : "request:" + std::string{number};
}

Reply purpose_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto& session = desk.session();
    const auto roles = lobby.office.sessions().roles_of(session.actor);
    const std::string next = request.changes() ? request.form.text("next") : request.query.text("next");
    const std::string case_of_next = case_of_page(next);
    Value values{{"next", safe_next(next)}, {"several_roles", roles.size() > 1}};
    values.set("role", form.choice("role", role_options(in, roles),
                                   {.label = in("purpose.role"), .value = std::string{code(session.role)}}));
    values.set("purpose", form.choice("purpose", purpose_options(in, desk, roles),
                                      {.label = in("purpose.purpose"),
                                       .value = case_of_next.empty() ? session.purpose : "request"}));
    values.set("case_ref", form.text("case_ref", {.label = in("purpose.case"),
                                                  .value = case_of_next.empty() ? session.case_ref : case_of_next,
                                                  .hint = in("purpose.case_hint"),
                                                  .narrow = true}));
    return lobby.press.print(
        request, &desk, {"purpose", in("purpose.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_purpose(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return purpose_form(lobby, request, desk, {});
}

/// Changing the role alone brings its usual purpose with it.
Reply enter(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const std::string role_code = request.form.text("role");
    const auto role = role_code.empty() ? desk.session().role : access::role_from(role_code);
    std::string purpose = request.form.text("purpose");
    if (role != desk.session().role && purpose == desk.session().purpose) purpose = access::usual_purpose(role);
    try {
        static_cast<void>(lobby.office.sessions().enter(desk.session(), role, purpose, request.form.text("case_ref")));
    } catch (const Error& error) {
        const auto field = error.key() == "access.denied.purpose" ? "purpose"
                           : error.key() == "access.denied.role"  ? "role"
                                                                  : "case_ref";
        return purpose_form(lobby, request, desk, {{field, error.key()}});
    }
    return see_other(safe_next(request.form.text("next")));
}

}  // namespace

void add_sign_in_pages(Table& table) {
    table.open("GET", "/sign-in", show_sign_in);
    table.open("POST", "/sign-in", sign_in);
    table.open("GET", "/sign-in/code", show_code);
    table.open("POST", "/sign-in/code", enter_code);
    table.add("POST", "/sign-out", signed_in, sign_out);
    table.open("GET", "/language/{code}", choose_language);
    table.add("GET", "/purpose", signed_in, show_purpose);
    table.add("POST", "/purpose", signed_in, enter);
    table.open("GET", "/assets/{hash}/{name}", [](const Lobby& lobby, const Request& request, const access::Desk*) {
        return lobby.assets.serve(request);
    });
}

}  // namespace arkki::web
