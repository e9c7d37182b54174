// The real route table, walked as every role, as a stranger, and by those whose right has ended. Whatever tells
// something of a customer was in the log, with the customer, before it was told; whatever is refused leaves one line
// and no content.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "access/access_list.hpp"
#include "access/commitments.hpp"
#include "access/people.hpp"
#include "audit/query.hpp"
#include "service/commitment_work.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using access::Role;
using test::Visitor;

namespace {

/// The house with its form filed for its customer.
struct House : test::TestSite {
    House() {
        Visitor clerk{door()};
        const std::string path = "/documents/" + std::to_string(document.value()) + "/file";
        const auto reply = clerk.sign_in(credential("clerk"))
                               .post(path, "act=file&series=correction_request&customer=1&unit=K2-H3-M07");
        if (reply.status != 303) throw std::runtime_error{"the form was not filed"};
    }
};
test::TestSite& house() {
    static House house;
    return house;
}
const std::vector<std::string> users{"clerk", "responsible", "auditor", "admin", "second"};

/// Routes that answer with bytes of a record or of the log, and the one act that each leaves. A route that answers with
/// anything but a page and is not named here fails the walk: say here what it leaves.
const std::map<std::string, std::string> byte_routes{
    {"GET /documents/{id}/pages/{page}/image", "document.preview"},
    {"GET /documents/{id}/pages/{page}/thumbnail", "document.preview"},
    {"GET /arrivals/{id}/pages/{page}/thumbnail", "arrival.preview"},
    {"POST /documents/{id}/pdf", "document.copy"},
    {"POST /documents/{id}/originals/{page}", "document.copy"},
    {"GET /requests/{id}/draft/{draft}", "letter.preview, card.view"},  // made anew, from the card
    {"GET /requests/{id}/draft/{draft}/pages/{page}", "letter.preview"},
    {"GET /requests/{id}/letters/{letter}", "letter.view"},
    {"GET /requests/{id}/letters/{letter}/annexes/{page}", "letter.view"},
    {"GET /requests/{id}/package", "letter.view"},
    {"GET /requests/{id}/papers/{document}/pages/{page}/image", "document.preview"},
    {"GET /api/v1/documents/{id}", "document.view"},
    {"GET /api/v1/log", "log.read"},
    {"POST /api/v1/search", "search.page"},
    {"POST /search/suggestions", "search.page"},
    {"GET /people/{id}/sheet/{code}", "commitment.printed"},
    {"GET /people/{id}/text/{code}", "commitment.printed"},
    {"GET /log/export/{format}", "log.exported"},
    {"GET /log/{seq}/evidence/{part}", "log.proved"},
    {"GET /people/{id}/sheet/{code}", "commitment.printed"},
    {"GET /people/{id}/text/{code}", "commitment.printed"},
    {"POST /seal/sheet", "log.exported"},
    {"GET /requests/{id}/log-extract/evidence", "log.proved"},
};
/// What a program or a stranger may have: it tells nothing of anybody.
const std::set<std::string> harmless_routes{"GET /api/v1/arrivals",  // numbers and states
                                            "GET /api/v1/arrivals/{id}", "POST /api/v1/arrivals", "GET /live",
                                            "GET /scans/{batch}/state",  // numbers of a stack
                                            "GET /staff-notice",     // a text about nobody
                                            "POST /letter-templates/{kind}/{language}",  // artificial values
                                            "GET /forms/{form}/{language}",  // an empty form
                                            "GET /assets/{hash}/{name}", "GET /health",        "GET /metrics",
                                            "GET /api/v1/openapi.json",  "GET /api/v1/session"};

/// Papers about the people who work here or about the log: their line names no customer.
const std::set<std::string> about_no_customer{"GET /forms/{form}/{language}", "GET /people/{id}/sheet/{code}", "GET /people/{id}/text/{code}",
                                              "POST /seal/sheet", "GET /staff-notice", "POST /letter-templates/{kind}/{language}"};

/// Forms that come back with what is wrong beside the paper they are about, once a line names whom it tells of.
const std::set<std::string> shows_paper_again{"POST /documents/{id}/file"};

/// What stands at the {names} of a pattern, so that the walk meets things that exist.
std::map<std::string, std::string> examples(const std::string& pattern) {
    const auto id = pattern.find("/documents") != std::string::npos   ? house().document.value()
                    : pattern.find("/requests") != std::string::npos  ? house().request.value()
                    : pattern.find("/customers") != std::string::npos ? house().customer.value()
                    : pattern.find("/people") != std::string::npos    ? 2  // the first human
                                                                      : 1;
    return {{"session", "0"},  {"token", "0"}, {"language", "fi"}, {"month", "2026-01"}, {"id", std::to_string(id)},
            {"page", "1"},     {"draft", "0"}, {"letter", "1"},    {"code", "fi"},       {"format", "csv"},
            {"part", "proof"}, {"batch", "1"}, {"claim", "0"}, {"form", "contact"}, {"seq", "1"},
            {"hash", "0"},     {"name", "arkki.css"}, {"kind", pattern.find("/write") == std::string::npos ? "refusal" : "acknowledgement"}, {"document", std::to_string(house().document.value())}};
}

std::string named(const web::Route& route) { return route.method + " " + route.pattern; }

/// The address of a route with what exists; "" and a failure that names the route if the walk knows no example.
std::string address(const web::Route& route) {
    const auto known = examples(route.pattern);
    std::string path = route.pattern;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        const auto close = path.find('}', open);
        const auto example = known.find(path.substr(open + 1, close - open - 1));
        if (example == known.end()) {
            BOOST_ERROR("the walk knows no example for " << named(route));
            return {};
        }
        path.replace(open, close - open + 1, example->second);
    }
    return path;
}

bool open_to(const web::Route& route, Role role) { return std::ranges::find(route.roles, role) != route.roles.end(); }
bool for_anyone(const web::Route& route) { return open_to(route, Role::anyone); }
const std::vector<web::Route>& routes() { return house().door().routes().table(); }

/// Everything the register holds of the customer that is long enough to be found by.
const std::vector<std::string>& secrets() {
    static const auto values = house().office().database().read([](db::Read& read) {
        std::vector<std::string> found;
        for (const auto& value : read.rows<std::string>("SELECT value FROM customer_item WHERE customer = 1"))
            if (value.size() > 6) found.push_back(value);
        return found;
    });
    return values;
}

bool holds(const std::string& text, const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [&](const auto& word) { return text.find(word) != std::string::npos; });
}
/// Whether a reply tells something of the customer, or is a picture or a letter.
bool tells(const web::Reply& reply) {
    const std::string body = web::whole_body(reply);
    return holds(body, secrets()) || holds(body, {"\xff\xd8\xff", "%PDF", "\x89PNG"});
}

std::int64_t size_of_log() {
    return static_cast<std::int64_t>(
        house().office().database().read([](db::Read& read) { return audit::current(read); }).size);
}

/// A visit and what it left in the log.
struct Visited {
    web::Reply reply;
    std::vector<audit::Event> events;

    [[nodiscard]] std::size_t denied() const {
        return static_cast<std::size_t>(std::ranges::count(events, "denied", &audit::Event::result));
    }
    /// What was done, with commas; the whole answer is one line.
    [[nodiscard]] std::string acts() const {
        std::string all;
        for (const auto& event : events) all += (all.empty() ? "" : ", ") + event.action;
        return all;
    }
    [[nodiscard]] bool names_customer() const {
        return std::ranges::any_of(events, [](const audit::Event& event) {
            return event.result == "allowed" &&
                   std::ranges::find(event.subjects, house().customer) != event.subjects.end();
        });
    }
};

Visited watched(const std::function<web::Reply()>& act) {
    const auto before = size_of_log();
    Visited visited{act(), {}};
    house().office().database().read([&](db::Read& read) {
        for (auto seq = before; auto entry = audit::entry(read, EventId{seq}); ++seq)
            visited.events.push_back(std::move(entry->event));
    });
    return visited;
}

Visited visit(Visitor& visitor, const web::Route& route) {
    const std::string path = address(route);
    return watched([&] { return route.method == "GET" ? visitor.get(path) : visitor.post(path, "q=Meik"); });
}

/// A program's call: a token, no cookie.
web::Reply with_token(const std::string& secret, const std::string& method, const std::string& path) {
    web::Body nothing;
    return house().door().answer(method, path, {{"Host", "arkki.example"}, {"Authorization", "Bearer " + secret}},
                                 {"127.0.0.1", false}, nothing);
}

Visitor as(const std::string& user) {
    Visitor visitor{house().door()};
    visitor.sign_in(house().credential(user));
    return visitor;
}

/// 403 with exactly one line, denied, and no content.
void check_refused(const Visited& visited, const std::string& who) {
    BOOST_TEST(visited.reply.status == 403, who << " is answered " << visited.reply.status);
    BOOST_TEST(visited.events.size() == 1u, who << " leaves " << visited.events.size() << " lines");
    BOOST_TEST(visited.denied() == 1u, who << " leaves no refusal");
    BOOST_TEST(!tells(visited.reply), who << " is told something");
}

/// What was shown was logged first; what is no page is named above and leaves exactly its one line.
void check_shown(const Visited& visited, const web::Route& route, const std::string& who) {
    if (tells(visited.reply) && !about_no_customer.contains(named(route)))
        BOOST_TEST(visited.names_customer(), who << " is told something that no line names");
    const bool page = visited.reply.type.starts_with("text/html") || visited.reply.type.empty();
    if (page || harmless_routes.contains(named(route))) return;
    // Suggestions out of nothing that may be seen show nothing and leave nothing.
    if (route.pattern == "/search/suggestions" && visited.events.empty() && !tells(visited.reply)) return;
    const auto act = byte_routes.find(named(route));
    if (act == byte_routes.end()) {
        BOOST_ERROR(named(route) << " answers " << visited.reply.type << " and the walk does not know what it leaves");
        return;
    }
    BOOST_TEST(visited.acts() == act->second, who << " leaves " << visited.acts());
}

void check_visit(const Visited& visited, const web::Route& route, const std::string& user) {
    const std::string who = user + " at " + named(route);
    BOOST_TEST(visited.reply.status < 500, who << " is answered " << visited.reply.status);
    const bool may_come = for_anyone(route) || open_to(route, access::role_from(user));
    if (!may_come || visited.reply.status == 403) return check_refused(visited, who);
    if (visited.reply.status == 200) return check_shown(visited, route, who);
    if (shows_paper_again.contains(named(route)) && visited.names_customer()) return;
    BOOST_TEST(!tells(visited.reply), who << " is told something with " << visited.reply.status);
}

/// Nobody signed in any more: sent to sign in, told nothing; what is left in the log is a refusal.
void check_outside(const Visited& visited, const web::Route& route, const std::string& situation) {
    if (for_anyone(route)) return;
    const std::string who = situation + " at " + named(route);
    const int status = visited.reply.status;
    BOOST_TEST((status == 401 || status == 303 || status == 403), who << " is answered " << status);
    if (status == 303) BOOST_TEST(visited.reply.header("Location").starts_with("/sign-in"), who);
    const auto ended = std::ranges::count(visited.events, "session.ended", &audit::Event::action);
    BOOST_TEST(visited.denied() + static_cast<std::size_t>(ended) == visited.events.size(),
               who << " leaves " << visited.acts());
    BOOST_TEST(!tells(visited.reply), who << " is told something");
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_customer_has_something_to_tell) {
    BOOST_TEST(secrets().size() >= 3u);
    BOOST_TEST(tells(as("clerk").get("/customers/1")));
}

BOOST_AUTO_TEST_CASE(a_stranger_gets_no_byte_and_leaves_no_line) {
    for (const auto& route : routes()) {
        Visitor stranger{house().door()};
        const auto visited = visit(stranger, route);
        check_outside(visited, route, "a stranger");
        if (for_anyone(route)) BOOST_TEST(!tells(visited.reply), named(route));
    }
}

BOOST_AUTO_TEST_CASE(every_role_at_every_page_is_logged_or_refused) {
    for (const auto& user : users) {
        Visitor visitor = as(user);
        for (const auto& route : routes())
            if (route.method == "GET") check_visit(visit(visitor, route), route, user);
    }
}

BOOST_AUTO_TEST_CASE(every_role_at_every_form_is_logged_or_refused) {
    for (const auto& user : users)
        for (const auto& route : routes()) {
            if (route.method != "POST" || route.pattern == "/sign-in") continue;
            Visitor visitor = as(user);  // the last form may have signed the visitor out
            check_visit(visit(visitor, route), route, user);
        }
}

BOOST_AUTO_TEST_CASE(a_token_opens_what_its_scope_says_and_leaves_a_refusal_elsewhere) {
    Visitor clerk = as("clerk");
    const auto session = house().desk("clerk").session();
    const auto made = clerk.post("/account/tokens/new",
                                 "name=skanneri&scopes=intake&token_purpose=" + session.purpose +
                                     "&expires=" + iso(add_days(house().desk("clerk").today(), 30)) +
                                     "&current=" + web::percent_encoded(house().credential("clerk").password.reveal()));
    const auto at = made.body.find("arkki_");
    BOOST_TEST_REQUIRE(at != std::string::npos);
    const std::string secret = made.body.substr(at, 70);
    for (const auto& route : routes()) {
        if (for_anyone(route)) continue;
        const std::string who = "a token at " + named(route), path = address(route);
        const auto visited = watched([&] { return with_token(secret, route.method, path); });
        if (route.scope == "any" || route.scope == "intake") {
            const int expected = route.method == "POST" ? 422 : 200;  // a file without a byte is none
            BOOST_TEST(visited.reply.status == expected, who << " is answered " << visited.reply.status);
        } else {
            BOOST_TEST(visited.reply.status == 403, who << " is answered " << visited.reply.status);
            BOOST_TEST(!tells(visited.reply), who << " is told something");
            BOOST_TEST(visited.denied() == visited.events.size(), who << " leaves " << visited.acts());
            BOOST_TEST(visited.events.size() == (route.scope.empty() ? 0u : 1u), who << " leaves " << visited.acts());
        }
    }
}

BOOST_AUTO_TEST_CASE(who_is_on_no_list_any_more_is_shown_nothing) {
    const auto admin = house().desk("admin");
    const auto person = access::People{admin}.by_user_name("clerk").value();
    access::AccessList list{admin};
    for (const auto& entry : list.of(person))
        if (!entry.ended_at) list.end(entry.id, PersonalText{"siirtyi muihin tehtäviin"});
    for (const auto& route : routes()) {
        if (route.method == "POST" && route.pattern == "/sign-in") continue;
        Visitor clerk = as("clerk");
        const auto visited = visit(clerk, route);
        check_visit(visited, route, "clerk");
        if (!about_no_customer.contains(named(route)))
            BOOST_TEST(!tells(visited.reply), named(route) << " tells a clerk without a list row something");
    }
}

BOOST_AUTO_TEST_CASE(whose_commitment_was_revoked_is_outside) {
    Visitor clerk = as("clerk");
    {
        const auto admin = house().desk("admin");
        const auto person = access::People{admin}.by_user_name("clerk").value();
        const access::Commitments commitments{admin};
        for (const auto& commitment : commitments.of(person))
            service::revoke_commitment(admin, commitment.id, PersonalText{"luopui"});
    }
    for (const auto& route : routes()) check_outside(visit(clerk, route), route, "whose commitment was revoked");
}

BOOST_AUTO_TEST_CASE(who_was_at_work_until_yesterday_is_outside) {
    Visitor responsible = as("responsible");
    {
        const auto admin = house().desk("admin");
        const auto person = access::People{admin}.by_user_name("responsible").value();
        service::let_go(admin, person, admin.today(), PersonalText{"eläkkeelle"});
    }
    BOOST_TEST(responsible.get("/requests").status == 200);
    house().go_forward(1);
    BOOST_TEST(as("auditor").get("/").status == 200);  // and the log has said that the clock jumped
    for (const auto& route : routes()) check_outside(visit(responsible, route), route, "who has left");
    BOOST_CHECK_THROW(static_cast<void>(house().desk("responsible")), Error);
}

BOOST_AUTO_TEST_CASE(nothing_unexpected_was_reported_on_the_walk) {
    for (const auto& line : house().reports()) BOOST_ERROR(line);
}
