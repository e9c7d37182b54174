// The whole case of a letter: every right asked for in it, where was searched for this one, and one more right.
#include <algorithm>

#include "lang/dates.hpp"
#include "register/customers.hpp"
#include "requests/rights.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::Overview;

constexpr std::array<std::string_view, 10> kinds{"access", "rectify", "erase",    "restrict",  "object",
                                                 "port",   "ban",     "withdraw", "anonymise", "log_extract"};
constexpr std::array<std::string_view, 2> results{"nothing", "found"};

Value right_rows(const Lobby& lobby, const Words& in, const access::Desk& desk, const Overview& about) {
    Value rows = Value::list();
    const auto ids = desk.database().read([&](db::Read& read) { return requests::of_case(read, about.case_id); });
    for (const auto& line : lobby.office.requests(desk).lines(desk.show(ids)))
        rows.add({{"href", path_of(line.id)},
                  {"kind", in("request.kind." + std::string{code(line.kind)})},
                  {"received", day_text(in, line.received_on)},
                  {"answer_by", day_text(in, line.safe_on)},
                  {"mark", mark_of(line.state)},
                  {"state", in("request.state." + std::string{code(line.state)})}});
    return rows;
}

Value search_rows(const Words& in, const access::Desk& desk, const Overview& about) {
    const auto done = desk.database().read([&](db::Read& read) { return requests::searches(read, about.id); });
    Value rows = Value::list();
    for (const auto place : requests::search_places) {
        const auto one = std::find_if(done.begin(), done.end(), [&](const auto& search) { return search.place == place; });
        const bool searched = one != done.end();
        rows.add({{"place", in("case.place." + std::string{place})},
                  {"mark", searched ? "good" : "wait"},
                  {"result", in("case.result." + (searched ? one->result : "none"))},
                  {"when", searched ? moment_text(in, desk, one->at) : ""}});
    }
    return rows;
}

Value search_form(const Words& in, const FormView& form, const Overview& about) {
    if (about.answered_on) return false;
    return {{"action", path_of(about.id) + "/search"},
            {"place", form.choice("place", options_of(in, "case.place.", requests::search_places), {.label = in("case.place")})},
            {"result", form.choice("result", options_of(in, "case.result.", results), {.label = in("case.result")})}};
}

Value right_form(const Words& in, const FormView& form, const access::Desk& desk, const Overview& about) {
    auto data = options_of(in, "datum.", customers::data);
    data.insert(data.begin(), {"", in("request_new.no_datum")});
    return {{"action", path_of(about.id) + "/rights"},
            {"kind", form.choice("kind", options_of(in, "request.kind.", kinds), {.label = in("request_new.kind")})},
            {"received", form.text("received", {.label = in("request_new.received"),
                                                .value = iso(desk.today()),
                                                .hint = in("case.received_hint"),
                                                .type = "date",
                                                .required = true})},
            {"datum", form.choice("datum", data, {.label = in("request_new.datum"), .hint = in("case.datum_hint")})},
            {"wanted_value", form.text("wanted", {.label = in("request_new.wanted_value")})},
            {"ground", form.text("ground", {.label = in("request_new.ground")})}};
}

Reply case_page(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    const Overview about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(id));
    const std::string title = in("case.title", {{"number", about.number}});
    Value values{{"title", title},
                 {"back", path_of(id)},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"subject", subject_text(in, desk, about.subject)},
                 {"rights", right_rows(lobby, in, desk, about)},
                 {"searches_title", in("case.searches", {{"kind", in("request.kind." + std::string{code(about.kind)})}})},
                 {"searches", search_rows(in, desk, about)},
                 {"search", search_form(in, form, about)},
                 {"right", right_form(in, form, desk, about)},
                 {"logged", logged_text(in, desk, "request.logged")}};
    return lobby.press.print(request, &desk,
                             {"request_case", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_case(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return case_page(lobby, request, desk, {});
}

/// What the service calls a field, as the form calls it.
std::vector<FieldProblem> in_form(std::vector<FieldProblem> problems) {
    for (auto& problem : problems) {
        if (problem.field == "item") problem.field = "datum";
        if (problem.key == "day.bad") problem.field = "received";
    }
    return problems;
}

Reply add_right(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<RequestId>();
            const auto desk = desk_for(lobby, visitor, id);
            requests::NewRight right{requests::kind_from(request.form.required("kind")),
                                     lang::day_from_input(request.form.required("received")),
                                     {}};
            const auto datum = request.form.text("datum");
            if (!datum.empty())
                right.items.push_back({datum, {}, request.form.personal("wanted"), request.form.personal("ground")});
            const auto added = requests::add_right(desk, desk.open<access::WorkOnRequest>(id), right,
                                                   lobby.office.holidays(), lobby.office.settings().deadlines);
            return see_other(path_of(added));
        },
        [&](const std::vector<FieldProblem>& problems) { return case_page(lobby, request, visitor, in_form(problems)); });
}

Reply search(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<RequestId>();
            const auto desk = desk_for(lobby, visitor, id);
            const auto result = request.form.required("result");
            if (std::find(results.begin(), results.end(), result) == results.end())
                throw Error{Fault::invalid, "form.missing", {}, "result"};
            requests::record_search(desk, desk.open<access::WorkOnRequest>(id), request.form.required("place"),
                                    result == "found");
            return see_other(path_of(id) + "/case");
        },
        [&](const std::vector<FieldProblem>& problems) { return case_page(lobby, request, visitor, problems); });
}

}  // namespace

void add_request_case_page(Table& table) {
    table.add("GET", "/requests/{id}/case", staff, show_case);
    table.add("POST", "/requests/{id}/rights", staff, add_right);
    table.add("POST", "/requests/{id}/search", staff, search);
}

}  // namespace arkki::web
