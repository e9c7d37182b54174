// Who comes in, as what, why, and in which language.
#include "access/people.hpp"
#include "access/purposes.hpp"
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

Reply sign_in(const Lobby& lobby, const Request& request, const access::Desk*) {
    return act_or_mend(
        [&] {
            const auto entered = lobby.office.sessions().sign_in(request.form.required("user_name"),
                                                                 PersonalText{request.form.required("password")},
                                                                 {"web", request.address, ""}, request.id);
            const std::string next = safe_next(request.form.text("next"));
            Reply reply = see_other(entered.roles.size() > 1 ? "/purpose?next=" + percent_encoded(next) : next);
            set_session_cookie(reply, request, entered.cookie);
            return reply;
        },
        [&](const std::vector<FieldProblem>& problems) { return sign_in_form(lobby, request, problems); });
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

Reply purpose_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto& session = desk.session();
    const auto roles = lobby.office.sessions().roles_of(session.actor);
    const std::string next = request.changes() ? request.form.text("next") : request.query.text("next");
    Value values{{"next", safe_next(next)}, {"several_roles", roles.size() > 1}};
    values.set("role", form.choice("role", role_options(in, roles),
                                   {.label = in("purpose.role"), .value = std::string{code(session.role)}}));
    values.set("purpose", form.choice("purpose", purpose_options(in, desk, roles),
                                      {.label = in("purpose.purpose"), .value = session.purpose}));
    values.set("case_ref", form.text("case_ref", {.label = in("purpose.case"),
                                                  .value = session.case_ref,
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
    table.add("POST", "/sign-out", signed_in, sign_out);
    table.open("GET", "/language/{code}", choose_language);
    table.add("GET", "/purpose", signed_in, show_purpose);
    table.add("POST", "/purpose", signed_in, enter);
    table.open("GET", "/assets/{hash}/{name}", [](const Lobby& lobby, const Request& request, const access::Desk*) {
        return lobby.assets.serve(request);
    });
}

}  // namespace arkki::web
