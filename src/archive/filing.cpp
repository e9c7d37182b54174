// How a document becomes a row, and how a person says what it is.
#include <algorithm>

#include "access/access_list.hpp"
#include "archive/archive.hpp"
#include "archive/confirming.hpp"
#include "archive/page_rows.hpp"
#include "archive/searchable_copy.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"
#include "register/new_card.hpp"

namespace arkki::archive {
namespace {

std::string path_of(db::Read& read, const std::optional<UnitId>& unit) {
    if (!unit) return "/";
    const auto found = custody::unit_of(read, *unit);
    if (!found) throw Error{Fault::not_found, "unit.unknown", {}, "place"};
    return found->path;
}

/// The files it rests on: the first stands in the document's own columns as well.
void add_originals(db::Write& write, DocumentId id, const NewDocument& document) {
    std::vector<Original> originals{{document.arrival, document.media, document.key, document.original}};
    originals.insert(originals.end(), document.more_originals.begin(), document.more_originals.end());
    int position = 0;
    for (const auto& one : originals)
        write.run(
            "INSERT INTO document_original (document, position, arrival, media, sha256, size, original, document_key)"
            " VALUES (:document, :position, :arrival, :media, :sha256, :size, :original, :key)",
            {{"document", id},
             {"position", ++position},
             {"arrival", one.arrival},
             {"media", one.media},
             {"sha256", one.stored.sha256},
             {"size", static_cast<std::int64_t>(one.stored.size)},
             {"original", one.stored.id.text},
             {"key", one.key.text}});
}

std::string changed_fields(const Record& before, const Archive::Confirmation& after) {
    std::string fields;
    const auto name = [&](bool changed, std::string_view field) {
        if (changed) fields += (fields.empty() ? "" : "+") + std::string{field};
    };
    name(before.series != after.series, "type");
    name(before.language != after.language, "language");
    name(before.customer != after.customer, "customer");
    name(before.unit != after.unit, "place");
    return fields.empty() ? "none" : fields;
}

/// As type and place decide who may read, whoever says them must be on the list for the new ones as well: the grant speaks
/// of the old ones only. A refusal is logged, then thrown.
void demand_right_at(const access::Desk& desk, DocumentId id, const Archive::Confirmation& after) {
    const bool on_list = desk.database().read([&](db::Read& read) {
        const std::string path = path_of(read, after.unit);
        return access::entry_for(read, desk.session().actor, "maintain", path, code(after.series), desk.today())
            .has_value();
    });
    if (on_list) return;
    auto event = desk.event(access::FileDocument::action);
    event.object = "document:" + std::to_string(id.value());
    event.result = "denied";
    event.rule = "not-on-list";
    desk.log().append(event);
    throw Error{Fault::denied, "access.denied.not-on-list"};
}

/// Keeps who changed what, and makes the line of the log: it concerns the old customer of a wrong link as well.
audit::Event changed(db::Write& write, const access::Desk& desk, const Record& before,
                     const Archive::Confirmation& after) {
    const std::string fields = changed_fields(before, after);
    write.run(
        "INSERT INTO document_change (document, changed_at, changed_by, fields) VALUES (:id, :now, :person, :fields)",
        {{"id", before.id}, {"now", desk.now()}, {"person", desk.session().actor}, {"fields", fields}});
    auto event = desk.event("document.changed");
    event.object = "document:" + std::to_string(before.id.value());
    event.version = before.version + 1;
    if (after.customer) event.subjects.push_back(*after.customer);
    if (before.customer && before.customer != after.customer) event.subjects.push_back(*before.customer);
    event.args = {{"fields", fields}};
    return event;
}

/// What can be refused before anything is written.
void demand_confirmable(const access::Desk& desk, const Record& before, const Archive::Confirmation& confirmation) {
    if (confirmation.version.value_or(before.version) != before.version)
        throw Error{Fault::conflict, "document.changed_meanwhile"};
    if (!confirmation.language.empty()) static_cast<void>(language_from(confirmation.language));
    demand_right_at(desk, before.id, confirmation);
}

/// One part of a transaction: the record, what finds its pages, its history and its line in the log.
audit::Receipt record_confirmation(db::Write& write, audit::Appender& appender, const access::Desk& desk,
                                   const Record& before, const Archive::Confirmation& confirmation) {
    if (confirmation.customer && !customers::facts(write, *confirmation.customer).exists)
        throw Error{Fault::not_found, "customer.unknown", {}, "customer"};
    const std::string path = path_of(write, confirmation.unit);
    const auto scope = access::scope_of(write, path, code(confirmation.series));
    const auto touched = write.run(
        "UPDATE document SET series = :series, language = :language, customer = :customer, unit = :unit,"
        " path = :path, scope = :scope, confirmed_at = :now, confirmed_by = :person, version = version + 1"
        " WHERE id = :id AND version = :version",
        {{"series", code(confirmation.series)},
         {"language", confirmation.language},
         {"customer", confirmation.customer},
         {"unit", confirmation.unit},
         {"path", path},
         {"scope", scope},
         {"now", desk.now()},
         {"person", desk.session().actor},
         {"id", before.id},
         {"version", before.version}});
    if (touched != 1) throw Error{Fault::conflict, "document.changed_meanwhile"};
    write.run("UPDATE page_scope SET scope = :scope WHERE document = :id", {{"scope", scope}, {"id", before.id}});
    order_copy(write, before.id, desk.now());  // it says the language
    return appender.append(changed(write, desk, before, confirmation));
}

}  // namespace

std::pair<DocumentId, audit::Receipt> Archive::file(db::Write& write, audit::Appender& appender,
                                                    const NewDocument& document) const {
    const std::string path = path_of(write, document.unit);
    const auto scope = access::scope_of(write, path, code(document.series));
    const auto id = write.one<DocumentId>(
        "INSERT INTO document (series, language, proposed_customer, received_on, filed_at, filed_by, unit, path, scope,"
        " media, pages, sha256, size, original, document_key) VALUES (:series, :language, :proposed, :received, :now,"
        " :person, :unit, :path, :scope, :media, :pages, :sha256, :size, :original, :key) RETURNING id",
        {{"series", code(document.series)},
         {"language", document.language},
         {"proposed", document.proposed_customer},
         {"received", document.received_on},
         {"now", desk_.now()},
         {"person", desk_.session().actor},
         {"unit", document.unit},
         {"path", path},
         {"scope", scope},
         {"media", document.media},
         {"pages", document.pages.size()},
         {"sha256", document.original.sha256},
         {"size", static_cast<std::int64_t>(document.original.size)},
         {"original", document.original.id.text},
         {"key", document.key.text}});
    add_originals(write, id, document);
    for (const auto& page : document.pages) add_page(write, id, scope, page);
    order_copy(write, id, desk_.now());
    auto event = desk_.event("document.filed");
    event.object = "document:" + std::to_string(id.value());
    event.version = 1;
    event.count = std::max<std::int64_t>(1, static_cast<std::int64_t>(document.pages.size()));
    event.args = {{"type", std::string{code(document.series)}}};
    return {id, appender.append(event)};
}

void Archive::confirm(const access::Grant<access::FileDocument>& grant, const Confirmation& confirmation) const {
    const Record before = load(grant.object());
    demand_confirmable(desk_, before, confirmation);
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        return record_confirmation(write, appender, desk_, before, confirmation);
    });
}

CustomerId confirm_for_newcomer(const access::Desk& desk, const Archive& archive,
                                const access::Grant<access::FileDocument>& grant, Archive::Confirmation confirmation,
                                const std::vector<customers::NewValue>& values) {
    const Record before = archive.record(grant);
    customers::demand_new_card(desk, values);
    confirmation.customer.reset();
    demand_confirmable(desk, before, confirmation);
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        confirmation.customer = customers::add_card(write, appender, desk, values, desk.today()).first;
        return record_confirmation(write, appender, desk, before, confirmation);
    });
    return *confirmation.customer;
}

void follow_unit(db::Write& write, UnitId unit) {
    for (const auto& [id, series, holder, before] : write.rows<DocumentId, std::string, UnitId, std::string>(
             "WITH RECURSIVE held (unit) AS (SELECT u.id FROM unit u WHERE u.id = :unit UNION ALL"
             " SELECT h.unit FROM unit_home_now h JOIN held ON h.inside = held.unit)"
             " SELECT d.id, d.series, d.unit, d.path FROM document d JOIN held ON held.unit = d.unit ORDER BY d.id",
             {{"unit", unit}})) {
        const std::string path = path_of(write, holder);
        if (path == before) continue;
        const auto scope = access::scope_of(write, path, series);
        write.run("UPDATE document SET path = :path, scope = :scope WHERE id = :id",
                  {{"path", path}, {"scope", scope}, {"id", id}});
        write.run("UPDATE page_scope SET scope = :scope WHERE document = :id", {{"scope", scope}, {"id", id}});
    }
}

}  // namespace arkki::archive
