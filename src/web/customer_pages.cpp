// The register: finding a customer, reading a card, adding one. Names are searched by POST, never in an address.
#include "archive/archive.hpp"
#include "register/customers.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int most_found = 50;
constexpr int most_suggested = 8;

Reply find_page(const Lobby& lobby, const Request& request, const access::Desk& desk, bool search) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form};
    Value rows = Value::list();
    if (search) {
        const auto words = request.form.personal("words");
        const customers::Cards cards{desk};
        for (const auto& line : cards.lines(desk.show(cards.find(words, most_found), words)))
            rows.add({{"href", path_of(line.id)},
                      {"name", line.name.reveal()},
                      {"address", line.postal_address.reveal()},
                      {"number", line.number}});
    }
    const bool has_rows = !rows.rows()->empty();
    Value values{{"may_add", true},
                 {"searched", search},
                 {"has_rows", has_rows},
                 {"rows", std::move(rows)},
                 {"logged", search ? logged_text(in, desk, "document.logged") : ""}};
    values.set("words", form.text("words", {.label = in("customers.words"), .required = true}));
    return lobby.press.print(request, &desk, {"customers", in("customers.title"), std::move(values)});
}

Reply show_finder(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return find_page(lobby, request, desk, false);
}

Reply find(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return find_page(lobby, request, desk, true);
}

/// Whom the words typed fit, to choose from while a paper is being filed.
Reply suggest(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const Fields nothing_typed;
    const FormView form{in, nothing_typed};
    const auto words = request.form.personal("words");
    const auto options = customer_options(in, desk, customers::Cards{desk}.find(words, most_suggested), words);
    Value values{{"has_candidates", !options.empty()}};
    values.set("customer", form.choice("customer", options,
                                       {.label = in("filing.candidates"),
                                        .value = options.size() == 2 ? options.front().value : ""}));
    return lobby.press.print(request, &desk, {"candidates", in("filing.candidates"), std::move(values)});
}

Value data_rows(const Words& in, const customers::Card& card) {
    Value rows = Value::list();
    for (const auto& datum : card.data) {
        const std::string from = datum.source_name.empty() ? "" : " (" + datum.source_name + ")";
        rows.add({{"datum", in("datum." + datum.datum)},
                  {"value", datum.value.reveal()},
                  {"source", in("source." + datum.source) + from},
                  {"document", datum.document ? path_of(*datum.document) : ""},
                  {"recorded", day_text(in, datum.recorded_on)}});
    }
    return rows;
}

Value document_rows(const Lobby& lobby, const Words& in, const access::Desk& desk, CustomerId customer) {
    Value rows = Value::list();
    const auto archive = lobby.office.archive(desk);
    const auto ids = archive.of_customer(customer);
    if (ids.empty()) return rows;
    for (const auto& line : archive.lines(desk.show(ids, {}, {customer})))
        rows.add({{"href", path_of(line.id)},
                  {"text", document_text(in, line.series, line.id)},
                  {"when", day_text(in, line.received_on)}});
    return rows;
}

Reply show_card(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto grant = desk.open<access::ViewCard>(request.id_of<CustomerId>());
    const auto card = customers::Cards{desk}.card(grant);
    Value documents = document_rows(lobby, in, desk, card.id);
    const bool has_documents = !documents.rows()->empty();
    const std::string name = card.value("name").reveal();
    Value values{{"name", name},
                 {"number", card.number},
                 {"request_href", "/requests/new?customer=" + std::to_string(card.id.value())},
                 {"data", data_rows(in, card)},
                 {"has_documents", has_documents},
                 {"documents", std::move(documents)},
                 {"logged", logged_text(in, desk, "document.logged")}};
    return lobby.press.print(request, &desk, {"customer", card.number, std::move(values)});
}

Reply new_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
               const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    Value fields = Value::list();
    for (const auto& datum : customers::data)
        if (datum != "ip")  // the web shop's, never on paper
            fields.add(form.text(std::string{datum},
                                 {.label = in("datum." + std::string{datum}), .required = datum == "name"}));
    Value values{{"fields", std::move(fields)}};
    values.set("source", form.choice("source", options_of(in, "source.", customers::sources),
                                     {.label = in("customer_new.source"), .value = "registration"}));
    values.set("source_name", form.text("source_name", {.label = in("customer_new.source_name")}));
    return lobby.press.print(
        request, &desk,
        {"customer_new", in("customers.add"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_new(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return new_form(lobby, request, desk, {});
}

Reply add(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend(
        [&] {
            std::vector<customers::NewValue> values;
            for (const auto& datum : customers::data)
                if (auto value = request.form.personal(datum); !value.empty())
                    values.push_back({std::string{datum},
                                      std::move(value),
                                      request.form.required("source"),
                                      request.form.text("source_name"),
                                      {}});
            const auto id = customers::Cards{desk}.add(values, desk.today());
            return see_other(path_of(id) + "?done=customer_new");
        },
        [&](const std::vector<FieldProblem>& problems) { return new_form(lobby, request, desk, problems); });
}

}  // namespace

void add_customer_pages(Table& table) {
    table.add("GET", "/customers", staff, show_finder);
    table.add("POST", "/customers/suggest", staff, suggest);
    table.add("POST", "/customers", staff, find);
    table.add("GET", "/customers/new", staff, show_new);
    table.add("POST", "/customers/new", staff, add);
    table.add("GET", "/customers/{id}", staff, show_card);
}

}  // namespace arkki::web
