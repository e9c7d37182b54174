#include "web/program_data.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

#include "audit/query.hpp"
#include "custody/units.hpp"

namespace arkki::web {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int page_size = 100;

Object ordered() { return Object{Poco::JSON_PRESERVE_KEY_ORDER}; }

Reply answer(const Object& object) {
    std::ostringstream text;
    object.stringify(text);
    return json(text.str());
}

Object object_of(const audit::Entry& entry) {
    const auto& event = entry.event;
    Object row = ordered();
    row.set("seq", entry.seq.value());
    row.set("at", iso(entry.at));
    row.set("person", event.actor.value());
    row.set("auth", event.auth);
    row.set("via", event.via);
    row.set("action", event.action);
    row.set("object", event.object);
    row.set("role", event.role);
    row.set("purpose", event.purpose);
    row.set("case", event.case_ref);
    row.set("result", event.result);
    row.set("rule", event.rule);
    row.set("count", event.count);
    row.set("pruned", entry.pruned);
    return row;
}

}  // namespace

Reply document_facts(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto record = lobby.office.archive(desk).record(desk.open<access::ReadDocument>(request.id_of<DocumentId>()));
    const auto unit = desk.database().read(
        [&](db::Read& read) { return record.unit ? custody::unit_of(read, *record.unit) : std::nullopt; });
    Object object = ordered();
    object.set("document", record.id.value());
    object.set("type", std::string{archive::code(record.series)});
    object.set("language", record.language);
    if (record.customer) object.set("customer", record.customer->value());
    object.set("received", iso(record.received_on));
    object.set("filed", iso(record.filed_at));
    object.set("confirmed", record.confirmed_at.has_value());
    object.set("place", unit ? unit->code : "");
    object.set("pages", record.pages);
    object.set("media", record.media);
    object.set("sha256", record.sha256);
    return answer(object);
}

Reply log_entries(const Lobby&, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    const auto before = request.query.number("before");
    const auto entries = desk.database().read([&](db::Read& read) {
        return audit::entries(read, {}, before ? std::optional{EventId{*before}} : std::nullopt, page_size);
    });
    desk.log().append(audit::log_read(desk.event("log.read"), {}, static_cast<std::int64_t>(entries.size())));
    Array rows;
    for (const auto& entry : entries) rows.add(object_of(entry));
    Object object = ordered();
    object.set("entries", rows);
    if (entries.size() == page_size) object.set("before", entries.back().seq.value());
    return answer(object);
}

}  // namespace arkki::web
