// The second factor of one's own account: the app's secret as text and as a QR code, its first code, recovery codes.
#include "access/people.hpp"
#include "access/totp.hpp"
#include "pdf/qr_code.hpp"
#include "web/lobby.hpp"
#include "web/session_cookie.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// "ABCD EFGH ...": for who types it.
std::string in_fours(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && i % 4 == 0) result += ' ';
        result += text[i];
    }
    return result;
}

Value secret_value(const access::Desk& desk, const Bytes& secret) {
    const auto uri = access::otpauth_uri(access::People{desk}.find(desk.session().actor).user_name, secret);
    const auto code = pdf::qr_code(uri);
    constexpr int quiet = 4;
    return {{"uri", uri},
            {"text", in_fours(access::base32(secret))},
            {"size", code.size},
            {"side", code.size + 2 * quiet},
            {"path", pdf::svg_path(code)}};
}

Value code_field(const Words& in, const FormView& form, const char* label, const char* hint) {
    return form.text(
        "code",
        {.label = in(label), .hint = in(hint), .autocomplete = "one-time-code", .required = true, .narrow = true});
}

Reply factor_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    static const Fields nothing_typed;  // neither code nor password comes back
    const FormView form{in, nothing_typed, problems};
    const auto& factor = lobby.office.sessions().second_factor();
    const bool active = factor.state(desk.session().actor).active_since.has_value();
    const auto secret = active ? std::nullopt : factor.begun(desk);
    const bool held = access::hold_of(desk.session()) == access::Hold::factor;
    Value values{{"active", active}, {"begun", secret.has_value()}, {"fresh", !active && !secret}, {"held", held}};
    values.set("user_name", access::People{desk}.find(desk.session().actor).user_name);
    values.set("secret", secret ? secret_value(desk, *secret) : Value{});
    values.set("first_code", code_field(in, form, "factor.first_code", "factor.first_code_hint"));
    values.set("code", code_field(in, form, "sign_in.code", "sign_in.code_hint"));
    values.set("current", form.text("current", {.label = in("account.current_password"),
                                                .type = "password",
                                                .autocomplete = "current-password",
                                                .required = true}));
    return lobby.press.print(
        request, &desk,
        {"account_factor", in("factor.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_factor(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return factor_page(lobby, request, desk, {});
}

/// Whoever finds an open session cannot bind a telephone of his own to it: the password is asked, unless it was just
/// given.
Reply begin(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto& sessions = lobby.office.sessions();
            if (access::hold_of(desk.session()) != access::Hold::factor)
                static_cast<void>(
                    sessions.prove_password(desk.session(), PersonalText{request.form.required("current")}));
            sessions.second_factor().begin(desk);
            return see_other("/account/factor");
        },
        [&](const std::vector<FieldProblem>& problems) { return factor_page(lobby, request, desk, problems); });
}

/// The codes, this once.
Reply codes_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                 const std::vector<PersonalText>& codes) {
    const Words in = lobby.press.words(request);
    Value rows = Value::list();
    for (const auto& code : codes) rows.add({{"code", code.reveal()}});
    Value values{{"codes", std::move(rows)}};
    return lobby.press.print(request, &desk, {"account_codes", in("factor.codes_title"), std::move(values)});
}

/// A session that was held for the factor becomes a whole one, under a new cookie.
Reply confirm(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto& sessions = lobby.office.sessions();
            const auto codes = sessions.second_factor().confirm(desk, request.form.required("code"));
            if (access::hold_of(desk.session()) == access::Hold::none) return codes_page(lobby, request, desk, codes);
            const auto entered = sessions.renew(desk.session());
            Request anew;  // the page's forms carry the token of the new cookie
            anew.path = request.path;
            anew.language = request.language;
            anew.id = request.id;
            anew.cookie = entered.cookie;
            Reply reply = codes_page(lobby, anew, lobby.office.desk(entered.session), codes);
            set_session_cookie(reply, request, entered.cookie);
            return reply;
        },
        [&](const std::vector<FieldProblem>& problems) { return factor_page(lobby, request, desk, problems); });
}

Reply renew_codes(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto& sessions = lobby.office.sessions();
            const auto proof = sessions.prove_code(desk.session(), request.form.required("code"));
            return codes_page(lobby, request, desk, sessions.second_factor().renew_recovery_codes(desk, proof));
        },
        [&](const std::vector<FieldProblem>& problems) { return factor_page(lobby, request, desk, problems); });
}

Reply remove(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            auto& sessions = lobby.office.sessions();
            const auto proof = sessions.prove_code(desk.session(), request.form.required("code"));
            sessions.second_factor().remove(desk, proof);
            return see_other("/account?done=factor_removed");
        },
        [&](const std::vector<FieldProblem>& problems) { return factor_page(lobby, request, desk, problems); });
}

}  // namespace

void add_factor_pages(Table& table) {
    table.add("GET", "/account/factor", signed_in, show_factor);
    table.add("POST", "/account/factor/begin", signed_in, begin);
    table.add("POST", "/account/factor/confirm", signed_in, confirm);
    table.add("POST", "/account/factor/codes", signed_in, renew_codes);
    table.add("POST", "/account/factor/remove", signed_in, remove);
}

}  // namespace arkki::web
