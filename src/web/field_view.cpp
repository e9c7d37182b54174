#include "web/field_view.hpp"

#include <algorithm>
#include <cmath>

#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::FieldOnPage;
using archive::FormOnPage;
using imaging::Box;
using imaging::FieldKind;
using imaging::FieldState;
using lang::Value;

constexpr int longest_piece = 14;  ///< its width to its height: longer ones are shown in two

std::string id_of(const FormOnPage& page, const FieldOnPage& field) {
    return "field_" + std::to_string(page.number) + "_" + field.read.name;
}

bool by_ink(const FieldOnPage& field) {
    return field.read.kind == FieldKind::check || field.read.kind == FieldKind::signature;
}

/// What stands in the field before a person touches it.
std::string filled_in(const FieldOnPage& field) {
    const bool shown = field.shown.state == FieldState::sure || field.shown.state == FieldState::proposed;
    return shown ? field.shown.value.reveal() : "";
}

std::string state_text(const Words& in, const FieldOnPage& field) {
    const std::string key = "fields.state." + std::string{code(field.shown.state)};
    if (by_ink(field)) return in(field.shown.state == FieldState::sure ? "fields.state.ink" : "fields.state.ink_unsure");
    return in(key, {{"percent", std::to_string(std::lround(field.read.confidence))}});
}

/// The part of the page image round a field, a little larger than it; a long one as two halves that overlap, so that it
/// can be read on a phone as well.
Value snippets_of(DocumentId document, const FormOnPage& page, const Box& box) {
    const int margin = std::max(4, box.height / 8);
    const int left = std::max(0, box.x - margin), top = std::max(0, box.y - margin);
    const int right = std::min(page.width, box.x + box.width + margin);
    const int height = std::max(1, std::min(page.height, box.y + box.height + margin) - top);
    const int width = std::max(1, right - left);
    const bool halved = width > longest_piece * height;
    const int piece = halved ? width / 2 + height : width;
    Value pieces = Value::list();
    for (const int x : halved ? std::vector{left, left + width - piece} : std::vector{left})
        pieces.add({{"x", x},
                    {"y", top},
                    {"width", piece},
                    {"height", height},
                    {"page_width", page.width},
                    {"page_height", page.height},
                    {"image", path_of(document) + "/pages/" + std::to_string(page.number) + "/image"}});
    return pieces;
}

/// Three of these stand side by side.
bool is_narrow(const FormOnPage& page, const FieldOnPage& field) {
    return field.read.kind != FieldKind::block && field.read.box.width * 4 < page.width;
}

Value choices_of(const Words& in, const FieldOnPage& field, const std::string& chosen) {
    Value options = Value::list();
    const std::string prefix = field.read.kind == FieldKind::check ? "fields.check." : "fields.signature.";
    for (const auto* value : {"", "yes", "no"})
        options.add({{"value", value},
                     {"text", in(*value == '\0' ? "fields.unclear" : prefix + value)},
                     {"chosen", chosen == value}});
    return options;
}

Value row_of(const Words& in, const std::string& label, DocumentId document, const FormOnPage& page,
             const FieldOnPage& field, const Fields& posted) {
    const std::string id = id_of(page, field), take = "take_" + id;
    const bool back = posted.has(id);
    const std::string value = back ? posted.text(id) : filled_in(field);
    const bool ticked = back ? posted.has(take) : field.shown.state == FieldState::sure;
    const bool to_key = field.shown.state == FieldState::to_key;
    return {{"id", id},
            {"take", take},
            {"label", label},
            {"value", value},
            {"state", code(field.shown.state)},
            {"state_text", field.accepted ? in("fields.accepted_before") : state_text(in, field)},
            {"mark", field.shown.state == FieldState::sure ? "good" : field.shown.state == FieldState::proposed ? "" : "warn"},
            {"ticked", ticked},
            {"lines", field.read.kind == FieldKind::block},
            {"one_line", field.read.kind != FieldKind::block && !by_ink(field)},
            {"by_ink", by_ink(field)},
            {"options", by_ink(field) ? choices_of(in, field, value) : Value::list()},
            {"reading", to_key ? field.shown.value.reveal() : ""},
            {"narrow", is_narrow(page, field)},
            {"snippets", snippets_of(document, page, field.read.box)}};
}

Value page_value(const Words& in, const Lobby& lobby, const access::Desk& desk, DocumentId document,
                 const FormOnPage& page, const Fields& posted) {
    Value rows = Value::list(), empty = Value::list();
    std::string title;
    desk.database().read([&](db::Read& read) {
        const auto& forms = lobby.office.forms();
        title = forms.title(read, page.form.name, in.language);
        for (const auto& field : page.fields) {
            const auto label = forms.label(read, page.form.name, field.read.name, in.language);
            auto row = row_of(in, label, document, page, field, posted);
            (field.shown.state == FieldState::empty ? empty : rows).add(std::move(row));
        }
        return 0;
    });
    const bool unknown = page.form.outcome == imaging::FormOutcome::unknown_form;
    const std::string outcome = "fields.outcome." + std::string{code(page.form.outcome)};
    const std::string number = std::to_string(page.number);
    const bool has_rows = !rows.rows()->empty(), has_empty = !empty.rows()->empty();
    const auto empty_count = static_cast<std::int64_t>(empty.rows()->size());
    return {{"heading", in("fields.of_page", {{"form", title}, {"page", number}})},
            {"problem", page.form.outcome == imaging::FormOutcome::read ? "" : in(outcome)},
            {"draw", unknown ? "/forms/draw?document=" + std::to_string(document.value()) + "&page=" + number : ""},
            {"has_rows", has_rows},
            {"rows", std::move(rows)},
            {"has_empty", has_empty},
            {"empty_text", in.count("fields.empty", empty_count)},
            {"empty", std::move(empty)}};
}

/// A name to make a customer of stands on one of the pages.
bool has_name(const std::vector<FormOnPage>& pages) {
    return std::ranges::any_of(pages, [](const FormOnPage& page) {
        return std::ranges::any_of(page.fields, [](const FieldOnPage& field) {
            return field.datum == "name" && field.shown.state != FieldState::empty;
        });
    });
}

}  // namespace

Value fields_value(const Lobby& lobby, const Words& in, const access::Desk& desk, DocumentId document,
                   const std::vector<FormOnPage>& pages, const Fields& posted) {
    Value values = Value::list();
    for (const auto& page : pages) values.add(page_value(in, lobby, desk, document, page, posted));
    return {{"shown", !pages.empty()},
            {"pages", std::move(values)},
            {"may_add", has_name(pages)},
            {"add_ticked", wants_new_customer(posted)}};
}

std::vector<archive::AcceptedField> accepted_fields(const Fields& posted, const std::vector<FormOnPage>& pages) {
    std::vector<archive::AcceptedField> accepted;
    for (const auto& page : pages)
        for (const auto& field : page.fields) {
            const std::string id = id_of(page, field);
            const auto value = posted.personal(id);
            if (value.empty()) continue;
            const bool typed = value.reveal() != filled_in(field);
            if (typed || posted.has("take_" + id)) accepted.push_back({page.number, field.read.name, value});
        }
    return accepted;
}

bool wants_new_customer(const Fields& posted) { return posted.text("new_customer") == "1"; }

std::vector<customers::NewValue> new_card(const Lobby& lobby, const access::Desk& desk,
                                          const access::Grant<access::FileDocument>& grant,
                                          const std::vector<archive::AcceptedField>& fields) {
    auto values = archive::Fields{desk, lobby.office.shelves()}.for_card(grant, fields);
    if (std::ranges::find(values, "name", &customers::NewValue::datum) == values.end())
        throw Error{Fault::invalid, "fields.no_name", {}, "new_customer"};
    return values;
}

void accept_fields(const Lobby& lobby, const access::Desk& desk, const access::Grant<access::FileDocument>& grant,
                   const std::vector<archive::AcceptedField>& fields, std::optional<CustomerId> customer) {
    if (fields.empty()) return;
    const archive::Fields archive{desk, lobby.office.shelves()};
    const bool may_write = customer && desk.database().read([&](db::Read& read) {
        return desk.refusal(read, access::object_of(*customer), access::AmendCard::action).empty();
    });
    if (!may_write) return archive.accept(grant, fields, nullptr);
    const auto card = desk.open<access::AmendCard>(*customer);
    archive.accept(grant, fields, &card);
}

}  // namespace arkki::web
