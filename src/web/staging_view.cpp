#include "web/staging_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::PageFacts;
using lang::Value;

constexpr int most_waiting = 2'000;
constexpr int strip_reach = 12;  ///< pages of the strip on either side of the one shown
constexpr std::size_t most_of_stack = 40;

constexpr std::array<std::string_view, 7> acts{"split", "merge", "turn", "drop", "take_back", "move", "undo"};

/// "move:3": what, and which page.
std::pair<std::string, int> asked(const Request& request) {
    const std::string act = request.form.text("act");
    const auto colon = act.find(':');
    int number = 0;
    if (colon != std::string::npos) {
        const auto [end, fault] = std::from_chars(act.data() + colon + 1, act.data() + act.size(), number);
        if (fault != std::errc{} || end != act.data() + act.size()) throw Error{Fault::not_found, "page.unknown"};
    }
    return {act.substr(0, colon), number};
}

std::string look_of(const PageFacts& page) {
    return page.dropped ? "out" : !page.failure.empty() ? "bad" : page.damaged ? "warn" : page.blank ? "blank" : "";
}

/// What is to be known of a page beside its picture.
std::string word_of(const Words& in, const PageFacts& page) {
    const std::string look = look_of(page);
    return look.empty() ? "" : in("tray.page." + look);
}

Value strip(const Words& in, DocumentId document, const std::vector<PageFacts>& all, int shown) {
    Value rows = Value::list();
    for (const auto& page : all) {
        if (!page.dropped && std::abs(page.number - shown) > strip_reach) continue;
        const std::string number = std::to_string(page.number);
        rows.add({{"href", page.dropped ? "" : path_of(document) + "/file?page=" + number},
                  {"thumbnail", page.failure.empty() ? path_of(document) + "/pages/" + number + "/thumbnail" : ""},
                  {"text", page.dropped ? in("tray.page.out") : in("sheet.position_short", {{"page", number}})},
                  {"word", page.dropped ? "" : word_of(in, page)},
                  {"current", page.number == shown && !page.dropped},
                  {"dropped", page.dropped},
                  {"take_back", "take_back:" + number},
                  {"turn", page.turn == 0 ? "" : "turn-" + std::to_string(page.turn)}});
    }
    return rows;
}

Value stack_rows(const Words& in, const Queue& queue) {
    Value rows = Value::list();
    const auto [first, count] = queue.stack();
    for (std::size_t i = 0; i < std::min(count, most_of_stack); ++i)
        rows.add({{"href", path_of(queue.waiting[first + i].document) + "/file"},
                  {"text", std::to_string(i + 1)},
                  {"label", in("tray.stack_document", {{"number", std::to_string(i + 1)}})},
                  {"current", first + i + 1 == queue.position}});
    return rows;
}

}  // namespace

std::string Queue::next() const {
    if (position == 0 || waiting.size() < 2) return {};
    return path_of(waiting[position % waiting.size()].document) + "/file";
}

std::optional<DocumentId> Queue::next_in_stack() const {
    if (position == 0 || position >= waiting.size()) return std::nullopt;
    const auto &mine = waiting[position - 1], &other = waiting[position];
    return mine.batch && mine.batch == other.batch ? std::optional{other.document} : std::nullopt;
}

std::pair<std::size_t, std::size_t> Queue::stack() const {
    if (position == 0) return {0, 0};
    const auto batch = waiting[position - 1].batch;
    if (!batch) return {position - 1, 1};
    std::size_t first = position - 1, end = position;
    while (first > 0 && waiting[first - 1].batch == batch) --first;
    while (end < waiting.size() && waiting[end].batch == batch) ++end;
    return {first, end - first};
}

Queue queue_of(const access::Desk& desk, DocumentId document) {
    Queue queue{archive::tray(desk, most_waiting), 0};
    const auto found = std::ranges::find(queue.waiting, document, &archive::TrayLine::document);
    if (found != queue.waiting.end()) queue.position = static_cast<std::size_t>(found - queue.waiting.begin()) + 1;
    return queue;
}

void add_staging(Value& values, const Words& in, DocumentId document, const std::vector<PageFacts>& all, int page,
                 const Queue& queue, const std::optional<archive::StagingAct>& last) {
    const int kept = static_cast<int>(std::ranges::count(all, false, &PageFacts::dropped));
    const bool in_tray = queue.position > 0 && kept > 0;
    const auto shown = std::ranges::find(all, page, &PageFacts::number);
    const auto move = [&](int to) { return in_tray && to >= 1 && to <= kept ? "move:" + std::to_string(to) : ""; };
    values.set("has_strip", all.size() > 1).set("strip", strip(in, document, all, page));
    values.set("shown_page", page);
    Value tray{{"may_split", in_tray && page > 1},
               {"may_merge", in_tray && queue.next_in_stack().has_value()},
               {"may_turn", in_tray && shown != all.end() && shown->failure.empty()},
               {"may_drop", in_tray && kept > 1},
               {"earlier", move(page - 1)},
               {"later", move(page + 1)},
               {"undo", in_tray && last && last->mine ? in("tray.undo." + last->kind) : ""}};
    values.set("in_tray", in_tray).set("tray", std::move(tray));
    values.set("page_word", shown == all.end() ? "" : word_of(in, *shown));
    const bool stacked = queue.stack().second > 1;
    values.set("has_stack", stacked).set("stack", stacked ? stack_rows(in, queue) : Value::list());
}

bool asks_to_arrange(const Request& request) {
    const std::string act = request.form.text("act");
    return std::ranges::find(acts, std::string_view{act}.substr(0, act.find(':'))) != acts.end();
}

Arranged arrange(const access::Desk& desk, const Request& request) {
    const auto id = request.id_of<DocumentId>();
    const auto [act, number] = asked(request);
    const int page = static_cast<int>(std::clamp<std::int64_t>(request.form.number("page").value_or(1), 1, 100'000));
    const auto seen = request.form.number("version").value_or(0);
    const auto neighbour = act == "merge" ? queue_of(desk, id).next_in_stack() : std::nullopt;
    if (act == "merge" && !neighbour) throw Error{Fault::conflict, "staging.no_neighbour"};
    const archive::Staging staging{desk};
    const auto grant = desk.open<access::FileDocument>(id);
    int show = page;
    if (act == "split") static_cast<void>(staging.split(grant, seen, page)), show = page - 1;
    if (act == "merge") staging.merge(grant, seen, desk.open<access::FileDocument>(*neighbour));
    if (act == "turn") staging.turn(grant, seen, page, 90);
    if (act == "drop") staging.drop(grant, seen, page);
    if (act == "take_back") staging.take_back(grant, seen, number);
    if (act == "move") staging.move(grant, seen, page, number), show = number;
    if (act == "undo") staging.undo(grant, seen);
    const auto where = desk.database().read([&](db::Read& read) { return archive::joined_to(read, id); });
    return {where, show, "tray.done." + act};
}

}  // namespace arkki::web
