// A person says what a paper is, beside its image; what Arkki proposes is marked as a proposal.
#include <algorithm>

#include "archive/archive.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"
#include "web/lobby.hpp"
#include "web/sheet_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::Record;
using lang::Value;

constexpr int most_candidates = 20;
constexpr int most_waiting = 1'000;

/// Where this document stands in the row of those that wait.
struct Queue {
    std::vector<DocumentId> waiting;
    std::size_t position = 0;  ///< from 1; 0 if it does not wait

    /// The next one that waits, from the beginning again after the last.
    [[nodiscard]] std::string next() const {
        if (position == 0 || waiting.size() < 2) return {};
        return path_of(waiting[position % waiting.size()]) + "/file";
    }
};

Queue queue_of(const archive::Archive& archive, DocumentId id) {
    Queue queue{archive.waiting(0, most_waiting), 0};
    const auto found = std::find(queue.waiting.begin(), queue.waiting.end(), id);
    if (found != queue.waiting.end()) queue.position = static_cast<std::size_t>(found - queue.waiting.begin()) + 1;
    return queue;
}

/// The customers to choose from: those found by the words typed, else the one that stands or is proposed.
std::vector<Option> candidates(const Words& in, const Request& request, const access::Desk& desk,
                               const Record& record) {
    const auto words = request.form.personal("customer_words");
    if (!words.empty()) {
        const auto found = customers::Cards{desk}.find(words, most_candidates);
        return customer_options(in, desk, found, words);
    }
    const auto known = record.customer ? record.customer : record.proposed_customer;
    if (!known || request.changes()) return {};
    return customer_options(in, desk, {*known}, {});
}

std::string unit_code(const access::Desk& desk, std::optional<UnitId> id) {
    const auto unit =
        desk.database().read([&](db::Read& read) { return id ? custody::unit_of(read, *id) : std::nullopt; });
    return unit ? unit->code : "";
}

void add_fields(Value& values, const Words& in, const FormView& form, const Record& record, const access::Desk& desk) {
    const std::string proposed = record.confirmed_at ? "" : in("filing.proposed");
    values.set("series", form.choice("series", series_options(in),
                                     {.label = in("filing.series"),
                                      .value = std::string{archive::code(record.series)},
                                      .proposed = record.series == archive::Series::other ? "" : proposed}));
    values.set("customer_words",
               form.text("customer_words", {.label = in("filing.customer_words"), .hint = in("filing.customer_hint")}));
    values.set("unit",
               form.text("unit", {.label = in("filing.unit"), .value = unit_code(desk, record.unit), .narrow = true}));
    values.set("document_language", form.choice("document_language", language_options(in, true),
                                                {.label = in("filing.language"),
                                                 .value = record.language,
                                                 .proposed = record.language.empty() ? "" : proposed}));
}

void add_candidates(Value& values, const Words& in, const FormView& form, const std::vector<Option>& options,
                    const Record& record) {
    values.set("has_candidates", !options.empty());
    const bool one_known = !record.confirmed_at && record.proposed_customer && options.size() == 2;
    values.set("customer", form.choice("customer", options,
                                       {.label = in("filing.candidates"),
                                        .value = options.empty() || options.size() > 2 ? "" : options.front().value,
                                        .proposed = one_known ? in("filing.proposed") : ""}));
}

Reply filing_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto archive = lobby.office.archive(desk);
    const auto grant = desk.open<access::ReadDocument>(request.id_of<DocumentId>());
    const Record record = archive.record(grant);
    const auto pages = archive.pages(grant);
    const Queue queue = queue_of(archive, record.id);
    const std::string path = path_of(record.id) + "/file";
    const std::string title = in("filing.title", {{"type", series_text(in, record.series)}});
    Value values{{"title", title},
                 {"action", path},
                 {"version", record.version},
                 {"queue", queue.position == 0 ? ""
                                               : in("filing.queue", {{"number", std::to_string(queue.position)},
                                                                     {"of", std::to_string(queue.waiting.size())}})},
                 {"act", in.count("filing.act", std::max(record.pages, 1))},
                 {"skip", queue.next()},
                 {"logged", logged_text(in, desk, "document.logged")}};
    values.set("sheet", sheet_value(in, record.id, pages, page_asked(request.query, pages), {}, path));
    values.set("place", place_value(in, desk, record.unit));
    add_fields(values, in, form, record, desk);
    add_candidates(values, in, form, candidates(in, request, desk, record), record);
    return lobby.press.print(request, &desk,
                             {"filing", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_filing(const Lobby& lobby, const Request& request, const access::Desk& desk) {
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

Reply file(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    if (request.form.text("act") == "find") return filing_form(lobby, request, desk, {});
    return act_or_mend(
        [&] {
            const auto archive = lobby.office.archive(desk);
            const auto confirmation = confirmation_of(request, desk);
            const auto grant = desk.open<access::FileDocument>(request.id_of<DocumentId>());
            const auto next = queue_of(archive, grant.object()).next();
            archive.confirm(grant, confirmation);
            return see_other((next.empty() ? "/inbox" : next) + "?done=filing");
        },
        [&](const std::vector<FieldProblem>& problems) { return filing_form(lobby, request, desk, problems); });
}

}  // namespace

void add_filing_page(Table& table) {
    table.add("GET", "/documents/{id}/file", staff, show_filing);
    table.add("POST", "/documents/{id}/file", staff, file);
}

}  // namespace arkki::web
