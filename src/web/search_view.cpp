#include "web/search_view.hpp"

#include <algorithm>

#include "access/access_list.hpp"
#include "custody/units.hpp"
#include "lang/dates.hpp"
#include "web/sheet_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::FoundPage;
using lang::Value;

constexpr int strip_height = 260;  ///< pixels of a 300 dpi page: some five lines of print
constexpr int hits_a_slice = 10;

std::optional<Day> day_in(const Fields& posted, const std::string& field) {
    const std::string text = posted.text(field);
    if (text.empty()) return std::nullopt;
    try {
        return lang::day_from_input(text);
    } catch (const Error&) {
        throw Error{Fault::invalid, "search.bad_day", {}, field};
    }
}

/// The strip of the page around the first frame.
std::string view_box(const FoundPage& page) {
    const int top = page.frames.empty() ? 0 : page.frames.front().y + page.frames.front().height / 2 - strip_height / 2;
    const int at = std::clamp(top, 0, std::max(0, page.height - strip_height));
    return "0 " + std::to_string(at) + " " + std::to_string(page.width) + " " + std::to_string(strip_height);
}

/// The snippet word by word.
Value snippet_rows(const FoundPage& page) {
    Value rows = Value::list();
    const std::string& text = page.snippet.reveal();
    std::size_t word = 0;
    for (std::size_t at = 0; at < text.size(); ++word) {
        const auto end = std::min(text.find(' ', at), text.size());
        rows.add({{"text", text.substr(at, end - at)}, {"hit", word < page.answers.size() && page.answers[word]}});
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

/// The way to the page: the words travel as the number of a remembered search, or as the frames alone.
std::string way_to(const FoundPage& page, std::int64_t kept) {
    const std::string href = path_of(page.hit.document) + "?page=" + std::to_string(page.hit.page);
    if (kept != 0) return href + "&kept=" + std::to_string(kept);
    return page.frames.empty() ? href : href + "&frames=" + frames_text(page.frames);
}

Value hit_row(const Words& in, const access::Desk& desk, const FoundPage& page, const Names& names, std::int64_t kept) {
    const std::string number = std::to_string(page.hit.page);
    Value frames = Value::list();
    for (const auto& box : page.frames)
        frames.add({{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}});
    Value row{{"href", way_to(page, kept)},
              {"title", in("search.hit", {{"type", series_text(in, page.line.series)}, {"page", number}})},
              {"similar", page.hit.similar},
              {"view", view_box(page)},
              {"image", path_of(page.hit.document) + "/pages/" + number + "/image"},
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

Value search_rows(const Words& in, const std::vector<archive::KeptSearch>& searches) {
    Value rows = Value::list();
    for (const auto& search : searches) {
        std::string text = search.name.empty() ? search.query.reveal() : search.name.reveal();
        if (text.empty()) text = search.filters.series ? series_text(in, *search.filters.series) : search.filters.place;
        if (text.empty()) text = search.filters.customer.reveal();
        if (text.empty()) text = in("search.filters");
        rows.add({{"href", "/search?kept=" + std::to_string(search.id)},
                  {"id", search.id},
                  {"text", text},
                  {"forget", in("search.forget_named", {{"name", text}})}});
    }
    return rows;
}

std::string typed_day(const std::optional<Day>& day) { return day ? lang::format_day(Language::fi, *day) : ""; }

}  // namespace

archive::Question question_in(const Fields& posted) {
    archive::Question question{.typed = posted.personal("q"), .limit = hits_a_slice};
    auto& filters = question.filters;
    if (const auto type = posted.text("type"); !type.empty()) filters.series = archive::series_from(type);
    filters.place = posted.text("place");
    filters.customer = posted.personal("customer");
    filters.from = day_in(posted, "from");
    filters.to = day_in(posted, "to");
    if (const auto state = posted.text("state"); !state.empty()) filters.confirmed = state == "filed";
    question.similar = posted.text("similar") == "1";
    question.after = posted.text("after");
    return question;
}

Value hit_rows(const Words& in, const access::Desk& desk, const archive::Found& found, std::int64_t kept) {
    const auto names = names_in(desk, found.pages);
    Value rows = Value::list();
    for (const auto& page : found.pages) rows.add(hit_row(in, desk, page, names, kept));
    return rows;
}

void add_search_form(Value& values, const FormView& form, const Words& in, const archive::Question& question) {
    const auto& filters = question.filters;
    auto types = series_options(in);
    types.insert(types.begin(), Option{"", in("search.any_type")});
    const std::vector<Option> states{{"", in("search.any_state")},
                                     {"filed", in("search.state.filed")},
                                     {"waiting", in("search.state.waiting")}};
    values.set("q", question.typed.reveal()).set("similar", question.similar);
    values.set("type", form.choice("type", types,
                                   {.label = in("search.label.type"),
                                    .value = filters.series ? std::string{archive::code(*filters.series)} : ""}));
    values.set("place", form.text("place", {.label = in("search.label.place"),
                                            .value = filters.place,
                                            .hint = in("search.place_hint")}));
    values.set("customer", form.text("customer", {.label = in("search.label.customer"),
                                                  .value = filters.customer.reveal(),
                                                  .hint = in("search.customer_hint")}));
    values.set("from", form.text("from", {.label = in("search.label.from"), .value = typed_day(filters.from)}));
    values.set("to", form.text("to", {.label = in("search.label.to"), .value = typed_day(filters.to)}));
    values.set("state", form.choice("state", states,
                                    {.label = in("search.label.state"),
                                     .value = !filters.confirmed  ? ""
                                              : *filters.confirmed ? "filed"
                                                                   : "waiting"}));
    values.set("narrowed", !filters.empty() || question.similar || !form.problems().empty());
}

void add_own_searches(Value& values, const Words& in, const archive::KeptSearches& searches) {
    const auto saved = searches.saved(), recent = searches.recent();
    values.set("has_saved", !saved.empty()).set("saved", search_rows(in, saved));
    values.set("has_recent", !recent.empty()).set("recent", search_rows(in, recent));
}

}  // namespace arkki::web
