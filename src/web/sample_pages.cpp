// A month's random sample: entries that nobody could pick or foresee, each with what the user's superior said of it.
#include <algorithm>

#include "audit/query.hpp"
#include "audit/sample.hpp"
#include "service/review.hpp"
#include "web/finding_view.hpp"
#include "web/lobby.hpp"
#include "web/log_filter.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// The month before this one: the last that can have been drawn.
std::string last_month(const access::Desk& desk) {
    const auto month = desk.today().year() / desk.today().month() - std::chrono::months{1};
    return iso(month / std::chrono::day{1}).substr(0, 7);
}

Value sample_row(const Words& in, Teller& teller, db::Read& read, const audit::Sampled& sampled) {
    const auto entry = audit::entry(read, sampled.seq);
    const std::string id = std::to_string(sampled.id.value());
    return {{"seq", number_text(sampled.seq.value())},
            {"seq_href", "/log/" + std::to_string(sampled.seq.value())},
            {"time", entry ? teller.moment(entry->at) : ""},
            {"who", entry ? teller.name(entry->event.actor) : ""},
            {"action", entry ? action_text(in, entry->event.action) : ""},
            {"sample_href", "/sample/" + sampled.month + "/" + id},
            {"mark", look_of(sampled.state)},
            {"state_text", in("sample.state." + std::string{code(sampled.state)})}};
}

void log_look(const access::Desk& desk, const std::string& month, std::int64_t shown) {
    auto event = desk.event("log.read");
    event.count = shown;
    event.args = {{"list", "sample"}, {"month", month}};
    desk.log().append(event);
}

Reply sample_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const std::string& month,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.query, problems};
    Value rows = Value::list();
    std::string drawn, root;
    if (problems.empty())
        desk.database().read([&](db::Read& read) {
            const auto draw = audit::drawing(read, month);
            if (!draw) return;
            Teller teller{in, desk, read};
            root = draw->root;
            drawn = in("sample.drawn", {{"moment", teller.moment(draw->drawn_at)},
                                        {"size", number_text(draw->size)},
                                        {"range", number_text(draw->range)}});
            for (const auto& sampled : audit::sample(read, month)) rows.add(sample_row(in, teller, read, sampled));
        });
    if (problems.empty()) log_look(desk, month, static_cast<std::int64_t>(rows.rows()->size()));
    Value values{{"drawn", drawn}, {"root", root}, {"has_rows", !rows.rows()->empty()}, {"rows", std::move(rows)}};
    values.set("month", form.text("month", {.label = in("sample.month"), .value = month, .type = "month"}));
    return lobby.press.print(request, &desk,
                             {"sample", in("sample.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_sample(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    return act_or_mend(
        [&] {
            const auto asked = request.query.text("month");
            const auto month = service::month_from(asked.empty() ? last_month(desk) : asked);
            return sample_page(lobby, request, desk, month.name, {});
        },
        [&](const std::vector<FieldProblem>& problems) { return sample_page(lobby, request, desk, "", problems); });
}

audit::Sampled sampled_of(const access::Desk& desk, const Request& request) {
    const audit::SampleId id = request.id_of<audit::SampleId>();
    const auto month =
        desk.database().read([&](db::Read& read) { return audit::sample(read, request.ids.text("month")); });
    const auto found = std::ranges::find(month, id, &audit::Sampled::id);
    if (found == month.end()) throw Error{Fault::not_found, "sample.unknown"};
    return *found;
}

Reply sampled_page(const Lobby& lobby, const Request& request, const access::Desk& desk, const audit::Sampled& sampled,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value values;
    desk.database().read([&](db::Read& read) {
        Teller teller{in, desk, read};
        values = sample_row(in, teller, read, sampled);
        const auto entry = audit::entry(read, sampled.seq);
        values.set("facts", entry ? teller.facts(*entry) : Value::list());
        values.set("own", entry && entry->event.actor == desk.session().actor);
        const auto answer = sampled.answer ? audit::entry(read, *sampled.answer) : std::nullopt;
        values.set("answered", sampled.answered_at
                                   ? in("finding.judged", {{"name", teller.name(sampled.answered_by)},
                                                           {"moment", teller.moment(*sampled.answered_at)}})
                                   : "");
        values.set("answer_note", answer ? answer->event.note.reveal() : "");
    });
    values.set("verdict", form.choice("verdict", verdict_options(in), {.label = in("finding.verdict")}));
    values.set("note", form.text("note", {.label = in("sample.note"), .hint = in("sample.note_hint")}));
    values.set("answer_href", *values.find("sample_href")->text() + "/answer");
    values.set("back", "/sample?month=" + sampled.month);
    const std::string title = in("log.entry.title", {{"seq", number_text(sampled.seq.value())}});
    values.set("title", title);
    return lobby.press.print(request, &desk,
                             {"sampled", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_sampled(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const auto sampled = sampled_of(desk, request);
    auto event = desk.event("log.read");
    event.args = {{"seq", std::to_string(sampled.seq.value())}};
    desk.log().append(event);
    return sampled_page(lobby, request, desk, sampled, {});
}

Reply answer(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const auto sampled = sampled_of(desk, request);
    return act_or_mend(
        [&] {
            const auto verdict = audit::judgement_from(request.form.required("verdict"));
            service::answer_sample(desk, sampled.id, verdict, request.form.personal("note"));
            return see_other("/sample?month=" + sampled.month + "&done=verdict");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return sampled_page(lobby, request, desk, sampled, problems);
        });
}

}  // namespace

void add_sample_pages(Table& table) {
    table.add("GET", "/sample", auditor, show_sample);
    table.add("GET", "/sample/{month}/{id}", auditor, show_sampled);
    table.add("POST", "/sample/{month}/{id}/answer", auditor, answer);
}

}  // namespace arkki::web
