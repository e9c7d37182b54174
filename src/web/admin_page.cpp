// The administrator sees what there is to know, who has which rights, and how the house is. No content and no log.
#include "access/access_list.hpp"
#include "audit/query.hpp"
#include "custody/places.hpp"
#include "web/lobby.hpp"
#include "web/notice_rows.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// "/1/4/" is the place with the id 4, by its code.
std::string where_text(const Words& in, db::Read& read, const std::string& path) {
    const auto end = path.find_last_of("0123456789");
    if (end == std::string::npos) return in("admin.everywhere");
    const auto begin = path.rfind('/', end) + 1;
    const auto place = custody::place_of(read, PlaceId{std::stoll(path.substr(begin, end + 1 - begin))});
    return place ? place->code : path;
}

std::string types_text(const Words& in, const std::string& series) {
    if (series.empty()) return in("admin.all_types");
    return in(series == "card" ? "admin.cards" : "series." + series);
}

std::string since_text(const Words& in, const access::Entry& entry) {
    const std::string from = day_text(in, entry.from);
    return entry.to ? in("admin.from_to", {{"from", from}, {"to", day_text(in, *entry.to)}})
                    : in("admin.from", {{"from", from}});
}

Value entry_rows(const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto entries = access::AccessList{desk}.in_force();
    desk.database().read([&](db::Read& read) {
        for (const auto& entry : entries)
            rows.add({{"name", entry.name.reveal()},
                      {"may", in("admin.may." + entry.act)},
                      {"where", where_text(in, read, entry.path)},
                      {"types", types_text(in, entry.series)},
                      {"since", since_text(in, entry)}});
    });
    return rows;
}

Value place_rows(const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    for (const auto& place : custody::Places{desk}.list())
        rows.add({{"code", place.code},
                  {"name", place.name},
                  {"kind", in("admin.kind." + std::string{custody::code(place.kind)})},
                  {"grade", place.storage_grade},
                  {"fire", place.fire_class}});
    return rows;
}

/// The house in words: what an administrator looks at first when somebody calls.
Value health_rows(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto add = [&](const char* key, const std::string& value) {
        rows.add({{"name", in(key)}, {"value", value}});
    };
    const auto tally = lobby.office.intake(desk).tally();
    const bool sqlite = lobby.office.settings().database.starts_with("sqlite:");
    const auto entries = desk.database().read([](db::Read& read) { return audit::current(read).size; });
    const auto check = lobby.last_check.read();
    add("admin.health.version", ARKKI_VERSION);
    add("admin.health.database", sqlite ? "SQLite" : "PostgreSQL");
    add("admin.health.waiting", number_text(tally.waiting));
    add("admin.health.stuck", number_text(tally.quarantined + tally.duplicates));
    add("admin.health.entries", number_text(static_cast<std::int64_t>(entries)));
    add("admin.health.verified", check ? moment_text(in, desk, check->at) : in("admin.health.not_yet"));
    return rows;
}

}  // namespace

Reply admin_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    Value values{
        {"entries", entry_rows(in, desk)}, {"places", place_rows(in, desk)}, {"health", health_rows(lobby, in, desk)}};
    add_notices(values, in, desk);
    return lobby.press.print(request, &desk, {"admin", in("admin.title"), std::move(values)});
}

}  // namespace arkki::web
