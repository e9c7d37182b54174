// One document: its pages, what it is, where the paper stands, who may see it - and the line in the log this look made.
#include <algorithm>

#include "access/people.hpp"
#include "archive/archive.hpp"
#include "archive/staging.hpp"
#include "archive/kept_searches.hpp"
#include "archive/search.hpp"
#include "archive/terms.hpp"
#include "service/rights.hpp"
#include "web/lobby.hpp"
#include "web/originals_view.hpp"
#include "web/rights_view.hpp"
#include "web/sheet_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::Record;
using lang::Value;

Value readers_of(const Words& in, const access::Desk& desk, const Record& record) {
    const auto target = desk.database().read([&](db::Read& read) {
        return service::target_of(read, {"/", {}, record.id}, "");
    });
    return reader_rows(in, desk, target);
}

std::string filed_text(const Words& in, const access::Desk& desk, const Record& record) {
    if (!record.confirmed_at) return in("document.not_filed");
    return moment_text(in, desk, *record.confirmed_at);
}

/// Mean confidence of the pages that were read.
std::string reading_text(const Words& in, const std::vector<archive::PageFacts>& pages) {
    double sum = 0;
    int read = 0;
    for (const auto& page : pages)
        if (page.failure.empty() && !page.blank) sum += page.confidence, ++read;
    if (read == 0) return in("document.nothing_read");
    return in("document.confidence", {{"percent", std::to_string(static_cast<int>(sum / read + 0.5))}});
}

void add_facts(Value& values, const Words& in, const access::Desk& desk, const Record& record) {
    const std::string name = name_of(desk, record.customer);
    values.set("customer", record.customer ? name : in("document.no_customer"));
    values.set("customer_href", record.customer ? path_of(*record.customer) : "");
    values.set("series", series_text(in, record.series)).set("received", day_text(in, record.received_on));
    values.set("pages", record.pages).set("filed", filed_text(in, desk, record));
    values.set("place", place_value(in, desk, record.unit)).set("readers", readers_of(in, desk, record));
    values.set("has_requests", false).set("requests", Value::list());
}

void add_acts(Value& values, const Record& record) {
    const std::string path = path_of(record.id), number = std::to_string(record.id.value());
    values.set("may_file", record.confirmed_at ? "" : path + "/file");
    values.set("may_request", "/requests/new?document=" + number);
    values.set("may_copy", path + "/pdf");
}

std::string page_text(const archive::Archive& archive, const access::Grant<access::ReadDocument>& grant,
                      const std::vector<archive::PageFacts>& pages, int number) {
    const auto page = std::find_if(pages.begin(), pages.end(), [&](const auto& one) { return one.number == number; });
    if (page == pages.end() || !page->failure.empty()) return {};
    return archive::joined_text(archive.words(grant, number));
}

/// Which words are framed: those of the person's own search by its number, or the frames of the address.
struct Sought {
    std::vector<imaging::Box> frames;
    std::string tail;  ///< for the ways to the other pages
};

Sought sought(const Lobby& lobby, const Request& request, const access::Desk& desk,
              const access::Grant<access::ReadDocument>& grant, int page) {
    const auto kept = request.query.number("kept");
    const auto search = kept ? archive::KeptSearches{desk}.find(*kept) : std::nullopt;
    if (!search) return {frames_from(request.query.text("frames")), {}};
    return {archive::frames_on(grant, desk, lobby.office.shelves(), page, search->query),
            "&kept=" + std::to_string(search->id)};
}

std::string back_from(const Record& record, const Sought& found) {
    if (!found.tail.empty()) return "/search?" + found.tail.substr(1);
    return record.confirmed_at ? "/search" : "/inbox";
}

Reply show_document(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    const auto grant = desk.open<access::ReadDocument>(request.id_of<DocumentId>());
    const auto where = desk.database().read([&](db::Read& read) { return archive::joined_to(read, grant.object()); });
    if (where != grant.object()) return see_other(path_of(where));
    const auto archive = lobby.office.archive(desk);
    const Record record = archive.record(grant);
    const auto pages = archive.pages(grant);
    const int number = page_asked(request.query, pages);
    const std::string title = document_text(in, record.series, record.id);
    const std::string text = page_text(archive, grant, pages, number);
    const Sought found = sought(lobby, request, desk, grant, number);
    Value values{{"title", title},
                 {"back", back_from(record, found)},
                 {"has_text", !text.empty()},
                 {"text", text},
                 {"text_language", record.language.empty() ? "fi" : record.language},
                 {"reading", reading_text(in, pages)},
                 {"logged", logged_text(in, desk, "document.logged")}};
    values.set("sheet", sheet_value(in, record.id, pages, number, found.frames, path_of(record.id), found.tail));
    add_acts(values, record);
    add_facts(values, in, desk, record);
    add_originals(values, in, archive, grant, number);
    return lobby.press.print(request, &desk,
                             {.name = "document", .title = title, .values = std::move(values),
                              .here = path_of(record.id) + "?page=" + std::to_string(number) + found.tail});
}

int page_in_path(const Request& request) {
    return static_cast<int>(std::min<std::int64_t>(request.id_of<PageId>("page").value(), 1'000'000));
}

Reply show_image(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto grant = desk.open<access::PreviewDocument>(request.id_of<DocumentId>());
    return shown(lobby.office.archive(desk).page_image(grant, page_in_path(request)), "image/jpeg");
}

Reply show_thumbnail(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto grant = desk.open<access::PreviewDocument>(request.id_of<DocumentId>());
    return shown(lobby.office.archive(desk).thumbnail(grant, page_in_path(request)), "image/jpeg");
}

/// By POST: it makes a copy that leaves the house, and a link must not do that.
Reply copy_pdf(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto grant = desk.open<access::CopyDocument>(request.id_of<DocumentId>());
    const auto pdf = lobby.office.archive(desk).searchable_pdf(grant);
    return saved(pdf, "application/pdf", "A-" + std::to_string(grant.object().value()) + ".pdf");
}

}  // namespace

void add_document_pages(Table& table) {
    table.add("GET", "/documents/{id}", staff, show_document);
    table.add("GET", "/documents/{id}/pages/{page}/image", staff, show_image);
    table.add("GET", "/documents/{id}/pages/{page}/thumbnail", staff, show_thumbnail);
    table.add("POST", "/documents/{id}/pdf", staff, copy_pdf);
}

}  // namespace arkki::web
