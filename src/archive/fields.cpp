#include "archive/fields.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "imaging/form_fields.hpp"
#include "lang/text.hpp"

namespace arkki::archive {
namespace {

using imaging::FieldState;

/// Fields are named as the data of the register are.
std::string datum_of(const imaging::FieldRead& field) {
    if (field.kind == imaging::FieldKind::check || field.kind == imaging::FieldKind::signature) return {};
    for (const auto& datum : customers::data)
        if (datum == field.name && datum != "ip" && datum != "earlier_orders") return field.name;
    return {};
}

/// A name and a customer's number are sure only if the register knows them.
void ask_register(db::Read& read, const imaging::FieldRead& field, imaging::JudgedField& shown) {
    if (shown.state != FieldState::sure) return;
    const auto& value = shown.value.reveal();
    if (field.kind == imaging::FieldKind::name)
        shown.passed = !customers::named(read, {lang::search_key(value)}).empty();
    else if (field.name == "customer_number")
        shown.passed = customers::by_number(read, value).has_value();
    if (!shown.passed) shown.state = FieldState::proposed;
}

std::set<std::string> accepted_on(db::Read& read, PageId page) {
    const auto names = read.rows<std::string>("SELECT DISTINCT name FROM field_acceptance WHERE page = :page",
                                              {{"page", page}});
    return {names.begin(), names.end()};
}

/// What the person did with what was read.
std::string_view act_of(const FieldOnPage& field, const PersonalText& value) {
    if (value == field.shown.value) return "accepted";
    return field.shown.state == FieldState::sure || field.shown.state == FieldState::proposed ? "changed" : "keyed";
}

struct Choice {
    const FormOnPage* page;
    const FieldOnPage* field;
    const AcceptedField* accepted;
};

std::vector<Choice> choices(const std::vector<FormOnPage>& pages, const std::vector<AcceptedField>& accepted) {
    std::vector<Choice> found;
    for (const auto& one : accepted) {
        if (one.value.reveal().size() > imaging::limits::field_value_bytes || !is_clean_utf8(one.value.reveal()))
            throw Error{Fault::invalid, "fields.too_long", {}, one.name};
        const auto page = std::ranges::find(pages, one.page, &FormOnPage::number);
        if (page == pages.end()) throw Error{Fault::not_found, "fields.unknown"};
        const auto field = std::ranges::find_if(
            page->fields, [&](const FieldOnPage& candidate) { return candidate.read.name == one.name; });
        if (field == page->fields.end()) throw Error{Fault::not_found, "fields.unknown"};
        found.push_back({&*page, &*field, &one});
    }
    return found;
}

std::vector<customers::NewValue> values_for_card(const std::vector<Choice>& choices, DocumentId document) {
    std::vector<customers::NewValue> values;
    for (const auto& choice : choices)
        if (!choice.field->datum.empty() && !choice.accepted->value.empty())
            values.push_back({choice.field->datum, choice.accepted->value, "registration", "", document});
    return values;
}

/// The accepted values as they are sealed, under the page's form.
Bytes sealed_form(const std::vector<Choice>& choices, const FormOnPage& page) {
    auto form = page.form;
    form.fields.clear();
    for (const auto& choice : choices) {
        if (choice.page != &page) continue;
        auto field = choice.field->read;
        const bool ink_only = field.kind == imaging::FieldKind::check || field.kind == imaging::FieldKind::signature;
        field.value = choice.accepted->value;
        if (ink_only) field.kind = imaging::FieldKind::text;  // "yes" or "no", as the person said it
        form.fields.push_back(std::move(field));
    }
    return pack(form);
}

/// @param customer  whose card takes the value; nothing: it goes to no card
void keep(db::Write& write, const access::Desk& desk, DocumentId document, const Choice& choice,
          const std::string& blob, std::optional<CustomerId> customer) {
    const auto& [page, field, accepted] = choice;
    write.run(
        "INSERT INTO field_acceptance (document, page, name, state, confidence, act, customer, datum, value_blob,"
        " accepted_at, accepted_by) VALUES (:document, :page, :name, :state, :confidence, :act, :customer, :datum,"
        " :blob, :now, :person)",
        {{"document", document},
         {"page", page->page},
         {"name", field->read.name},
         {"state", code(field->shown.state)},
         {"confidence", static_cast<double>(field->read.confidence)},
         {"act", act_of(*field, accepted->value)},
         {"customer", customer},
         {"datum", customer ? field->datum : ""},
         {"blob", blob},
         {"now", desk.now()},
         {"person", desk.session().actor}});
}

}  // namespace

std::vector<FormOnPage> Fields::load(db::Read& read, DocumentId id) const {
    std::vector<FormOnPage> pages;
    for (const auto& [page, number, width, height, blob, key] :
         read.rows<PageId, int, int, int, std::string, std::string>(
             "SELECT p.id, p.number, p.width, p.height, p.fields_blob,"
             " CASE p.sealed_by WHEN '' THEN d.document_key ELSE p.sealed_by END"
             " FROM page p JOIN document d ON d.id = p.document"
             " WHERE d.id = :id AND p.dropped = 0 AND p.fields_blob <> '' ORDER BY p.number",
             {{"id", id}})) {
        FormOnPage on{page, number, width, height,
                      imaging::unpack_fields(shelves_.vault.get(blobs::WrappedKey{key}, blobs::BlobId{blob})), {}};
        const auto accepted = accepted_on(read, page);
        for (const auto& field : on.form.fields) {
            FieldOnPage one{field, imaging::judged(field), datum_of(field), accepted.contains(field.name)};
            ask_register(read, field, one.shown);
            on.fields.push_back(std::move(one));
        }
        pages.push_back(std::move(on));
    }
    return pages;
}

std::vector<FormOnPage> Fields::of(const access::Grant<access::ReadDocument>& grant) const {
    return desk_.database().read([&](db::Read& read) { return load(read, grant.object()); });
}

std::vector<customers::NewValue> Fields::for_card(const access::Grant<access::FileDocument>& grant,
                                                  const std::vector<AcceptedField>& fields) const {
    const auto pages = desk_.database().read([&](db::Read& read) { return load(read, grant.object()); });
    return values_for_card(choices(pages, fields), grant.object());
}

void Fields::accept(const access::Grant<access::FileDocument>& grant, const std::vector<AcceptedField>& fields,
                    const access::Grant<access::AmendCard>* card) const {
    if (fields.empty()) return;
    const DocumentId document = grant.object();
    const auto [pages, key] = desk_.database().read([&](db::Read& read) {
        return std::pair{load(read, document),
                         read.one<std::string>("SELECT document_key FROM document WHERE id = :id", {{"id", document}})};
    });
    const auto chosen = choices(pages, fields);
    std::map<const FormOnPage*, std::string> blobs;  // durable before the rows that name them
    for (const auto& choice : chosen)
        if (!blobs.contains(choice.page))
            blobs[choice.page] =
                shelves_.vault.put(blobs::WrappedKey{key}, sealed_form(chosen, *choice.page)).id.text;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        for (const auto& choice : chosen) {
            const bool to_card = card != nullptr && !choice.field->datum.empty() && !choice.accepted->value.empty();
            keep(write, desk_, document, choice, blobs.at(choice.page),
                 to_card ? std::optional{card->object()} : std::nullopt);
        }
        if (card != nullptr)
            static_cast<void>(customers::take_over(write, appender, desk_, card->object(),
                                                   values_for_card(chosen, document)));
        auto event = desk_.event("fields.accepted");
        event.object = "document:" + std::to_string(document.value());
        if (card != nullptr) event.subjects = {card->object()};
        event.count = static_cast<std::int64_t>(chosen.size());
        return appender.append(event);
    });
}

}  // namespace arkki::archive
