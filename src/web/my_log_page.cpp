// One's own entries: the log is also data about the people who work here, and they may see what it holds of them.
#include "audit/query.hpp"
#include "web/lobby.hpp"
#include "web/log_filter.hpp"
#include "web/log_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr int entries_a_page = 50;

Reply show_my_log(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read_own");
    const Words in = lobby.press.words(request);
    audit::Filter mine;
    mine.actor = desk.session().actor;
    const auto before = request.query.number("before");
    auto entries = desk.database().read([&](db::Read& read) {
        return audit::entries(read, mine, before ? std::optional{EventId{*before}} : std::nullopt, entries_a_page + 1);
    });
    const bool more = entries.size() > entries_a_page;
    if (more) entries.pop_back();
    desk.log().append(audit::log_read(desk.event("log.read"), mine, static_cast<std::int64_t>(entries.size())));
    Value values{
        {"caption", in("my_log.caption")},
        {"older",
         more ? address_of("/my-log", request.query, {{"before", std::to_string(entries.back().seq.value())}}) : ""}};
    desk.database().read([&](db::Read& read) {
        values.set("rows", Teller{in, desk, read, Links::none}.rows(entries));
    });
    values.set("has_rows", !entries.empty());
    return lobby.press.print(request, &desk, {"my_log", in("my_log.title"), std::move(values)});
}

}  // namespace

void add_my_log_page(Table& table) { table.add("GET", "/my-log", signed_in, show_my_log); }

}  // namespace arkki::web
