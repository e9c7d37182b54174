// A letter becomes a request: the form, proposed from the paper it came on.
#include "archive/archive.hpp"
#include "register/customers.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::Kind;

constexpr int most_candidates = 20, most_items = 3;
constexpr std::array<std::string_view, 10> kinds{"access", "rectify", "erase",    "restrict",  "object",
                                                 "port",   "ban",     "withdraw", "anonymise", "log_extract"};
constexpr std::array<std::string_view, 4> channels{"letter", "email", "phone", "visit"};
constexpr std::array<std::string_view, 4> signatures{"handwritten", "electronic", "none", "not_needed"};

/// What the form starts with: what the paper says, else what is usual.
struct Proposal {
    std::optional<DocumentId> document;
    std::optional<CustomerId> customer;
    std::string kind, language = "fi";
    Day received;
};

/// The paper is looked at, so the look is logged; only when the form is opened, not each time it comes back.
Proposal proposal_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    Proposal proposal{{}, {}, "", std::string{code(request.language)}, desk.today()};
    const Fields& asked = request.changes() ? request.form : request.query;
    if (const auto number = asked.number("document")) proposal.document = DocumentId{*number};
    if (request.changes()) return proposal;
    if (const auto number = asked.number("customer")) proposal.customer = CustomerId{*number};
    if (!proposal.document) return proposal;
    const auto record = lobby.office.archive(desk).record(desk.open<access::ReadDocument>(*proposal.document));
    proposal.customer = record.customer ? record.customer : record.proposed_customer;
    proposal.received = record.received_on;
    if (!record.language.empty()) proposal.language = record.language;
    if (record.series == archive::Series::access_request) proposal.kind = "access";
    if (record.series == archive::Series::correction_request) proposal.kind = "rectify";
    return proposal;
}

std::vector<Option> candidates(const Words& in, const Request& request, const access::Desk& desk,
                               const Proposal& proposal) {
    const auto words = request.form.personal("customer_words");
    std::vector<CustomerId> found;
    if (!words.empty()) {
        found = customers::Cards{desk}.find(words, most_candidates);
    } else if (const auto chosen = request.form.number("customer"); chosen && *chosen > 0)
        found = {CustomerId{*chosen}};
    else if (proposal.customer)
        found = {*proposal.customer};
    if (found.empty() && words.empty()) return {};
    return customer_options(in, desk, found, words);
}

Value item_rows(const Words& in, const FormView& form) {
    auto data = options_of(in, "datum.", customers::data);
    data.insert(data.begin(), {"", in("request_new.no_datum")});
    Value rows = Value::list();
    for (int n = 1; n <= most_items; ++n) {
        const std::string number = "_" + std::to_string(n);
        rows.add({{"heading", in("request_new.item", {{"number", std::to_string(n)}})},
                  {"datum", form.choice("datum" + number, data, {.label = in("request_new.datum")})},
                  {"old_value", form.text("old" + number, {.label = in("request_new.old_value"),
                                                           .hint = n == 1 ? in("request_new.old_hint") : ""})},
                  {"wanted_value", form.text("wanted" + number, {.label = in("request_new.wanted_value")})},
                  {"ground", form.text("ground" + number, {.label = in("request_new.ground")})}});
    }
    return rows;
}

Reply new_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto proposal = proposal_of(lobby, request, desk);
    const auto found = candidates(in, request, desk, proposal);
    Value values{{"document", proposal.document ? std::to_string(proposal.document->value()) : ""},
                 {"has_candidates", !found.empty()},
                 {"items", item_rows(in, form)}};
    values.set("kind", form.choice("kind", options_of(in, "request.kind.", kinds),
                                   {.label = in("request_new.kind"), .value = proposal.kind}));
    values.set("customer_words",
               form.text("customer_words", {.label = in("request_new.customer"), .hint = in("filing.customer_hint")}));
    values.set("customer",
               form.choice("customer", found,
                           {.label = in("filing.candidates"), .value = found.size() == 2 ? found.front().value : ""}));
    values.set(
        "received",
        form.text("received", {.label = in("request_new.received"), .value = iso(proposal.received), .type = "date"}));
    values.set("request_language", form.choice("request_language", language_options(in, false),
                                               {.label = in("request_new.language"), .value = proposal.language}));
    values.set("channel", form.choice("channel", options_of(in, "request.channel.", channels),
                                      {.label = in("request_new.channel"), .value = "letter"}));
    values.set("signature", form.choice("signature", options_of(in, "request.signature.", signatures),
                                        {.label = in("request_new.signature"), .value = "handwritten"}));
    return lobby.press.print(
        request, &desk,
        {"request_new", in("request_new.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_new(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return new_form(lobby, request, desk, {});
}

/// Only the one whose name stood on the page and was chosen; words alone bring the form back with whom they fit.
CustomerId subject_of(const Request& request, const access::Desk& desk) {
    const auto chosen = request.form.number("customer");
    if (chosen && *chosen > 0) return CustomerId{*chosen};
    const auto words = request.form.personal("customer_words");
    if (words.empty()) throw Error{Fault::invalid, "form.missing", {}, "customer_words"};
    if (customers::Cards{desk}.find(words, 1).empty())
        throw Error{Fault::not_found, "request_new.nobody_found", {}, "customer_words"};
    throw Error{Fault::invalid, "filing.choose", {}, "customer"};
}

/// What was typed of each datum; a value left out is the one in the register, looked up under the requester's card.
std::vector<requests::NewItem> items_of(const Request& request, const access::Desk& desk, CustomerId subject) {
    std::vector<requests::NewItem> items;
    std::optional<customers::Card> card;
    for (int n = 1; n <= most_items; ++n) {
        const std::string number = "_" + std::to_string(n);
        requests::NewItem item{request.form.text("datum" + number), request.form.personal("old" + number),
                               request.form.personal("wanted" + number), request.form.personal("ground" + number)};
        if (item.datum.empty() && item.old_value.empty() && item.wanted_value.empty()) continue;
        if (item.old_value.empty() && !item.datum.empty()) {
            if (!card) card = customers::Cards{desk}.card(desk.open<access::ViewCard>(subject));
            item.old_value = card->value(item.datum);
        }
        items.push_back(std::move(item));
    }
    return items;
}

requests::NewRequest request_of(const Request& request, const access::Desk& desk) {
    const auto subject = subject_of(request, desk);
    requests::NewRequest wanted{requests::kind_from(request.form.required("kind")),
                                subject,
                                lang::day_from_input(request.form.required("received")),
                                language_from(request.form.required("request_language")),
                                request.form.text("channel"),
                                request.form.text("signature"),
                                {},
                                {}};
    if (const auto number = request.form.number("document")) wanted.document = DocumentId{*number};
    wanted.items = items_of(request, desk, subject);
    return wanted;
}

/// The form's own names for the fields the service speaks of.
std::vector<FieldProblem> in_form(std::vector<FieldProblem> problems) {
    for (auto& problem : problems) {
        if (problem.field == "item" || problem.field == "datum" || problem.field == "wanted") problem.field = "items";
        if (problem.key == "day.bad") problem.field = "received";
    }
    return problems;
}

Reply open(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    if (request.form.text("act") == "find") return new_form(lobby, request, desk, {});
    return act_or_mend(
        [&] { return see_other(path_of(lobby.office.requests(desk).open(request_of(request, desk)).request)); },
        [&](const std::vector<FieldProblem>& problems) { return new_form(lobby, request, desk, in_form(problems)); });
}

}  // namespace

void add_new_request_page(Table& table) {
    table.add("GET", "/requests/new", staff, show_new);
    table.add("POST", "/requests/new", staff, open);
}

}  // namespace arkki::web
