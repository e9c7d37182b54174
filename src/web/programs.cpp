// For programs: JSON under /api/v1, described by an OpenAPI document made of the route table itself, and /health.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <map>
#include <sstream>

#include "archive/search.hpp"
#include "custody/units.hpp"
#include "intake/intake.hpp"
#include "service/seal_status.hpp"
#include "service/work_status.hpp"
#include "web/arrival_api.hpp"
#include "web/lobby.hpp"
#include "web/program_data.hpp"

namespace arkki::web {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object ordered() { return Object{Poco::JSON_PRESERVE_KEY_ORDER}; }

Reply answer(const Object& object, int status = 200) {
    std::ostringstream text;
    object.stringify(text);
    return json(text.str(), status);
}

/// live: the process answers; ready: its database does too, and the log takes entries; seal: how the log's seal stands;
/// reading: whether pages are read in time.
Reply health(const Lobby& lobby, const Request&, const access::Desk*) {
    Object object = ordered();
    object.set("live", true);
    bool ready = false;
    try {
        const auto seal = service::seal_status(lobby.office);
        ready = seal.closed.empty();
        Array alarms;
        for (const auto& code : seal.alarms) alarms.add(code);
        object.set("ready", ready);
        object.set("seal", !seal.alarms.empty() ? "bad" : seal.good() ? "good" : "warn");
        object.set("alarms", alarms);
        object.set("reading", std::string{service::code(service::work_status(lobby.office).reading)});
    } catch (const Error&) {
        object.set("ready", false);  // not ready is the answer
    }
    object.set("version", ARKKI_VERSION);
    return answer(object, ready ? 200 : 503);
}

Reply session(const Lobby&, const Request&, const access::Desk& desk) {
    const auto& session = desk.session();
    Object object = ordered();
    object.set("person", session.actor.value());
    object.set("role", std::string{access::code(session.role)});
    object.set("purpose", session.purpose);
    object.set("case", session.case_ref);
    return answer(object);
}

/// What came in, without names of files: they may hold somebody's name.
Reply arrivals(const Lobby& lobby, const Request&, const access::Desk& desk) {
    Array rows;
    for (const auto& arrival : lobby.office.intake(desk).inbox(200)) {
        Object row = ordered();
        row.set("arrival", arrival.id.value());
        row.set("state", std::string{intake::code(arrival.state)});
        row.set("reason", arrival.reason);
        if (arrival.document) row.set("document", arrival.document->value());
        row.set("pages", arrival.pages_total);
        row.set("read", arrival.pages_read);
        row.set("received", iso(arrival.received_at));
        rows.add(row);
    }
    Object object = ordered();
    object.set("arrivals", rows);
    return answer(object);
}

Object hit_of(const access::Desk& desk, const archive::FoundPage& page) {
    const auto unit = desk.database().read(
        [&](db::Read& read) { return page.line.unit ? custody::unit_of(read, *page.line.unit) : std::nullopt; });
    Object row = ordered();
    row.set("document", page.hit.document.value());
    row.set("page", page.hit.page);
    row.set("score", page.hit.score);
    row.set("place", unit ? unit->code : "");
    row.set("snippet", page.snippet.reveal());
    row.set("similar", page.hit.similar);
    return row;
}

/// By POST, as the page: words searched for stand in no address.
Reply search(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const int limit = static_cast<int>(std::min<std::int64_t>(request.form.number("limit").value_or(20), 200));
    const auto found = archive::search(desk, lobby.office.shelves(),
                                       {.typed = request.form.personal("q"),
                                        .similar = request.form.text("similar") == "1",
                                        .limit = limit,
                                        .after = request.form.text("after")});
    Array hits;
    for (const auto& page : found.pages) hits.add(hit_of(desk, page));
    Object object = ordered();
    object.set("query", request.form.text("q"));
    object.set("total", found.total + found.similar);
    object.set("hits", hits);
    if (!found.next.empty()) object.set("next", found.next);
    return answer(object);
}

/// One program-facing route as OpenAPI tells it.
struct Told {
    std::string_view method, path, summary;
    const Roles* roles;
    Page page;  ///< null for what strangers may call
    OpenPage open_page;
    std::string_view scope = {};  ///< what a token must cover, "any" for every token
    bool takes_files = false;
};

Reply openapi(const Lobby& lobby, const Request& request, const access::Desk* desk);

const std::vector<Told>& told() {
    static const std::vector<Told> table{
        {"GET", "/health", "Whether the service lives and its database answers", &anyone, nullptr, health},
        {"GET", "/api/v1/openapi.json", "This description", &anyone, nullptr, openapi},
        {"GET", "/api/v1/session", "Who is signed in, as what, and why", &signed_in, session, nullptr, "any"},
        {"GET", "/api/v1/arrivals", "What came in and how far its reading is", &staff, arrivals, nullptr, "intake"},
        {"POST", "/api/v1/arrivals", "Takes in a file as the body, or several of a form as one batch", &staff, arrivals_sent,
         nullptr, "intake", true},
        {"GET", "/api/v1/arrivals/{id}", "What became of one file", &staff, arrival_facts, nullptr, "intake"},
        {"GET", "/api/v1/documents/{id}", "What is known of a document, and where its paper stands", &staff,
         document_facts, nullptr, "read"},
        {"POST", "/api/v1/search", "Pages by their words; form fields q (words, \"phrases\", -exclusions, type: place: customer: from: to: state:),"
         " limit, similar=1 and after (next of the answer before; with a session also its form token)",
         &staff, search, nullptr, "search"},
        {"GET", "/api/v1/log", "A hundred entries of the access log, the newest first; before=N for those before N",
         &auditor, log_entries, nullptr, "log"},
    };
    return table;
}

/// A token with the scope, or a session; nothing at all for what strangers may call.
Array security_of(const Told& route) {
    Array ways;
    if (!route.page) return ways;
    Array scopes;
    if (route.scope != "any") scopes.add(std::string{route.scope});
    Object token = ordered(), cookie = ordered();
    token.set("token", scopes);
    cookie.set("session", Array{});
    ways.add(token);
    ways.add(cookie);
    return ways;
}

/// How a program proves itself (docs/admin.md, "Programs").
Object security_schemes() {
    Object token = ordered(), cookie = ordered(), schemes = ordered(), components = ordered();
    token.set("type", "http");
    token.set("scheme", "bearer");
    token.set("description", "A personal token, arkki_ and 64 hex digits; sent without a session's cookie");
    cookie.set("type", "apiKey");
    cookie.set("in", "cookie");
    cookie.set("name", "arkki");
    cookie.set("description", "The session of a browser, __Host-arkki under TLS; what changes needs its form token");
    schemes.set("token", token);
    schemes.set("session", cookie);
    components.set("securitySchemes", schemes);
    return components;
}

Object header_named(const char* name, const char* description) {
    Object schema = ordered(), header = ordered();
    schema.set("type", "string");
    header.set("name", name).set("in", "header").set("required", false).set("description", description);
    header.set("schema", schema);
    return header;
}

/// What may be sent, and how it is recognised when it is sent again.
void add_files(Object& operation, Object& responses) {
    Object bytes = ordered(), file = ordered(), content = ordered(), body = ordered(), made = ordered();
    bytes.set("type", "string").set("format", "binary");
    file.set("schema", bytes);
    for (const auto* type : {"application/pdf", "image/tiff", "image/png", "image/jpeg", "application/octet-stream"})
        content.set(type, file);
    content.set("multipart/form-data", ordered());
    body.set("required", true).set("content", content);
    Array headers;
    headers.add(header_named("Idempotency-Key", "At most 200 characters; the same again gives the first arrivals, with 200"));
    headers.add(header_named("X-Content-SHA256", "Of the one file, hex; other bytes are refused"));
    headers.add(header_named("X-File-Name", "Of the one file, percent-encoded UTF-8"));
    made.set("description", "taken in: arrivals with their states");
    operation.set("parameters", headers).set("requestBody", body);
    responses.set("201", made);
}

Object operation(const Told& route) {
    Object good = ordered(), bad = ordered(), responses = ordered(), operation = ordered();
    good.set("description", "done");
    bad.set("description", "a problem document (RFC 9457)");
    responses.set("200", good);
    if (route.takes_files) add_files(operation, responses);
    responses.set("default", bad);
    Array roles;
    for (const auto role : *route.roles) roles.add(std::string{access::code(role)});
    operation.set("summary", std::string{route.summary});
    operation.set("x-roles", roles);
    operation.set("security", security_of(route));
    operation.set("responses", responses);
    return operation;
}

Reply openapi(const Lobby&, const Request&, const access::Desk*) {
    Object info = ordered(), paths = ordered(), document = ordered();
    info.set("title", "Arkki");
    info.set("version", ARKKI_VERSION);
    std::map<std::string, Object> methods;  // a path may answer to several
    for (const auto& route : told()) {
        const std::string path{route.path};
        auto& known = methods.try_emplace(path, ordered()).first->second;
        known.set(route.method == "GET" ? "get" : "post", operation(route));
        paths.set(path, known);
    }
    document.set("openapi", "3.1.0");
    document.set("info", info);
    document.set("components", security_schemes());
    document.set("paths", paths);
    return answer(document);
}

}  // namespace

void add_programs(Table& table, std::uint64_t upload_limit) {
    for (const auto& route : told()) {
        if (route.page)
            table.program(std::string{route.method}, std::string{route.path}, *route.roles, route.scope, route.page,
                          route.takes_files ? upload_limit : 0);
        else
            table.open(std::string{route.method}, std::string{route.path}, route.open_page);
    }
}

}  // namespace arkki::web
