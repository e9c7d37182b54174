// What is done to one person of the house: a commitment recorded or revoked, roles, the account, leaving.
#include <map>

#include "service/commitment_work.hpp"
#include "service/newcomers.hpp"
#include "web/people_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::uint64_t largest_scan = 50u << 20;  // bytes

Reply show_person(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return person_form(lobby, request, desk, {});
}

/// The page has several forms: what the service calls "reason" has another name in each.
using Renamed = std::map<std::string, std::string>;

/// Does one act and comes back to the page, which says that it was done.
Reply done(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& what,
           const Renamed& names, const std::function<void(PersonId)>& act) {
    return act_or_mend(
        [&] {
            const auto person = request.id_of<PersonId>();
            act(person);
            return see_other(path_of(person) + "?done=" + what);
        },
        [&](std::vector<FieldProblem> problems) {
            for (auto& problem : problems)
                if (const auto own = names.find(problem.field); own != names.end()) problem.field = own->second;
            return person_form(lobby, request, desk, problems);
        });
}

const Upload* upload_of(const Request& request, std::string_view field) {
    for (const auto& upload : request.uploads)
        if (upload.field() == field) return &upload;
    return nullptr;
}

void record_on_paper(const Lobby& lobby, const Request& request, const access::Desk& desk, PersonId person) {
    service::SignedSheet sheet{person,
                               language_from(request.form.required("language")),
                               day_in(request.form, "signed_on").value_or(desk.today()),
                               day_in(request.form, "valid_to"),
                               request.form.id<PersonId>("witness"),
                               {},
                               {},
                               {}};
    if (const auto number = request.form.number("scan")) sheet.scan = DocumentId{*number};
    if (const auto* file = upload_of(request, "sheet")) sheet.sheet_sha256 = hex(sha256(file->bytes()));
    static_cast<void>(service::record_sheet(lobby.office, desk, sheet));
}

Reply record(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "commitment", {}, [&](PersonId person) {
        const auto* const cms = upload_of(request, "cms");
        if (cms == nullptr) return record_on_paper(lobby, request, desk, person);
        static_cast<void>(service::record_signature(
            lobby.office, desk,
            {person, language_from(request.form.required("language")), day_in(request.form, "valid_to"),
             request.form.id<PersonId>("witness"), cms->bytes()}));
    });
}

service::CommitmentSheet sheet_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return service::commitment_sheet(lobby.office, desk, request.id_of<PersonId>(),
                                     language_from(request.ids.text("code")));
}

/// The number in the file's name is the person's id: no name leaves in a file's name.
std::string file_name(const Request& request, const std::string& version, std::string_view ending) {
    return "commitment-" + std::to_string(request.id_of<PersonId>().value()) + "-v" + version + std::string{ending};
}

Reply print_sheet(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto sheet = sheet_of(lobby, request, desk);
    return saved(sheet.pdf, "application/pdf", file_name(request, sheet.version, ".pdf"));
}

Reply save_text(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto sheet = sheet_of(lobby, request, desk);
    return saved(view(sheet.text.reveal()), "text/plain; charset=utf-8", file_name(request, sheet.version, ".txt"));
}

Reply give_role(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "person_role", {{"to", "role_to"}}, [&](PersonId person) {
        access::People{desk}.give_role(person, access::role_from(request.form.required("role")),
                                       day_in(request.form, "role_from").value_or(desk.today()),
                                       day_in(request.form, "role_to"), request.form.personal("role_reason"));
    });
}

Reply end_role(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "person_role", {{"reason", "end_reason"}}, [&](PersonId person) {
        access::People{desk}.end_role(person, access::role_from(request.form.required("ended_role")),
                                      request.form.personal("end_reason"));
    });
}

/// A one-time password, shown once on this page and nowhere else.
Reply open_account(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto person = request.id_of<PersonId>();
    const auto password = service::one_time_password(lobby.office.world().randomness);
    return act_or_mend(
        [&] {
            access::People people{desk};
            people.set_password(person, password, lobby.office.passwords(), access::Chosen::by_another);
            const Words in = lobby.press.words(request);
            const auto known = people.find(person);
            return lobby.press.print(request, &desk,
                                     {"person_secret",
                                      in("person_secret.title"),
                                      {{"back", path_of(person)},
                                       {"name", known.name.reveal()},
                                       {"user_name", known.user_name},
                                       {"secret", password.reveal()}}});
        },
        [&](const std::vector<FieldProblem>& problems) { return person_form(lobby, request, desk, problems); });
}

Reply close_account(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "person_account", {{"reason", "close_reason"}},
                [&](PersonId person) { access::People{desk}.disable(person, request.form.personal("close_reason")); });
}

Reply leave(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "person_left", {{"reason", "leave_reason"}}, [&](PersonId person) {
        static_cast<void>(request.form.required("last_day"));
        service::let_go(desk, person, *day_in(request.form, "last_day"), request.form.personal("leave_reason"));
    });
}

Reply employ(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return done(lobby, request, desk, "person_employed", {{"reason", "employ_reason"}}, [&](PersonId person) {
        access::People{desk}.employ(person, employer_in(request.form),
                                    day_in(request.form, "employed_from").value_or(desk.today()),
                                    request.form.personal("employ_reason"));
    });
}

/// What a revocation would end, before it is asked for.
Reply revoke_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto commitment = access::Commitments{desk}.find(request.id_of<CommitmentId>());
    const auto [resting, papers] = service::consequences_of(desk, commitment);
    const auto person = access::People{desk}.find(commitment.person);
    Value effects = Value::list();
    const auto add = [&](const std::string& text) { effects.add({{"text", text}}); };
    add(in.count("revoke.sessions", resting.sessions));
    add(in.count("revoke.tokens", resting.tokens));
    add(in.count("revoke.entries", resting.entries));
    add(in(resting.account ? "revoke.account" : "revoke.account_stays"));
    add(in.count("revoke.papers", papers));
    Value values{{"back", path_of(person.id)},
                 {"name", person.name.reveal()},
                 {"signed", day_text(in, commitment.signed_on)},
                 {"effects", std::move(effects)},
                 {"action", request.path}};
    values.set("reason", form.text("reason", {.label = in("revoke.reason"), .required = true}));
    return lobby.press.print(request, &desk,
                             {"revoke", in("revoke.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_revoke(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return revoke_form(lobby, request, desk, {});
}

Reply revoke(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<CommitmentId>();
            service::revoke_commitment(desk, id, request.form.personal("reason"));
            return see_other(path_of(access::Commitments{desk}.find(id).person) + "?done=revoke");
        },
        [&](const std::vector<FieldProblem>& problems) { return revoke_form(lobby, request, desk, problems); });
}

}  // namespace

void add_person_pages(Table& table) {
    table.add("GET", "/people/{id}", people_keepers, show_person);
    table.add("POST", "/people/{id}/commitments", people_keepers, record, largest_scan);
    table.add("GET", "/people/{id}/sheet/{code}", people_keepers, print_sheet);
    table.add("GET", "/people/{id}/text/{code}", people_keepers, save_text);
    table.add("POST", "/people/{id}/roles", admin, give_role);
    table.add("POST", "/people/{id}/roles/end", admin, end_role);
    table.add("POST", "/people/{id}/account", admin, open_account);
    table.add("POST", "/people/{id}/account/close", people_keepers, close_account);
    table.add("POST", "/people/{id}/leave", people_keepers, leave);
    table.add("POST", "/people/{id}/employer", admin, employ);
    table.add("GET", "/commitments/{id}/revoke", people_keepers, show_revoke);
    table.add("POST", "/commitments/{id}/revoke", people_keepers, revoke);
}

}  // namespace arkki::web
