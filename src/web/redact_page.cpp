// One paper of the person who asks: words or boxes on the picture are taken out of the copy, each with its ground.
#include <algorithm>
#include <set>
#include <sstream>

#include "archive/redaction_proposals.hpp"
#include "service/redacting.hpp"
#include "web/papers_view.hpp"
#include "web/request_view.hpp"
#include "web/sheet_view.hpp"

namespace arkki::web {
namespace {

using archive::Redaction;
using archive::Redactions;
using imaging::Box;
using lang::Value;

/// What every part of this page needs.
struct Paper {
    access::Desk desk;
    access::Grant<access::WorkOnRequest> work;
    access::Grant<access::ReadDocument> reading;
    requests::Overview about;
    archive::Record record;
    std::vector<archive::PageFacts> pages;
    int number;  ///< of the page that is shown
};

Paper paper_of(const Lobby& lobby, const Request& request, const Fields& from, const access::Desk& visitor) {
    const auto id = request.id_of<RequestId>();
    auto desk = desk_for(lobby, visitor, id);
    auto work = desk.open<access::WorkOnRequest>(id);
    const auto about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(id));
    auto reading = desk.open<access::ReadDocument>(request.id_of<DocumentId>("document"));
    const auto archive = lobby.office.archive(desk);
    auto record = archive.record(reading);
    if (record.customer != about.subject) throw Error{Fault::not_found, "redaction.other_paper"};
    auto pages = archive.pages(reading);
    const int number = page_asked(from, pages);
    return {std::move(desk), std::move(work), std::move(reading), about, std::move(record), std::move(pages), number};
}

std::string here(const Paper& paper, const std::string& tail = {}) {
    return papers_path(paper.about.id, paper.record.id) + "?page=" + std::to_string(paper.number) + tail;
}

bool is_read(const Paper& paper) {
    return std::any_of(paper.pages.begin(), paper.pages.end(),
                       [&](const auto& page) { return page.number == paper.number && page.failure.empty(); });
}

std::vector<imaging::Word> words_on(const Lobby& lobby, const Paper& paper) {
    if (!is_read(paper)) return {};
    return lobby.office.archive(paper.desk).words(paper.reading, paper.number);
}

Value box_value(const Box& box) {
    return {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

/// Each word with its box for the picture and its line for the list; proposed ones first in the list.
void add_words(Value& values, const Lobby& lobby, const Paper& paper, const Fields& posted) {
    const auto words = words_on(lobby, paper);
    const auto card = customers::Cards{paper.desk}.card(paper.desk.open<access::ViewCard>(paper.about.subject));
    const auto proposals = paper.desk.database().read(
        [&](db::Read& read) { return archive::propose_redactions(read, words, card); });
    std::set<std::size_t> proposed;
    for (const auto& proposal : proposals) proposed.insert(proposal.word);
    const auto chosen = posted.all("word");
    Value first = Value::list(), rest = Value::list();
    for (std::size_t i = 0; i < words.size(); ++i) {
        Value word = box_value(words[i].box);
        const std::string number = std::to_string(i);
        word.set("number", number).set("text", words[i].text.reveal());
        word.set("proposed", proposed.contains(i));
        word.set("chosen", std::find(chosen.begin(), chosen.end(), number) != chosen.end());
        (proposed.contains(i) ? first : rest).add(word);
    }
    values.set("has_proposed", !proposed.empty()).set("proposed", std::move(first));
    values.set("has_words", !words.empty()).set("words", std::move(rest));
}

void add_standing(Value& values, const Words& in, const Paper& paper) {
    Value rows = Value::list();
    std::string withheld;
    for (const auto& redaction : Redactions{paper.desk}.of(paper.about.id, paper.reading)) {
        if (redaction.page == 0) withheld = redaction.ground;
        if (redaction.page != paper.number) continue;
        Value row = box_value(redaction.box);
        row.set("id", redaction.id).set("ground", in("redaction.ground." + redaction.ground));
        // A row of a page sees nothing of what stands round it.
        row.set("action", here(paper)).set("open", !paper.about.answered_on);
        row.set("stale", redaction.stale).set("number", static_cast<std::int64_t>(rows.rows()->size() + 1));
        rows.add(row);
    }
    values.set("has_taken", !rows.rows()->empty()).set("taken", std::move(rows));
    values.set("withheld", withheld.empty() ? "" : in("redaction.withheld_because", {{"ground", in("redaction.ground." + withheld)}}));
}

std::vector<Option> ground_options(const Words& in) {
    std::vector<Option> options;
    for (const auto ground : archive::redaction_grounds) {
        const std::string key = "redaction.ground." + std::string{ground};
        options.push_back({std::string{ground}, in(key), in(key + "_rule")});
    }
    return options;
}

void add_form(Value& values, const Words& in, const FormView& form) {
    values.set("ground", form.choice("ground", ground_options(in), {.label = in("redact.ground"), .value = "others"}));
    values.set("withhold_ground", form.choice("withhold_ground", ground_options(in), {.label = in("redact.ground")}));
    values.set("boxes", form.text("boxes", {.label = in("redact.boxes"), .hint = in("redact.boxes_hint")}));
}

Reply redact_page(const Lobby& lobby, const Request& request, const Paper& paper, const Fields& shown,
                  const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, shown, problems};
    const bool copy = request.query.text("view") == "copy";
    const std::string base = papers_path(paper.about.id, paper.record.id);
    const std::string title = document_text(in, paper.record.series, paper.record.id);
    const bool last = paper.pages.empty() || paper.number >= paper.pages.back().number;
    Value values{{"title", title},
                 {"back", papers_path(paper.about.id)},
                 {"action", here(paper)},
                 {"page", paper.number},
                 {"copy", copy},
                 {"open", !paper.about.answered_on},
                 {"other_view", here(paper, copy ? "" : "&view=copy")},
                 {"next_text", in(last ? "redact.done" : "redact.next_page")},
                 {"script", lobby.assets.href("redact.js")},
                 {"logged", logged_text(in, paper.desk, "document.logged")}};
    values.set("sheet", sheet_value(in, paper.record.id, paper.pages, paper.number, {}, base, copy ? "&view=copy" : ""));
    values.set("copy_image", base + "/pages/" + std::to_string(paper.number) + "/image");
    add_words(values, lobby, paper, shown);
    add_standing(values, in, paper);
    add_form(values, in, form);
    return lobby.press.print(request, &paper.desk,
                             {.name = "redact", .title = title, .values = std::move(values), .problems = problems,
                              .status = problems.empty() ? 200 : 422, .here = here(paper, copy ? "&view=copy" : "")});
}

Reply show_paper(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return redact_page(lobby, request, paper_of(lobby, request, request.query, visitor), {}, {});
}

/// `x y width height`, a box a line.
/// @throws Error{Fault::invalid, "redaction.bad_line", field "boxes"}
std::vector<Box> boxes_in(const std::string& text) {
    std::vector<Box> boxes;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (trimmed(line).empty()) continue;
        std::istringstream numbers{line};
        Box box;
        std::string rest;
        if (!(numbers >> box.x >> box.y >> box.width >> box.height) || numbers >> rest || boxes.size() >= 1000)
            throw Error{Fault::invalid, "redaction.bad_line", {}, "boxes"};
        boxes.push_back(box);
    }
    return boxes;
}

/// The chosen words and the drawn boxes.
std::vector<Box> boxes_asked(const Lobby& lobby, const Request& request, const Paper& paper) {
    auto boxes = boxes_in(request.form.text("boxes"));
    const auto words = words_on(lobby, paper);
    for (const auto& chosen : request.form.all("word")) {
        const bool digits = !chosen.empty() && chosen.size() < 6 && chosen.find_first_not_of("0123456789") == std::string::npos;
        if (!digits || std::stoul(chosen) >= words.size()) throw Error{Fault::invalid, "redaction.no_box", {}, "boxes"};
        boxes.push_back(words[std::stoul(chosen)].box);
    }
    return boxes;
}

/// On to the next page, the next paper, or back to the request when all of it was read through.
Reply go_on(const Lobby& lobby, const Paper& paper) {
    for (const auto& page : paper.pages)
        if (page.number > paper.number)
            return see_other(papers_path(paper.about.id, paper.record.id) + "?page=" + std::to_string(page.number));
    Redactions{paper.desk}.looked_through(paper.work, paper.reading);
    const auto next = next_paper(papers_of(lobby, paper.desk, paper.about));
    return see_other(next ? papers_path(paper.about.id, *next) : path_of(paper.about.id) + "?done=papers");
}

Reply change(const Lobby& lobby, const Request& request, const Paper& paper) {
    const Redactions redactions{paper.desk};
    const auto act = request.form.text("act");
    if (act == "next") return go_on(lobby, paper);
    if (act == "undo") redactions.take_back_last(paper.work, paper.reading, paper.number);
    if (act == "undo_withheld") redactions.take_back_last(paper.work, paper.reading, 0);
    if (act == "withhold") redactions.withhold(paper.work, paper.reading, request.form.text("withhold_ground"));
    if (act == "take_out")
        redactions.add(paper.work, paper.reading, paper.number, boxes_asked(lobby, request, paper),
                       request.form.text("ground"));
    if (act == "take_back")
        redactions.take_back(paper.work, paper.reading, request.form.number("redaction").value_or(0));
    return see_other(here(paper));
}

Reply change_paper(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto paper = paper_of(lobby, request, request.query, visitor);
    return act_or_mend([&] { return change(lobby, request, paper); },
                       [&](const std::vector<FieldProblem>& problems) {
                           return redact_page(lobby, request, paper, request.form, problems);
                       });
}

/// The page as it will leave, with its boxes burnt in.
Reply show_burnt(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto grant = desk.open<access::PreviewDocument>(request.id_of<DocumentId>("document"));
    const auto page = std::min<std::int64_t>(request.id_of<PageId>("page").value(), 1'000'000);
    const auto copies = service::redacted_copies(lobby.office);
    return shown(copies.page(grant, request.id_of<RequestId>(), static_cast<int>(page)), "image/jpeg");
}

}  // namespace

void add_redact_page(Table& table) {
    table.add("GET", "/requests/{id}/papers/{document}", staff, show_paper);
    table.add("POST", "/requests/{id}/papers/{document}", staff, change_paper);
    table.add("GET", "/requests/{id}/papers/{document}/pages/{page}/image", staff, show_burnt);
}

}  // namespace arkki::web
