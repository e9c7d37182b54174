// Searching. What is searched for is about people: it comes by POST, is answered at once without a redirect, and stands
// in no address and no log of a proxy. What has to have an address - another language, a document with its words framed,
// a search of yesterday - has the number of the person's own remembered search.
#include "archive/kept_searches.hpp"
#include "archive/search.hpp"
#include "web/lobby.hpp"
#include "web/search_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::KeptSearches;
using archive::Question;
using lang::Value;

/// A page about to be shown: the form, and below it nothing or an answer.
Value search_value(const Words& in, const access::Desk& desk, const Question& question, const Fields& posted,
                   const std::vector<FieldProblem>& problems) {
    const FormView form{in, posted, problems};
    Value values{{"problem", form.problem("q")}, {"searched", false}, {"total", ""}, {"similar_total", ""},
                 {"has_hits", false}, {"hits", Value::list()}, {"after", ""}, {"kept", ""}, {"logged", ""}};
    add_search_form(values, form, in, question);
    add_own_searches(values, in, KeptSearches{desk});
    return values;
}

Reply print(const Lobby& lobby, const Request& request, const access::Desk& desk, Value values,
            const std::vector<FieldProblem>& problems = {}, std::int64_t kept = 0) {
    const Words in = lobby.press.words(request);
    Sheet sheet{"search", in("search.title"), std::move(values), problems, problems.empty() ? 200 : 422};
    if (kept != 0) sheet.here = "/search?kept=" + std::to_string(kept);
    return lobby.press.print(request, &desk, std::move(sheet));
}

std::string total_text(const Words& in, std::int64_t total) {
    return total > archive::most_counted ? in("search.total_many") : in.count("search.total", total);
}

Reply answer(const Lobby& lobby, const Request& request, const access::Desk& desk, const Question& question) {
    const Words in = lobby.press.words(request);
    const auto found = archive::search(desk, lobby.office.shelves(), question);
    const bool first = question.after.empty();
    const std::int64_t kept = first ? KeptSearches{desk}.remember(question.typed, question.filters)
                                    : request.form.number("kept").value_or(0);
    Value values = search_value(in, desk, question, {}, {});
    values.set("searched", true).set("has_hits", !found.pages.empty());
    values.set("total", first ? total_text(in, found.total) : "");
    values.set("similar_total", first && found.similar > 0 ? in.count("search.similar", found.similar) : "");
    values.set("hits", hit_rows(in, desk, found, kept)).set("logged", logged_text(in, desk, "search.logged"));
    values.set("after", found.next).set("kept", kept == 0 ? "" : std::to_string(kept));
    return print(lobby, request, desk, std::move(values), {}, kept);
}

/// The empty form, or the hits of a search this person made before.
Reply show_search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto kept = request.query.number("kept");
    if (!kept) return print(lobby, request, desk, search_value(lobby.press.words(request), desk, {}, {}, {}));
    const auto search = KeptSearches{desk}.find(*kept);
    if (!search) throw Error{Fault::not_found, "search.unknown"};
    return answer(lobby, request, desk, {.typed = search->query, .filters = search->filters, .limit = 10});
}

Reply search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend([&] { return answer(lobby, request, desk, question_in(request.form)); },
                       [&](const std::vector<FieldProblem>& problems) {
                           const Words in = lobby.press.words(request);
                           Value values = search_value(in, desk, {}, request.form, problems);
                           values.set("q", request.form.text("q")).set("similar", request.form.has("similar"));
                           return print(lobby, request, desk, std::move(values), problems);
                       });
}

/// Keeps one's own search under a name, or deletes it.
Reply keep_search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            const KeptSearches searches{desk};
            const auto id = request.form.number("kept").value_or(0);
            if (request.form.text("act") == "forget") {
                searches.forget(id);
                return see_other("/search");
            }
            const auto saved = searches.save(id, request.form.personal("name"));
            return see_other("/search?kept=" + std::to_string(saved) + "&done=search.saved");
        },
        [&](const std::vector<FieldProblem>& problems) {
            const Words in = lobby.press.words(request);
            return print(lobby, request, desk, search_value(in, desk, {}, {}, {}), problems);
        });
}

}  // namespace

void add_search_page(Table& table) {
    table.add("GET", "/search", staff, show_search);
    table.add("POST", "/search", staff, search);
    table.add("POST", "/search/kept", staff, keep_search);
}

}  // namespace arkki::web
