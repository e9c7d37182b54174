#include <Poco/JSON/Array.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

#include "access/access_list.hpp"
#include "archive/search.hpp"
#include "cli/context.hpp"
#include "custody/units.hpp"

namespace arkki::cli {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

/// Where a paper stands and who may see it: what a searcher needs besides the hit.
struct Standing {
    std::optional<custody::Unit> unit;
    std::vector<access::Reader> readers;
};

Standing standing(Context& context, const std::optional<UnitId>& unit, archive::Series series) {
    const auto& desk = context.desk();
    return desk.database().read([&](db::Read& read) {
        Standing result;
        if (unit) result.unit = custody::unit_of(read, *unit);
        result.readers =
            access::who_may(read, result.unit ? result.unit->path : "/", archive::code(series), desk.today());
        return result;
    });
}

void describe(Object& object, const Standing& standing) {
    object.set("place", standing.unit ? standing.unit->code : "");
    object.set("locked", standing.unit && standing.unit->locked);
    object.set("fire_class", standing.unit ? standing.unit->fire_class : "");
    Array readers;
    for (const auto& reader : standing.readers) readers.add(reader.name.reveal());
    object.set("readers", readers);
}

std::string in_words(const Standing& standing) {
    if (!standing.unit) return "-";
    return standing.unit->code + (standing.unit->locked ? " \U0001F512" : "") + " " + standing.unit->fire_class;
}

void search(Context& context, const std::string& query, int limit) {
    const auto found = archive::search(context.desk(), context.office().shelves(), PersonalText{query}, limit);
    Object answer = line();
    answer.set("query", query);
    answer.set("total", found.total + found.similar);
    Array hits;
    for (const auto& page : found.pages) {
        const auto where = standing(context, page.line.unit, page.line.series);
        Object hit = line();
        hit.set("document", page.hit.document.value());
        hit.set("page", page.hit.page);
        hit.set("score", page.hit.score);
        describe(hit, where);
        hit.set("snippet", page.snippet.reveal());
        hit.set("similar", page.hit.similar);
        hits.add(hit);
        if (!context.json)
            std::cout << "A-" << page.hit.document.value() << '\t' << page.hit.page << '\t' << in_words(where) << '\t'
                      << page.snippet.reveal() << '\n';
    }
    answer.set("hits", hits);
    if (context.json) context.say(answer, {});
}

void show(Context& context, DocumentId id) {
    const auto& desk = context.desk();
    const auto grant = desk.open<access::ReadDocument>(id);
    const auto record = context.office().archive(desk).record(grant);
    Object answer = line();
    answer.set("document", id.value());
    answer.set("type", std::string{archive::code(record.series)});
    answer.set("language", record.language);
    answer.set("customer", record.customer ? Poco::Dynamic::Var{record.customer->value()} : Poco::Dynamic::Var{});
    answer.set("received", iso(record.received_on));
    answer.set("pages", record.pages);
    answer.set("media", record.media);
    answer.set("sha256", record.sha256);
    answer.set("confirmed", record.confirmed_at.has_value());
    const auto where = standing(context, record.unit, record.series);
    describe(answer, where);
    context.say(answer, "A-" + std::to_string(id.value()) + "\t" + std::string{archive::code(record.series)} + "\t" +
                            iso(record.received_on) + "\t" + in_words(where));
}

void add_document_command(CLI::App& document, Context& context, const std::string& name, const std::string& help,
                          const std::function<void(Context&, DocumentId, const std::string&)>& act) {
    auto* const command = document.add_subcommand(name, help);
    auto id = std::make_shared<std::int64_t>();
    auto output = std::make_shared<std::string>();
    command->add_option("id", *id)->required();
    command->add_option("-o,--output", *output, "file to write");
    command->callback([&context, id, output, act] { act(context, DocumentId{*id}, *output); });
}

}  // namespace

void add_finding(CLI::App& app, Context& context) {
    auto* const find = app.add_subcommand("search", "find pages by their words");
    auto query = std::make_shared<std::string>();
    auto limit = std::make_shared<int>(20);
    find->add_option("query", *query)->required();
    find->add_option("--limit", *limit);
    find->callback([&context, query, limit] { search(context, *query, *limit); });

    auto* const document = app.add_subcommand("document", "look at a document");
    document->require_subcommand(1);
    add_document_command(*document, context, "show", "the record",
                         [](Context& here, DocumentId id, const std::string&) { show(here, id); });
    add_document_command(*document, context, "text", "the text",
                         [](Context& here, DocumentId id, const std::string& output) {
                             const auto& desk = here.desk();
                             const auto text = here.office().archive(desk).text(desk.open<access::ReadDocument>(id));
                             Context::write(view(text.reveal() + "\n"), output);
                         });
    add_document_command(
        *document, context, "pdf", "the searchable PDF/A", [](Context& here, DocumentId id, const std::string& output) {
            const auto& desk = here.desk();
            Context::write(here.office().archive(desk).searchable_pdf(desk.open<access::CopyDocument>(id)), output);
        });
    auto* const original = document->add_subcommand("original", "a file as it came in");
    struct Wanted {
        std::int64_t id = 0;
        int number = 1;
        std::string output;
    };
    auto wanted = std::make_shared<Wanted>();
    original->add_option("id", wanted->id)->required();
    original->add_option("--number", wanted->number, "which, if the document rests on several");
    original->add_option("-o", wanted->output, "file; standard output without");
    original->callback([&context, wanted] {
        const auto& desk = context.desk();
        const auto grant = desk.open<access::CopyDocument>(DocumentId{wanted->id});
        Context::write(context.office().archive(desk).original_file(grant, wanted->number).bytes, wanted->output);
    });
}

}  // namespace arkki::cli
