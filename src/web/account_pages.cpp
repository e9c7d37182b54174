// One's own account: the password, where one is signed in; the second factor and the tokens have files of their own.
#include "access/people.hpp"
#include "access/purposes.hpp"
#include "access/tokens.hpp"
#include "web/lobby.hpp"
#include "web/session_cookie.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// "Firefox, Linux"; a session of the command line or of a test has no browser.
std::string agent_text(const Words& in, const access::OpenSession& session) {
    const auto blank = session.agent.find(' ');
    if (blank == std::string::npos) return in("account.via." + session.via);
    return in("account.browser." + session.agent.substr(0, blank)) + ", " +
           in("account.system." + session.agent.substr(blank + 1));
}

Value session_rows(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    for (const auto& session : lobby.office.sessions().own(desk))
        rows.add({{"id", session.id},
                  {"agent", agent_text(in, session)},
                  {"address", session.address},
                  {"role", in("role." + std::string{access::code(session.role)})},
                  {"started", moment_text(in, desk, session.started_at)},
                  {"seen", moment_text(in, desk, session.seen_at)},
                  {"current", session.current}});
    return rows;
}

std::string scopes_text(const Words& in, const std::vector<std::string>& scopes) {
    std::string text;
    for (const auto& scope : scopes) text += (text.empty() ? "" : ", ") + in("token.scope." + scope);
    return text;
}

Value token_rows(const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto tokens = access::Tokens{desk}.own();
    for (const auto& token : tokens) {
        const bool active = token.state == "active";
        const auto last_day = desk.wall_clock()(token.expires_at - std::chrono::days{1}).day;
        rows.add({{"id", token.id},
                  {"name", token.name.reveal()},
                  {"scopes", scopes_text(in, token.scopes)},
                  {"role", in("role." + std::string{access::code(token.role)})},
                  {"purpose", desk.database().read([&](db::Read& read) {
                       return access::purpose_text(read, token.purpose, in.language).value_or(token.purpose);
                   })},
                  {"until", day_text(in, last_day)},
                  {"used", token.used_at ? moment_text(in, desk, *token.used_at) : in("account.never")},
                  {"active", active},
                  {"mark", active ? "good" : "wait"},
                  {"state", in("token.state." + token.state)}});
    }
    return rows;
}

bool may_make_tokens(access::Role role) {
    const auto& scopes = access::token_scopes();
    return std::any_of(scopes.begin(), scopes.end(), [&](const auto& scope) {
        return std::find(scope.roles.begin(), scope.roles.end(), role) != scope.roles.end();
    });
}

Value factor_value(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    const auto state = lobby.office.sessions().second_factor().state(desk.session().actor);
    return {{"active", state.active_since.has_value()},
            {"since", state.active_since ? moment_text(in, desk, *state.active_since) : ""},
            {"codes", in.count("account.codes_left", state.recovery_codes)},
            {"few", state.active_since && state.recovery_codes < 3},
            {"needed", lobby.office.sessions().needs_second_factor(desk.session().actor)}};
}

Reply show_account(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto person = desk.session().actor;
    const auto sessions = session_rows(lobby, in, desk);
    const auto tokens = token_rows(in, desk);
    Value values{{"user_name", access::People{desk}.find(person).user_name},
                 {"changed", moment_text(in, desk, lobby.office.sessions().password_since(person))},
                 {"factor", factor_value(lobby, in, desk)},
                 {"several", sessions.rows()->size() > 1},
                 {"may_make_tokens", may_make_tokens(desk.session().role)},
                 {"tokens", Value{{"any", !tokens.rows()->empty()}, {"rows", tokens}}}};
    values.set("sessions", sessions);
    return lobby.press.print(request, &desk, {"account", in("account.title"), std::move(values)});
}

Reply password_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                    const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto field = [&](const char* id, const char* label, const char* autocomplete, const std::string& hint) {
        return form.text(
            id, {.label = in(label), .hint = hint, .type = "password", .autocomplete = autocomplete, .required = true});
    };
    Value values{{"held", access::hold_of(desk.session()) == access::Hold::password},
                 {"user_name", access::People{desk}.find(desk.session().actor).user_name}};
    values.set("current", field("current", "account.current_password", "current-password", ""));
    values.set("fresh", field("fresh", "account.new_password", "new-password", in("account.password_hint")));
    values.set("again", field("again", "account.new_password_again", "new-password", ""));
    return lobby.press.print(
        request, &desk,
        {"account_password", in("account.change_password"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_password(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return password_form(lobby, request, desk, {});
}

/// Every session ends with it, this one too: the new password is tried at once, by signing in.
Reply change_password(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto& form = request.form;
    return act_or_mend(
        [&] {
            const PersonalText current{form.required("current")}, fresh{form.required("fresh")};
            if (fresh.reveal() != form.text("again")) throw Error{Fault::invalid, "password.not_the_same", {}, "again"};
            if (fresh == current) throw Error{Fault::invalid, "password.same_as_before", {}, "fresh"};
            static_cast<void>(lobby.office.sessions().prove_password(desk.session(), current));
            access::People{desk}.set_password(desk.session().actor, fresh, lobby.office.passwords());
            lobby.drafts.forget(desk.session().id);
            Reply reply = see_other("/sign-in?done=password");
            clear_session_cookie(reply, request);
            return reply;
        },
        [&](std::vector<FieldProblem> problems) {
            for (auto& problem : problems)
                if (problem.field == "password") problem.field = "fresh";  // what Passwords::check_rules names
            return password_form(lobby, request, desk, problems);
        });
}

Reply end_session(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    lobby.office.sessions().end_own(desk, request.ids.text("session"));
    return see_other("/account?done=session_end");
}

Reply end_other_sessions(const Lobby& lobby, const Request&, const access::Desk& desk) {
    static_cast<void>(lobby.office.sessions().end_others(desk));
    return see_other("/account?done=session_end");
}

/// The administrator or the responsible person puts somebody out, everywhere; programs too if asked.
Reply end_sessions_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto person = request.id_of<PersonId>();
    static_cast<void>(lobby.office.sessions().end_all(desk, person));
    if (!request.form.text("tokens").empty()) static_cast<void>(access::Tokens{desk}.end_all(person));
    return see_other(safe_next(request.form.text("next"), "/people") + "?done=session_end");
}

Reply reset_factor_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    lobby.office.sessions().second_factor().reset(desk, request.id_of<PersonId>());
    return see_other(safe_next(request.form.text("next"), "/people") + "?done=factor_reset");
}

}  // namespace

void add_account_pages(Table& table) {
    table.add("GET", "/account", signed_in, show_account);
    table.add("GET", "/account/password", signed_in, show_password);
    table.add("POST", "/account/password", signed_in, change_password);
    table.add("POST", "/account/sessions/end-others", signed_in, end_other_sessions);
    table.add("POST", "/account/sessions/{session}/end", signed_in, end_session);
    table.add("POST", "/people/{id}/end-sessions", {access::Role::responsible, access::Role::admin}, end_sessions_of);
    table.add("POST", "/people/{id}/reset-factor", admin, reset_factor_of);
}

}  // namespace arkki::web
