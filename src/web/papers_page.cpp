// The papers of the person who asks for them: which have been read through, what is taken out, which is next.
#include "web/papers_view.hpp"
#include "web/request_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;

std::string state_text(const Words& in, const archive::PaperState& state) {
    if (!state.withheld.empty()) return in("papers.withheld");
    if (!state.looked_through) return in("papers.to_look");
    return state.grounds.empty() ? in("papers.whole") : in("papers.partly");
}

std::string_view mark_of(const archive::PaperState& state) {
    if (!state.withheld.empty()) return "bad";
    return state.looked_through ? "good" : "wait";
}

Value rows_of(const Words& in, RequestId request, const Papers& papers) {
    Value rows = Value::list();
    for (std::size_t i = 0; i < papers.lines.size(); ++i) {
        const auto& line = papers.lines[i];
        const auto& state = papers.states[i];
        rows.add({{"href", papers_path(request, line.id)},
                  {"image", path_of(line.id) + "/pages/1/thumbnail"},
                  {"title", document_text(in, line.series, line.id)},
                  {"received", day_text(in, line.received_on)},
                  {"pages", in.count("papers.pages", line.pages)},
                  {"mark", mark_of(state)},
                  {"state", state_text(in, state)},
                  {"places", state.grounds.empty() ? "" : in.count("papers.places", static_cast<std::int64_t>(state.grounds.size()))}});
    }
    return rows;
}

Reply show_papers(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const Words in = lobby.press.words(request);
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(request.id_of<RequestId>()));
    const auto papers = papers_of(lobby, desk, about);
    const auto next = next_paper(papers);
    const bool open = !about.answered_on;
    Value values{{"back", path_of(about.id)},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"has_papers", !papers.lines.empty()},
                 {"papers", rows_of(in, about.id, papers)},
                 {"next", open && next ? papers_path(about.id, *next) : path_of(about.id)},
                 {"next_text", open && next ? in("papers.next") : in("papers.to_request")},
                 {"logged", logged_text(in, desk, "request.logged")}};
    return lobby.press.print(request, &desk, {"papers", in("papers.title"), std::move(values)});
}

}  // namespace

Papers papers_of(const Lobby& lobby, const access::Desk& desk, const requests::Overview& about) {
    const auto archive = lobby.office.archive(desk);
    const auto shown = desk.show(archive.of_customer(about.subject), {}, {about.subject});
    return {archive.lines(shown), archive::Redactions{desk}.states(about.id, shown)};
}

std::optional<DocumentId> next_paper(const Papers& papers) {
    for (const auto& state : papers.states)
        if (!state.looked_through && state.withheld.empty()) return state.document;
    return std::nullopt;
}

std::string papers_path(RequestId request) { return path_of(request) + "/papers"; }

std::string papers_path(RequestId request, DocumentId document) {
    return papers_path(request) + "/" + std::to_string(document.value());
}

void add_papers_pages(Table& table) {
    table.add("GET", "/requests/{id}/papers", staff, show_papers);
    add_redact_page(table);
}

}  // namespace arkki::web
