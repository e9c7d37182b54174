// The responsible person decides, item by item: what is held, what is asked, the outcome, the reason of the law and the
// facts behind it.
#include <algorithm>

#include "archive/archive.hpp"
#include "web/request_view.hpp"
#include "web/sheet_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::ItemOutcome;
using requests::Kind;
using requests::Overview;

const std::vector<ItemOutcome>& outcomes_of(Kind kind) {
    static const std::vector<ItemOutcome> corrections{ItemOutcome::corrected, ItemOutcome::refused};
    static const std::vector<ItemOutcome> others{ItemOutcome::supplied, ItemOutcome::withheld, ItemOutcome::not_held};
    return kind == Kind::rectify ? corrections : others;
}

std::vector<Option> outcome_options(const Words& in, Kind kind) {
    std::vector<Option> options;
    for (const auto outcome : outcomes_of(kind))
        options.push_back({std::string{code(outcome)}, outcome_text(in, outcome)});
    return options;
}

/// The full legal sentence in the subject's language: it goes into the letter as it stands.
std::vector<Option> reason_options(const Words& in, const Overview& request) {
    const Words theirs{in.catalogue, request.language};
    std::vector<Option> options;
    for (const auto reason : requests::reasons_for(request.kind)) {
        const std::string key = "reason.rule." + std::string{reason};
        options.push_back({std::string{reason}, theirs("reason." + std::string{reason}),
                           in.catalogue.has(in.language, key) ? in(key) : ""});
    }
    return options;
}

Value item_value(const Words& in, const FormView& form, const Overview& request, const requests::Item& item) {
    const std::string number = "_" + std::to_string(item.number);
    const auto told = [&](const PersonalText& text) {
        return text.empty() ? in("decide.nothing_held") : text.reveal();
    };
    return {
        {"heading", in("datum." + item.datum)},
        {"held", told(item.old_value)},
        {"wanted", told(item.wanted_value)},
        {"ground", item.ground.reveal()},
        {"ground_language", code(request.language)},
        {"outcome", form.choice("outcome" + number, outcome_options(in, request.kind),
                                {.label = in("decide.outcome"), .value = std::string{code(item.outcome)}})},
        {"reason", form.choice("reason" + number, reason_options(in, request),
                               {.label = in("decide.reason"), .value = item.reason, .hint = in("decide.reason_hint")})},
        {"finding", form.text("finding" + number, {.label = in("decide.finding"),
                                                   .value = item.finding.reveal(),
                                                   .hint = in("decide.finding_hint")})}};
}

/// The letter of the person, beside the form.
Value their_letter(const Lobby& lobby, const Request& request, const Words& in, const access::Desk& desk,
                   const Overview& about) {
    const auto grant = desk.open<access::ReadDocument>(*about.document);
    const auto pages = lobby.office.archive(desk).pages(grant);
    return sheet_value(in, *about.document, pages, page_asked(request.query, pages), {}, path_of(about.id) + "/decide");
}

Reply decide_form(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const Overview about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(request.id_of<RequestId>()));
    Value items = Value::list();
    for (const auto& item : about.items) items.add(item_value(in, form, about, item));
    const std::string path = path_of(about.id);
    Value values{{"back", path},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"action", path + "/decide"},
                 {"items", std::move(items)},
                 {"whole", false},
                 {"has_sheet", about.document.has_value()}};
    values.set("sheet", about.document ? their_letter(lobby, request, in, desk, about) : Value{});
    return lobby.press.print(request, &desk,
                             {"decide", in("decide.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_decide(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return decide_form(lobby, request, desk, {});
}

requests::ItemDecision decision_of(const Request& request, int item) {
    const std::string number = "_" + std::to_string(item);
    return {item, requests::item_outcome_from(request.form.text("outcome" + number)),
            request.form.text("reason" + number), request.form.personal("finding" + number), ""};
}

bool is_refusal(const requests::ItemDecision& item) {
    return item.outcome == ItemOutcome::refused || item.outcome == ItemOutcome::withheld;
}

/// The service names the kind of field; the form has one for each item: the first that lacks it.
std::vector<FieldProblem> in_form(std::vector<FieldProblem> problems, const Request& request, int items) {
    for (auto& problem : problems)
        for (int item = 1; item <= items && !problem.field.empty() && !problem.field.ends_with(std::to_string(item));
             ++item) {
            const auto decision = decision_of(request, item);
            const bool lacks = problem.field == "outcome"  ? decision.outcome == ItemOutcome::open
                               : problem.field == "reason" ? is_refusal(decision) && decision.reason.empty()
                                                           : is_refusal(decision) && decision.finding.empty();
            if (!lacks && item < items) continue;
            problem.field += "_" + std::to_string(item);
            break;
        }
    return problems;
}

Reply decide(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    int items = 0;
    return act_or_mend(
        [&] {
            const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
            const auto grant = desk.open<access::Decide>(request.id_of<RequestId>());
            const auto service = lobby.office.requests(desk);
            const auto about = service.show(grant);
            items = static_cast<int>(about.items.size());
            requests::Decision decision;
            for (const auto& item : about.items) decision.items.push_back(decision_of(request, item.number));
            decision.outcome = requests::outcome_of(decision.items);
            service.decide(grant, decision);
            return see_other(path_of(about.id) + "/sign?done=decide");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return decide_form(lobby, request, visitor, in_form(problems, request, items));
        });
}

}  // namespace

void add_decide_page(Table& table) {
    table.add("GET", "/requests/{id}/decide", responsible, show_decide);
    table.add("POST", "/requests/{id}/decide", responsible, decide);
}

}  // namespace arkki::web
