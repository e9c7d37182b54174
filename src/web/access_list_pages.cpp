// Who may what, today and on any past day: by person, by place, type, binder or document; granting, ending, proposals.
#include "access/people.hpp"
#include "access/proposals.hpp"
#include "service/rights.hpp"
#include "web/people_view.hpp"
#include "web/rights_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

struct Asked {
    Day day;
    std::string user, where, series;
};

Asked asked_of(const Request& request, const access::Desk& desk) {
    return {day_in(request.query, "day").value_or(desk.today()), request.query.text("user"),
            request.query.text("where"), request.query.text("series")};
}

/// With a place, binder or document: who reaches it; else the whole list, or one person's part of it.
std::vector<access::Entry> entries_for(const access::Desk& desk, const Asked& asked) {
    std::vector<access::Entry> entries;
    if (asked.where.empty() && asked.series.empty()) {
        entries = access::AccessList{desk}.in_force(asked.day);
    } else {
        desk.require("list.view");
        const auto aim = service::aim_at(desk, asked.where);
        const auto when = access::as_of(asked.day, desk.now(), desk.wall_clock());
        entries = desk.database().read(
            [&](db::Read& read) { return access::rights_on(read, service::target_of(read, aim, asked.series), when); });
    }
    if (asked.user.empty()) return entries;
    const auto person = access::People{desk}.by_user_name(asked.user);
    std::erase_if(entries, [&](const access::Entry& entry) { return !person || entry.person != *person; });
    return entries;
}

Value entry_rows(const Words& in, const access::Desk& desk, const Asked& asked,
                 const std::vector<access::Entry>& entries) {
    const bool keeps = desk.session().role != access::Role::auditor && asked.day == desk.today();
    Value rows = Value::list();
    desk.database().read([&](db::Read& read) {
        for (const auto& entry : entries) {
            const bool own = entry.person == desk.session().actor;
            rows.add({{"number", std::to_string(entry.id.value())},
                      {"name", entry.name.reveal()},
                      {"may", in("admin.may." + entry.act)},
                      {"where", where_text(in, read, entry)},
                      {"types", types_text(in, entry.series)},
                      {"since", days_text(in, entry.from, entry.to)},
                      {"granted_by", access::name_of(read, entry.granted_by).reveal()},
                      {"reason", entry.reason.reveal()},
                      {"end", keeps && !own ? "/rights/" + std::to_string(entry.id.value()) + "/end" : ""}});
        }
    });
    return rows;
}

std::string gain_text(const Words& in, db::Read& read, const access::Proposal& proposal) {
    if (!proposal.role.empty()) return in("rights.role", {{"role", in("role." + proposal.role)}});
    const auto& entry = proposal.entry;
    const access::Entry shown{
        AccessEntryId{0},     entry.person, {},         entry.act,      entry.path, entry.series, entry.from, entry.to,
        proposal.proposed_by, {},           entry.unit, entry.document, {}};
    return in("admin.may." + entry.act) + ": " + where_text(in, read, shown) + ", " + types_text(in, entry.series);
}

Value proposal_value(const Words& in, const access::Desk& desk, db::Read& read, const access::Proposal& proposal) {
    return {{"href", "/proposals/" + std::to_string(proposal.id)},
            {"name", proposal.name.reveal()},
            {"gain", gain_text(in, read, proposal)},
            {"days", days_text(in, proposal.from, proposal.to)},
            {"reason", proposal.reason.reveal()},
            {"proposer", proposal.proposer.reveal()},
            {"when", moment_text(in, desk, proposal.proposed_at)}};
}

Value proposal_rows(const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto waiting = access::Proposals{desk}.waiting();
    desk.database().read([&](db::Read& read) {
        for (const auto& proposal : waiting) rows.add(proposal_value(in, desk, read, proposal));
    });
    return rows;
}

std::vector<Option> people_options(const access::Desk& desk, const std::string& nobody) {
    std::vector<Option> options;
    if (!nobody.empty()) options.push_back({"", nobody});
    for (const auto& person : access::People{desk}.list()) options.push_back({person.user_name, person.name.reveal()});
    return options;
}

Reply rights_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const Asked& asked,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const auto entries = problems.empty() ? entries_for(desk, asked) : std::vector<access::Entry>{};
    const FormView form{in, request.query, problems};
    const bool keeper = desk.session().role != access::Role::auditor;
    Value values;
    values.set("day", form.text("day", {.label = in("rights.day"), .value = iso(asked.day), .type = "date"}))
        .set("user", form.choice("user", people_options(desk, in("rights.everybody")),
                                 {.label = in("rights.person"), .value = asked.user}))
        .set("where", form.text("where", {.label = in("rights.where"), .hint = in("rights.where_hint")}))
        .set("series", form.choice("series", type_options(in), {.label = in("rights.type"), .value = asked.series}))
        .set("shown", in("rights.shown", {{"day", day_text(in, asked.day)}}))
        .set("count", in.count("rights.count", std::ssize(entries)))
        .set("may_grant", keeper ? "/rights/new" : "")
        .set("entries", entry_rows(in, desk, asked, entries));
    auto proposals = keeper ? proposal_rows(in, desk) : Value::list();
    values.set("has_proposals", !proposals.rows()->empty()).set("proposals", std::move(proposals));
    return lobby.press.print(request, &desk,
                             {"rights", in("rights.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_rights(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend([&] { return rights_page(lobby, request, desk, asked_of(request, desk), {}); },
                       [&](const std::vector<FieldProblem>& problems) {
                           return rights_page(lobby, request, desk, {desk.today(), {}, {}, {}}, problems);
                       });
}

Reply grant_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                 const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    values.set("user", form.choice("user", people_options(desk, ""), {.label = in("rights.person")}))
        .set("act", form.choice("act", act_options(in), {.label = in("rights.act"), .value = "read"}))
        .set("where", form.text("where", {.label = in("rights.where"), .hint = in("rights.where_hint")}))
        .set("series", form.choice("series", type_options(in), {.label = in("rights.type")}))
        .set("from", form.text("from", {.label = in("rights.from"), .value = iso(desk.today()), .type = "date"}))
        .set("to", form.text("to", {.label = in("rights.to"), .hint = in("rights.to_hint"), .type = "date"}))
        .set("reason", form.text("reason", {.label = in("rights.reason"), .required = true}));
    return lobby.press.print(
        request, &desk,
        {"rights_new", in("rights_new.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_grant(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return grant_form(lobby, request, desk, {});
}

Reply grant(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const auto person = access::People{desk}.by_user_name(request.form.required("user"));
            if (!person) throw Error{Fault::not_found, "person.unknown", {}, "user"};
            const auto aim = service::aim_at(desk, request.form.text("where"));
            const bool single = aim.unit || aim.document;
            const auto granted = service::grant_or_propose(
                desk,
                {*person, request.form.required("act"), aim.path, single ? std::string{} : request.form.text("series"),
                 day_in(request.form, "from").value_or(desk.today()), day_in(request.form, "to"),
                 request.form.personal("reason"), aim.unit, aim.document});
            return see_other(granted.entry ? "/rights?done=granted" : "/rights?done=proposed");
        },
        [&](const std::vector<FieldProblem>& problems) { return grant_form(lobby, request, desk, problems); });
}

Reply end_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const auto id = request.id_of<AccessEntryId>();
    auto entries = access::AccessList{desk}.in_force();
    std::erase_if(entries, [&](const access::Entry& entry) { return entry.id != id; });
    if (entries.empty()) throw Error{Fault::not_found, "list.unknown"};
    const FormView form{in, request.form, problems};
    Value values{{"action", "/rights/" + std::to_string(id.value()) + "/end"},
                 {"entries", entry_rows(in, desk, {desk.today(), {}, {}, {}}, entries)}};
    values.set("reason", form.text("reason", {.label = in("rights.end_reason"), .required = true}));
    return lobby.press.print(
        request, &desk,
        {"rights_end", in("rights_end.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_end(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return end_form(lobby, request, desk, {});
}

Reply end(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            access::AccessList{desk}.end(request.id_of<AccessEntryId>(), request.form.personal("reason"));
            return see_other("/rights?done=ended");
        },
        [&](const std::vector<FieldProblem>& problems) { return end_form(lobby, request, desk, problems); });
}

Reply show_proposals(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    auto proposals = proposal_rows(in, desk);
    Value values{{"none", proposals.rows()->empty()}};
    values.set("proposals", std::move(proposals));
    return lobby.press.print(request, &desk, {"proposals", in("proposals.title"), std::move(values)});
}

Reply proposal_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                    const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const auto id = request.id_of<EventId>().value();
    for (const auto& proposal : access::Proposals{desk}.waiting()) {
        if (proposal.id != id) continue;
        const FormView form{in, request.form, problems};
        Value values = desk.database().read([&](db::Read& read) { return proposal_value(in, desk, read, proposal); });
        values.set("why", form.text("why", {.label = in("proposals.why"), .required = true}));
        return lobby.press.print(
            request, &desk,
            {"proposal", in("proposals.one"), std::move(values), problems, problems.empty() ? 200 : 422});
    }
    throw Error{Fault::not_found, "proposal.unknown"};
}

Reply show_proposal(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return proposal_form(lobby, request, desk, {});
}

Reply decide_proposal(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const access::Proposals proposals{desk};
            const auto id = request.id_of<EventId>().value();
            const bool approved = request.form.text("verdict") == "approve";
            const auto why = request.form.personal("why");
            if (approved)
                proposals.approve(id, why);
            else
                proposals.reject(id, why);
            return see_other(approved ? "/proposals?done=approved" : "/proposals?done=rejected");
        },
        [&](const std::vector<FieldProblem>& problems) { return proposal_form(lobby, request, desk, problems); });
}

}  // namespace

void add_access_list_pages(Table& table) {
    table.add("GET", "/rights", list_readers, show_rights);
    table.add("GET", "/rights/new", list_keepers, show_grant);
    table.add("POST", "/rights/new", list_keepers, grant);
    table.add("GET", "/rights/{id}/end", list_keepers, show_end);
    table.add("POST", "/rights/{id}/end", list_keepers, end);
    table.add("GET", "/proposals", approvers, show_proposals);
    table.add("GET", "/proposals/{id}", approvers, show_proposal);
    table.add("POST", "/proposals/{id}", approvers, decide_proposal);
}

}  // namespace arkki::web
