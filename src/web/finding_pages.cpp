// What the rules noticed in the log, and what a person says of it. A finding accuses nobody: it asks for a reason.
#include "audit/findings.hpp"
#include "service/review.hpp"
#include "web/finding_view.hpp"
#include "web/lobby.hpp"
#include "web/log_filter.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using audit::Judgement;
using lang::Value;

constexpr int findings_a_page = 50;

void log_look(const access::Desk& desk, const audit::FindingFilter& filter, std::int64_t shown) {
    auto event = desk.event("log.read");
    event.count = shown;
    if (filter.subject) event.subjects = {*filter.subject};
    event.args = {{"list", "findings"}};
    if (!filter.rule.empty()) event.args.emplace_back("finding_rule", filter.rule);
    if (filter.actor) event.args.emplace_back("actor", std::to_string(filter.actor->value()));
    desk.log().append(event);
}

/// What is asked for: open ones unless something else is said.
audit::FindingFilter finding_filter(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto logged = filter_of(request.query, desk);
    audit::FindingFilter filter;
    filter.rule = request.query.text("rule");
    if (!filter.rule.empty() && !audit::is_review_rule(filter.rule))
        throw Error{Fault::invalid, "finding.bad_rule", {}, "rule"};
    const auto state = request.query.has("state") ? request.query.text("state") : "open";
    if (state == "overdue") {
        filter.state = Judgement::open;
        filter.opened_before = overdue_before(lobby, desk);
    } else if (!state.empty()) {
        filter.state = audit::judgement_from(state);
    }
    filter.actor = logged.actor;
    filter.subject = logged.subject;
    return filter;
}

void add_filters(Value& values, const Words& in, const FormView& form, const access::Desk& desk) {
    std::vector<Option> rules{{"", in("log.any")}};
    for (const auto& rule : audit::review_rules()) rules.push_back({std::string{rule.code}, rule_text(in, rule.code)});
    auto states = options_of(in, "finding.state.", std::array{"open", "overdue", "justified", "misuse", "unclear"});
    states.push_back({"", in("log.any")});
    values.set("rule", form.choice("rule", rules, {.label = in("finding.rule")}));
    values.set("state", form.choice("state", states, {.label = in("finding.state"), .value = "open"}));
    values.set("actor", form.choice("actor", people_options(in, desk), {.label = in("finding.who")}));
    values.set("subject", form.text("subject", {.label = in("log.subject")}));
}

Reply findings_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                    std::vector<audit::Finding> found, const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.query, problems};
    const bool more = found.size() > findings_a_page;
    if (more) found.pop_back();
    Value rows = Value::list();
    desk.database().read([&](db::Read& read) {
        Teller teller{in, desk, read};
        for (const auto& finding : found) rows.add(finding_row(lobby, in, desk, teller, finding));
    });
    const auto oldest = more ? std::to_string(found.back().id.value()) : "";
    Value values{{"has_rows", !found.empty()},
                 {"rows", std::move(rows)},
                 {"older", more ? address_of("/findings", request.query, {{"before", oldest}}) : ""}};
    add_filters(values, in, form, desk);
    return lobby.press.print(
        request, &desk,
        {"findings", in("finding.list.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_findings(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.judge");
    return act_or_mend(
        [&] {
            const auto filter = finding_filter(lobby, request, desk);
            const auto before = request.query.number("before");
            auto found = desk.database().read([&](db::Read& read) {
                return audit::findings(read, filter, before ? std::optional{audit::FindingId{*before}} : std::nullopt,
                                       findings_a_page + 1);
            });
            log_look(desk, filter, std::min<std::int64_t>(static_cast<std::int64_t>(found.size()), findings_a_page));
            return findings_page(lobby, request, desk, std::move(found), {});
        },
        [&](const std::vector<FieldProblem>& problems) { return findings_page(lobby, request, desk, {}, problems); });
}

audit::Finding finding_of(const access::Desk& desk, const Request& request) {
    auto found =
        desk.database().read([&](db::Read& read) { return audit::finding(read, request.id_of<audit::FindingId>()); });
    if (!found) throw Error{Fault::not_found, "finding.unknown"};
    return *found;
}

/// The entry that fired, what it said then, and what else the person did that day.
void add_entry(Value& values, const Words& in, const access::Desk& desk, db::Read& read,
               const audit::Finding& finding) {
    const auto entry = finding.seq ? audit::entry(read, *finding.seq) : std::nullopt;
    Teller teller{in, desk, read};
    values.set("has_entry", entry.has_value());
    values.set("entry_href", entry ? "/log/" + std::to_string(entry->seq.value()) : "");
    values.set("known", entry ? teller.facts(*entry) : Value::list());
    Value marks = entry ? warnings(in, entry->event) : Value::list();
    values.set("has_warnings", !marks.rows()->empty()).set("warnings", std::move(marks));
    values.set("has_day", finding.actor.value() != 0);
    values.set("that_day", acts_that_day(in, desk, read, finding.actor, finding.to));
}

void add_verdict(Value& values, const Words& in, const FormView& form, const access::Desk& desk, db::Read& read,
                 const audit::Finding& finding) {
    const auto me = desk.session().actor;
    Teller teller{in, desk, read};
    values.set("own", finding.actor == me || finding.other == me);
    values.set("judged", finding.judged_at ? in("finding.judged", {{"name", teller.name(finding.judged_by)},
                                                                   {"moment", teller.moment(*finding.judged_at)}})
                                           : "");
    values.set("judged_note", finding.verdict ? audit::verdict_note(read, finding).reveal() : "");
    values.set("verdict", form.choice("verdict", verdict_options(in), {.label = in("finding.verdict")}));
    values.set("note", form.text("note", {.label = in("finding.note"), .hint = in("finding.note_hint")}));
}

Reply finding_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const audit::Finding& finding,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    desk.database().read([&](db::Read& read) {
        Teller teller{in, desk, read};
        values = finding_row(lobby, in, desk, teller, finding);
        values.set("title", in("finding.title", {{"number", number_text(finding.id.value())}}));
        add_entry(values, in, desk, read, finding);
        add_verdict(values, in, form, desk, read, finding);
    });
    values.set("judge_href", "/findings/" + std::to_string(finding.id.value()) + "/verdict");
    return lobby.press.print(
        request, &desk,
        {"finding", *values.find("title")->text(), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_finding(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.judge");
    const auto finding = finding_of(desk, request);
    auto event = desk.event("log.read");
    event.object = "finding:" + std::to_string(finding.id.value());
    desk.log().append(event);
    return finding_page(lobby, request, desk, finding, {});
}

Reply judge_finding(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.judge");
    const auto finding = finding_of(desk, request);
    return act_or_mend(
        [&] {
            const auto verdict = audit::judgement_from(request.form.required("verdict"));
            service::judge_finding(desk, finding.id, verdict, request.form.personal("note"));
            return see_other("/findings/" + std::to_string(finding.id.value()) + "?done=verdict");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return finding_page(lobby, request, desk, finding, problems);
        });
}

}  // namespace

void add_finding_pages(Table& table) {
    table.add("GET", "/findings", judges, show_findings);
    table.add("GET", "/findings/{id}", judges, show_finding);
    table.add("POST", "/findings/{id}/verdict", judges, judge_finding);
}

}  // namespace arkki::web
