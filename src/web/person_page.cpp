// One person of the house: where she stands, what she signed, what she may act as, what paper she has.
#include "access/commitment_texts.hpp"
#include "custody/recalls.hpp"
#include "service/commitment_work.hpp"
#include "web/people_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using access::Role;
using lang::Value;

std::string name_in(const access::Desk& desk, PersonId person) {
    return desk.database().read([&](db::Read& read) { return access::name_of(read, person); }).reveal();
}

Value commitment_row(const Words& in, const access::Desk& desk, const access::Commitment& one) {
    const std::string state{one.state(desk.today())};
    const auto& way = one.signing;
    Value row{{"state", in("commitment.state." + state)},
              {"mark", state == "valid"     ? "good"
                       : state == "expired" ? "warn"
                                            : "bad"},
              {"days", days_text(in, one.signed_on, one.valid_to)},
              {"way", in("commitment.way." + way.way)},
              {"version", one.text_version},
              {"witness", name_in(desk, one.witnessed_by)},
              {"sheet", one.sheet_sha256.substr(0, 16)},
              {"signer", way.signer_sha256.substr(0, 16)},
              {"scan", way.scan ? std::to_string(way.scan->value()) : ""},
              {"may_revoke", state != "revoked"},
              {"revoke", "/commitments/" + std::to_string(one.id.value()) + "/revoke"}};
    row.set("revoked", one.revoked_at ? in("commitment.revoked_by", {{"day", moment_text(in, desk, *one.revoked_at)},
                                                                     {"name", name_in(desk, *one.revoked_by)},
                                                                     {"reason", one.revoke_reason.reveal()}})
                                      : "");
    return row;
}

Value commitment_rows(const Words& in, const access::Desk& desk, PersonId person) {
    Value rows = Value::list();
    for (const auto& one : access::Commitments{desk}.of(person)) rows.add(commitment_row(in, desk, one));
    return rows;
}

Value role_rows(const Words& in, const access::Desk& desk, PersonId person) {
    Value rows = Value::list();
    for (const auto& role : access::People{desk}.roles_ever(person))
        rows.add({{"role", in("role." + std::string{code(role.given.role)})},
                  {"days", days_text(in, role.given.from, role.given.to)},
                  {"reason", role.given.reason.reveal()},
                  {"given_by", name_in(desk, role.given_by)},
                  {"ended", role.ended_at ? in("person.ended", {{"moment", moment_text(in, desk, *role.ended_at)},
                                                                {"reason", role.end_reason.reveal()}})
                                          : ""},
                  {"open", !role.ended_at}});
    return rows;
}

Value paper_rows(const Words& in, const access::Desk& desk, PersonId person) {
    Value rows = Value::list();
    const auto papers = desk.database().read([&](db::Read& read) { return custody::paper_held(read, person); });
    for (const auto& paper : papers)
        rows.add({{"kind", in("unit.kind." + std::string{custody::code(paper.kind)})},
                  {"code", paper.code},
                  {"since", moment_text(in, desk, paper.since)},
                  {"due", paper.due ? day_text(in, *paper.due) : ""},
                  {"recalled", paper.recalled_at
                                   ? in("person.recalled", {{"moment", moment_text(in, desk, *paper.recalled_at)}})
                                   : ""}});
    return rows;
}

Value employment_rows(const Words& in, const access::Desk& desk, PersonId person) {
    Value rows = Value::list();
    for (const auto& one : access::People{desk}.employments(person))
        rows.add({{"employer", employer_text(in, one.employer)},
                  {"days", days_text(in, one.from, one.to)},
                  {"reason", one.reason.reveal()},
                  {"recorded", in("person.recorded", {{"moment", moment_text(in, desk, one.recorded_at)},
                                                      {"name", name_in(desk, one.recorded_by)}})}});
    return rows;
}

void set_list(Value& values, const std::string& name, Value rows) {
    values.set("has_" + name, !rows.rows()->empty()).set(name, std::move(rows));
}

void add_record_form(Value& values, const Words& in, const FormView& form, const access::Desk& desk,
                     const access::Person& person) {
    const std::string today = iso(desk.today());
    Value record;
    record
        .set("signed_on", form.text("signed_on", {.label = in("commitment.signed_on"), .value = today, .type = "date"}))
        .set("valid_to",
             form.text("valid_to",
                       {.label = in("commitment.valid_to"), .hint = in("commitment.valid_to_hint"), .type = "date"}))
        .set("language", form.choice("language", language_options(in, false),
                                     {.label = in("commitment.language"), .value = std::string{code(in.language)}}))
        .set("witness", form.choice("witness", witness_options(desk, person.id),
                                    {.label = in("commitment.witness"), .hint = in("commitment.witness_hint")}))
        .set("scan",
             form.text("scan", {.label = in("commitment.scan"), .hint = in("commitment.scan_hint"), .narrow = true}))
        .set("file_problem", form.problem("sheet_sha256"))
        .set("cms_problem", form.problem("cms"));
    values.set("record", std::move(record));
}

void add_admin_forms(Value& values, const Words& in, const FormView& form, const access::Desk& desk,
                     const access::Person& person) {
    const std::string today = iso(desk.today());
    const std::vector<std::string> roles{"clerk", "responsible", "auditor", "admin", "second"};
    std::vector<std::string_view> held;
    for (const auto& given : person.roles) held.push_back(code(given.role));
    values.set("has_held", !held.empty())
        .set("ended_role", form.choice("ended_role", options_of(in, "role.", held), {.label = in("person.role")}))
        .set("end_reason", form.text("end_reason", {.label = in("person.reason")}));
    values
        .set("role",
             form.choice("role", options_of(in, "role.", roles), {.label = in("person.role"), .value = "clerk"}))
        .set("role_from", form.text("role_from", {.label = in("person.from"), .value = today, .type = "date"}))
        .set("role_to", form.text("role_to", {.label = in("person.to"), .hint = in("person.to_hint"), .type = "date"}))
        .set("role_reason", form.text("role_reason", {.label = in("person.reason")}))
        .set("employer", form.choice("employer", employer_options(in, desk),
                                     {.label = in("person_new.employer"), .value = person.employer}))
        .set("processor",
             form.text("processor", {.label = in("person_new.processor"), .hint = in("person_new.processor_hint")}))
        .set("employed_from", form.text("employed_from", {.label = in("person.from"), .value = today, .type = "date"}))
        .set("employ_reason", form.text("employ_reason", {.label = in("person.reason")}));
}

void add_leaving(Value& values, const Words& in, const FormView& form, const access::Desk& desk) {
    values
        .set("last_day",
             form.text("last_day", {.label = in("person.last_day"), .value = iso(desk.today()), .type = "date"}))
        .set("leave_reason", form.text("leave_reason", {.label = in("person.reason")}))
        .set("close_reason", form.text("close_reason", {.label = in("person.reason")}));
}

/// After a refusal the form that was sent stands open, and no other.
void open_the_form(Value& values, const Request& request) {
    for (const auto& [name, ending] : std::vector<std::pair<std::string, std::string>>{{"record", "/commitments"},
                                                                                       {"give", "/roles"},
                                                                                       {"end", "/roles/end"},
                                                                                       {"close", "/account/close"},
                                                                                       {"leave", "/leave"},
                                                                                       {"employ", "/employer"}})
        values.set("open_" + name, request.path.ends_with(ending));
}

Value head_of(const Words& in, const access::Desk& desk, const access::Person& person) {
    const auto state =
        desk.database().read([&](db::Read& read) { return access::state_of(read, person.id, desk.today()); });
    const auto role = desk.session().role;
    return {{"name", person.name.reveal()},
            {"user_name", person.user_name},
            {"job", person.title.reveal()},
            {"employer_now", employer_text(in, person.employer)},
            {"employed", days_text(in, person.employed_from, person.employed_to)},
            {"state", in("people.state." + state)},
            {"mark", mark_of(state)},
            {"path", path_of(person.id)},
            {"is_admin", role == Role::admin},
            {"active", person.active},
            {"may_open", role == Role::admin && state != "left"},
            {"here", state != "left"}};
}

}  // namespace

Reply person_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto person = access::People{desk}.find(request.id_of<PersonId>());
    if (person.id == access::machine_person) throw Error{Fault::not_found, "person.unknown"};
    Value values = head_of(in, desk, person);
    set_list(values, "commitments", commitment_rows(in, desk, person.id));
    set_list(values, "roles", role_rows(in, desk, person.id));
    set_list(values, "papers", paper_rows(in, desk, person.id));
    set_list(values, "employments", employment_rows(in, desk, person.id));
    add_record_form(values, in, form, desk, person);
    add_admin_forms(values, in, form, desk, person);
    add_leaving(values, in, form, desk);
    open_the_form(values, request);
    const bool factor = lobby.office.sessions().second_factor().state(person.id).active_since.has_value();
    const bool another = person.id != desk.session().actor && desk.session().role == access::Role::admin;
    values.set("factor_on", factor).set("may_reset", factor && another);
    return lobby.press.print(
        request, &desk, {"person", person.name.reveal(), std::move(values), problems, problems.empty() ? 200 : 422});
}

}  // namespace arkki::web
