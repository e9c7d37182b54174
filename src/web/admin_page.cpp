// The administrator sees what there is to know, how the house is, and its places. No content and no log.
#include "access/people.hpp"
#include "audit/query.hpp"
#include "custody/places.hpp"
#include "service/work_status.hpp"
#include "web/lobby.hpp"
#include "web/notice_rows.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

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

std::string reading_text(const Words& in, const service::WorkStatus& work) {
    const auto& read = work.jobs.at("read");
    const lang::Arguments numbers{{"waiting", number_text(read.waiting)},
                                  {"running", number_text(read.running)},
                                  {"minutes", number_text(service::slow_after.count())}};
    return in("admin.health.reading_" + std::string{service::code(work.reading)}, numbers);
}

/// Each with what is wrong with it, if something is.
std::string scanners_text(const Words& in, const service::WorkStatus& work) {
    std::string text;
    for (const auto& scanner : work.scanners) {
        const bool trouble = in.catalogue.has(in.language, scanner.trouble);
        text += (text.empty() ? "" : "; ") + scanner.name + (trouble ? ": " + in(scanner.trouble) : "");
    }
    return text.empty() ? in("admin.health.none") : text;
}

/// The house in words: what an administrator looks at first when somebody calls.
Value health_rows(const Lobby& lobby, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto add = [&](const char* key, const std::string& value) {
        rows.add({{"name", in(key)}, {"value", value}});
    };
    const auto work = service::work_status(lobby.office);
    const auto& tally = work.arrivals;
    const bool sqlite = lobby.office.settings().database.starts_with("sqlite:");
    const auto entries = desk.database().read([](db::Read& read) { return audit::current(read).size; });
    const auto check = lobby.last_check.read();
    add("admin.health.version", ARKKI_VERSION);
    add("admin.health.database", sqlite ? "SQLite" : "PostgreSQL");
    add("admin.health.waiting", number_text(tally.waiting));
    add("admin.health.stuck", number_text(tally.quarantined + tally.duplicates));
    add("admin.health.oldest", tally.oldest ? moment_text(in, desk, *tally.oldest) : in("admin.health.nothing"));
    add("admin.health.reading", reading_text(in, work));
    add("admin.health.failed", number_text(work.failed_jobs()));
    add("admin.health.scanners", scanners_text(in, work));
    add("admin.health.folders",
        work.left_alone == 0 ? in("admin.health.folders_good")
                             : in("admin.health.folders_left",
                                  {{"count", number_text(static_cast<std::int64_t>(work.left_alone))}}));
    add("admin.health.entries", number_text(static_cast<std::int64_t>(entries)));
    add("admin.health.verified", check ? moment_text(in, desk, check->at) : in("admin.health.not_yet"));
    return rows;
}

}  // namespace

Reply admin_start(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto name = desk.database().read([&](db::Read& read) { return access::name_of(read, desk.session().actor); });
    const std::string title = in("start.title", {{"name", name.reveal()}});
    Value values{{"title", title}, {"places", place_rows(in, desk)}, {"health", health_rows(lobby, in, desk)}};
    add_notices(values, in, desk);
    return lobby.press.print(request, &desk, {"admin", title, std::move(values)});
}

}  // namespace arkki::web
