// A person says what a paper is, beside its image; what Arkki proposes is marked as a proposal. A stack is cut, joined
// and put in order here as well.
#include <algorithm>

#include "archive/archive.hpp"
#include "archive/confirming.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"
#include "web/field_view.hpp"
#include "web/lobby.hpp"
#include "web/sheet_view.hpp"
#include "web/staging_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::Record;
using lang::Value;

constexpr int most_candidates = 20;
constexpr int recent_places = 8;

/// What the form is printed with besides the request.
struct View {
    std::vector<FieldProblem> problems = {};
    int page = 0;           ///< 0: as the address says
    std::string said = {};  ///< message key of what was just done
};

/// The customers to choose from: those found by the words typed, else the one chosen, that stands or is proposed.
std::vector<Option> candidates(const Words& in, const Request& request, const access::Desk& desk,
                               const Record& record) {
    const auto words = request.form.personal("customer_words");
    if (!words.empty()) {
        const auto found = customers::Cards{desk}.find(words, most_candidates);
        return customer_options(in, desk, found, words);
    }
    auto known = record.customer ? record.customer : record.proposed_customer;
    if (const auto chosen = request.form.number("customer"); chosen && *chosen > 0) known = CustomerId{*chosen};
    return known ? customer_options(in, desk, {*known}, {}) : std::vector<Option>{};
}

std::string unit_code(const access::Desk& desk, std::optional<UnitId> id) {
    const auto unit =
        desk.database().read([&](db::Read& read) { return id ? custody::unit_of(read, *id) : std::nullopt; });
    return unit ? unit->code : "";
}

Value recent_codes(const access::Desk& desk) {
    Value rows = Value::list();
    for (const auto unit : archive::recent_units(desk, recent_places))
        if (const auto code = unit_code(desk, unit); !code.empty()) rows.add({{"code", code}});
    return rows;
}

void add_fields(Value& values, const Words& in, const FormView& form, const Record& record, const access::Desk& desk) {
    const std::string proposed = record.confirmed_at ? "" : in("filing.proposed");
    values.set("series", form.choice("series", series_options(in),
                                     {.label = in("filing.series"),
                                      .value = std::string{archive::code(record.series)},
                                      .proposed = record.series == archive::Series::other ? "" : proposed}));
    auto words = form.text("customer_words", {.label = in("filing.customer_words"), .hint = in("filing.customer_hint")});
    words.set("count", "{count}");  // the script puts the number into the message
    values.set("customer_words", std::move(words));
    values.set("unit", form.text("unit", {.label = in("filing.unit"),
                                          .value = unit_code(desk, record.unit),
                                          .proposed = record.unit ? proposed : "",
                                          .narrow = true}));
    values.set("places", recent_codes(desk));
    values.set("document_language", form.choice("document_language", language_options(in, true),
                                                {.label = in("filing.language"),
                                                 .value = record.language,
                                                 .proposed = record.language.empty() ? "" : proposed}));
}

void add_candidates(Value& values, const Words& in, const FormView& form, const std::vector<Option>& options,
                    const Record& record) {
    values.set("has_candidates", !options.empty());
    const bool one_known = !record.confirmed_at && record.proposed_customer && options.size() == 2 &&
                           options.front().value == std::to_string(record.proposed_customer->value());
    values.set("customer", form.choice("customer", options,
                                       {.label = in("filing.candidates"),
                                        .value = options.empty() || options.size() > 2 ? "" : options.front().value,
                                        .proposed = one_known ? in("filing.proposed") : ""}));
}

void add_head(Value& values, const Words& in, const access::Desk& desk, const Record& record, const Queue& queue) {
    values.set("action", path_of(record.id) + "/file").set("version", record.version);
    values.set("queue", queue.position == 0 ? ""
                                            : in("filing.queue", {{"number", std::to_string(queue.position)},
                                                                  {"of", std::to_string(queue.waiting.size())}}));
    values.set("act", in.count("filing.act", std::max(record.pages, 1))).set("skip", queue.next());
    values.set("logged", logged_text(in, desk, "document.logged"));
    values.set("place", place_value(in, desk, record.unit));
}

int page_shown(const Request& request, const View& view, const std::vector<archive::PageFacts>& pages) {
    if (view.page == 0 && !request.changes()) return page_asked(request.query, pages);
    const auto asked = view.page == 0 ? request.form.number("page").value_or(1) : view.page;
    return static_cast<int>(
        std::clamp<std::int64_t>(asked, 1, std::max<std::int64_t>(1, static_cast<std::int64_t>(pages.size()))));
}

Reply filing_form(const Lobby& lobby, const Request& request, const access::Desk& desk, const View& view) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, view.problems};
    const auto archive = lobby.office.archive(desk);
    const auto grant = desk.open<access::ReadDocument>(request.id_of<DocumentId>());
    const Record record = archive.record(grant);
    const auto pages = archive.pages(grant);
    const Queue queue = queue_of(desk, record.id);
    const int page = page_shown(request, view, pages);
    const std::string title = in("filing.title", {{"type", series_text(in, record.series)}});
    Value values{{"title", title}, {"said", view.said.empty() ? "" : in(view.said)}};
    add_head(values, in, desk, record, queue);
    values.set("sheet", sheet_value(in, record.id, pages, page, {}, path_of(record.id) + "/file"));
    add_staging(values, in, record.id, archive.all_pages(grant), page, queue, archive::Staging{desk}.last(grant));
    add_fields(values, in, form, record, desk);
    add_candidates(values, in, form, candidates(in, request, desk, record), record);
    const auto forms = archive::Fields{desk, lobby.office.shelves()}.of(grant);
    values.set("fields", fields_value(lobby, in, desk, record.id, forms, request.form));
    return lobby.press.print(request, &desk,
                             {"filing", title, std::move(values), view.problems, view.problems.empty() ? 200 : 422});
}

/// What was joined to another paper is filed with it.
Reply show_filing(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto id = request.id_of<DocumentId>();
    const auto where = desk.database().read([&](db::Read& read) { return archive::joined_to(read, id); });
    if (where != id) return see_other(path_of(where) + "/file");
    return filing_form(lobby, request, desk, {});
}

/// The customer chosen; words alone bring the form back with whom they fit, so that nothing guessed is recorded.
std::optional<CustomerId> customer_of(const Request& request, const access::Desk& desk) {
    if (const auto chosen = request.form.number("customer"))
        return *chosen == 0 ? std::nullopt : std::optional{CustomerId{*chosen}};
    const auto words = request.form.personal("customer_words");
    if (words.empty()) return std::nullopt;
    if (customers::Cards{desk}.find(words, 1).empty())
        throw Error{Fault::not_found, "filing.nobody_found", {}, "customer_words"};
    throw Error{Fault::invalid, "filing.choose", {}, "customer"};
}

archive::Archive::Confirmation confirmation_of(const Request& request, const access::Desk& desk) {
    const auto code = request.form.text("unit");
    std::optional<UnitId> unit;
    if (!code.empty()) {
        const auto found = desk.database().read([&](db::Read& read) { return custody::find_unit(read, code); });
        if (!found) throw Error{Fault::not_found, "unit.unknown", {}, "unit"};
        unit = found->id;
    }
    const auto language = request.form.text("document_language");
    if (!language.empty()) static_cast<void>(language_from(language));
    return {archive::series_from(request.form.required("series")), language, customer_of(request, desk), unit,
            request.form.number("version")};
}

/// Files the paper with what was accepted of its form, and goes on to the next one.
Reply confirm(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto archive = lobby.office.archive(desk);
    auto confirmation = confirmation_of(request, desk);
    const auto grant = desk.open<access::FileDocument>(request.id_of<DocumentId>());
    const auto next = queue_of(desk, grant.object()).next();
    const auto forms =
        archive::Fields{desk, lobby.office.shelves()}.of(desk.open<access::ReadDocument>(grant.object()));
    const auto accepted = accepted_fields(request.form, forms);
    if (wants_new_customer(request.form))
        confirmation.customer = archive::confirm_for_newcomer(desk, archive, grant, confirmation,
                                                              new_card(lobby, desk, grant, accepted));
    else
        archive.confirm(grant, confirmation);
    accept_fields(lobby, desk, grant, accepted, confirmation.customer);
    return see_other((next.empty() ? "/inbox" : next) + "?done=filing");
}

Reply rearrange(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto arranged = arrange(desk, request);
    if (arranged.document != request.id_of<DocumentId>()) return see_other(path_of(arranged.document) + "/file");
    return filing_form(lobby, request, desk, {.page = arranged.page, .said = arranged.said});
}

Reply file(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    if (request.form.text("act") == "find") return filing_form(lobby, request, desk, {});
    return act_or_mend(
        [&] { return asks_to_arrange(request) ? rearrange(lobby, request, desk) : confirm(lobby, request, desk); },
        [&](const std::vector<FieldProblem>& problems) {
            return filing_form(lobby, request, desk, {.problems = problems});
        });
}

}  // namespace

void add_filing_page(Table& table) {
    table.add("GET", "/documents/{id}/file", staff, show_filing);
    table.add("POST", "/documents/{id}/file", staff, file);
}

}  // namespace arkki::web
