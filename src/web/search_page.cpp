// Searching. What is searched for is about people: it comes by POST, is answered at once without a redirect, and
// stands in no address and no log of a proxy; pages of hits are asked for by POST too.
#include <algorithm>

#include "access/access_list.hpp"
#include "archive/search.hpp"
#include "custody/units.hpp"
#include "lang/text.hpp"
#include "register/customers.hpp"
#include "web/lobby.hpp"
#include "web/sheet_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::FoundPage;
using lang::Value;

constexpr int first_hits = 10, most_hits = 100;
constexpr int strip_height = 260;  ///< pixels of a 300 dpi page: some five lines of print

/// The strip of the page around the first frame.
std::string view_box(const FoundPage& page) {
    const int top = page.frames.empty() ? 0 : page.frames.front().y + page.frames.front().height / 2 - strip_height / 2;
    const int at = std::clamp(top, 0, std::max(0, page.height - strip_height));
    return "0 " + std::to_string(at) + " " + std::to_string(page.width) + " " + std::to_string(strip_height);
}

/// The snippet word by word; a word that stands where a frame is, is a hit.
Value snippet_rows(const FoundPage& page) {
    Value rows = Value::list();
    const std::string& text = page.snippet.reveal();
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        rows.add({{"text", text.substr(at, end - at)}, {"hit", false}});
        at = end + 1;
    }
    return rows;
}

void add_place(Value& row, const Words& in, const access::Desk& desk, const FoundPage& page) {
    const Value place = place_value(in, desk, page.line.unit);
    const std::string code = *place.find("code")->text();
    const bool safe = *place.find("locked")->yes() && !place.find("fire")->text()->empty();
    row.set("place", code.empty() ? in("place.tray") : code);
    row.set("place_mark", code.empty() ? "" : safe ? "good" : "bad");
    row.set("place_state", code.empty() ? "" : in(safe ? "place.protected" : "place.not_protected"));
}

std::string readers_text(const access::Desk& desk, const FoundPage& page) {
    std::string names;
    desk.database().read([&](db::Read& read) {
        const auto unit = page.line.unit ? custody::unit_of(read, *page.line.unit) : std::nullopt;
        for (const auto& reader :
             access::who_may(read, unit ? unit->path : "/", archive::code(page.line.series), desk.today()))
            names += (names.empty() ? "" : "; ") + reader.name.reveal();
    });
    return names;
}

using Names = std::map<CustomerId, std::string>;

Names names_in(const access::Desk& desk, const std::vector<FoundPage>& pages) {
    std::vector<CustomerId> ids;
    for (const auto& page : pages)
        if (page.line.customer && std::find(ids.begin(), ids.end(), *page.line.customer) == ids.end())
            ids.push_back(*page.line.customer);
    return names_of(desk, ids);
}

Value hit_row(const Words& in, const access::Desk& desk, const FoundPage& page, const Names& names) {
    const std::string path = path_of(page.hit.document), number = std::to_string(page.hit.page);
    Value frames = Value::list();
    for (const auto& box : page.frames)
        frames.add({{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}});
    Value row{{"href", path + "?page=" + number + (page.frames.empty() ? "" : "&frames=" + frames_text(page.frames))},
              {"title", in("search.hit", {{"type", series_text(in, page.line.series)}, {"page", number}})},
              {"view", view_box(page)},
              {"image", path + "/pages/" + number + "/image"},
              {"width", page.width},
              {"height", page.height},
              {"frames", std::move(frames)},
              {"snippet", snippet_rows(page)},
              {"customer", page.line.customer ? names.at(*page.line.customer) : in("document.no_customer")},
              {"received", day_text(in, page.line.received_on)},
              {"readers", readers_text(desk, page)}};
    add_place(row, in, desk, page);
    return row;
}

Value empty_page(const std::string& query) {
    return {{"q", query},        {"problem", ""},         {"searched", false}, {"total", ""},
            {"has_hits", false}, {"hits", Value::list()}, {"more", ""},        {"logged", ""}};
}

Reply print(const Lobby& lobby, const Request& request, const access::Desk& desk, Value values,
            const std::vector<FieldProblem>& problems = {}) {
    const Words in = lobby.press.words(request);
    return lobby.press.print(request, &desk,
                             {"search", in("search.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return print(lobby, request, desk, empty_page(""));
}

Reply found_page(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto query = request.form.personal("q");
    const int limit =
        static_cast<int>(std::clamp<std::int64_t>(request.form.number("limit").value_or(first_hits), 1, most_hits));
    const auto found = archive::search(desk, lobby.office.shelves(), query, limit);
    const auto names = names_in(desk, found.pages);
    Value hits = Value::list();
    for (const auto& page : found.pages) hits.add(hit_row(in, desk, page, names));
    Value values = empty_page(query.reveal());
    values.set("searched", true)
        .set("total", in.count("search.total", found.total))
        .set("has_hits", !found.pages.empty());
    values.set("hits", std::move(hits)).set("logged", logged_text(in, desk, "search.logged"));
    const bool more = found.total > limit && limit < most_hits;
    values.set("more", more ? std::to_string(std::min(limit * 2, most_hits)) : "");
    return print(lobby, request, desk, std::move(values));
}

Reply search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return act_or_mend([&] { return found_page(lobby, request, desk); },
                       [&](const std::vector<FieldProblem>& problems) {
                           Value values = empty_page(request.form.text("q"));
                           values.set("problem", lobby.press.words(request)(problems.front().key));
                           return print(lobby, request, desk, std::move(values), problems);
                       });
}

}  // namespace

void add_search_page(Table& table) {
    table.add("GET", "/search", staff, show_search);
    table.add("POST", "/search", staff, search);
}

}  // namespace arkki::web
