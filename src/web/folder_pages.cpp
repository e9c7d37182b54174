// Files of the hot folders that stay where they are, and what a person decides of those that were put aside.
#include "service/folder_watch.hpp"
#include "web/folder_view.hpp"
#include "web/lobby.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::size_t most_shown = 50;  ///< a folder full of links is one fault, not a page of ten thousand lines

Reply retry(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    service::take_up_again(lobby.office, desk, request.ids.text("claim"));
    return see_other("/inbox?done=folder_retry");
}

Reply remove(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto reason = lobby.press.words(request)("folder.delete_reason");
    service::delete_put_aside(lobby.office, desk, request.ids.text("claim"), PersonalText{reason});
    return see_other("/inbox?done=folder_delete");
}

}  // namespace

void add_left_alone(Value& values, const Words& in, const service::Office& office) {
    Value rows = Value::list();
    std::size_t shown = 0;
    for (const auto& file : office.left_alone()) {
        if (++shown > most_shown) break;
        const bool aside = !file.claim.empty(), grows = file.reason == "intake.still_growing";
        rows.add({{"left_name", file.name},
                  {"left_mark", aside ? "bad" : grows ? "wait" : "warn"},
                  {"left_state", in(aside ? "folder.aside" : "folder.stays")},
                  {"left_reason", in(in.catalogue.has(in.language, file.reason) ? file.reason : "inbox.no_reason")},
                  {"left_claim", file.claim},
                  {"left_question", in("folder.delete_question", {{"name", file.name}})}});
    }
    values.set("has_left", shown > 0);
    values.set("left", std::move(rows));
}

void add_folder_pages(Table& table) {
    table.add("POST", "/folder/{claim}/retry", staff, retry);
    table.add("POST", "/folder/{claim}/delete", staff, remove);
}

}  // namespace arkki::web
