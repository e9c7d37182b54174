#include "web/press.hpp"

#include <algorithm>
#include <chrono>

#include "access/glass.hpp"
#include "access/people.hpp"
#include "access/purposes.hpp"

namespace arkki::web {
namespace {

using access::Role;
using lang::Value;

struct MenuLine {
    std::string_view path, key;
    std::vector<Role> roles;
};
const std::vector<MenuLine> menu{{"/", "menu.start", {Role::clerk, Role::responsible, Role::auditor, Role::admin, Role::second}},
                                 {"/inbox", "menu.inbox", {Role::clerk, Role::responsible}},
                                 {"/search", "menu.search", {Role::clerk, Role::responsible}},
                                 {"/requests", "menu.requests", {Role::clerk, Role::responsible}},
                                 {"/customers", "menu.customers", {Role::clerk, Role::responsible}},
                                 {"/forms", "menu.forms", {Role::clerk, Role::responsible}},
                                 {"/log", "menu.log", {Role::auditor}},
                                 {"/findings", "menu.findings", {Role::auditor, Role::responsible}},
                                 {"/people", "menu.people", {Role::responsible, Role::admin}},
                                 {"/rights", "menu.rights", {Role::responsible, Role::auditor, Role::admin}},
                                 {"/proposals", "menu.proposals", {Role::second}},
                                 {"/glass", "menu.glass", {Role::second}}};

bool for_role(const MenuLine& line, Role role) {
    return std::find(line.roles.begin(), line.roles.end(), role) != line.roles.end();
}

/// /requests/7 belongs to /requests; the start page only to itself.
bool is_under(std::string_view path, std::string_view line) {
    return path == line || (line != "/" && path.starts_with(line) && path[line.size()] == '/');
}

Value menu_rows(const Request& request, Role role, const Words& words) {
    Value rows = Value::list();
    for (const auto& line : menu)
        if (for_role(line, role))
            rows.add({{"href", line.path}, {"text", words(line.key)}, {"current", is_under(request.path, line.path)}});
    return rows;
}

/// Each language under its own name, whatever the page's.
Value language_rows(const Request& request, const std::string& here) {
    struct Line { Language language; std::string_view name, short_name; };
    Value rows = Value::list();
    for (const auto& [language, name, short_name] :
         {Line{Language::fi, "suomi", "FI"}, Line{Language::sv, "svenska", "SV"}, Line{Language::en, "English", "EN"}})
        rows.add({{"href", "/language/" + std::string{code(language)} + "?next=" + percent_encoded(here)},
                  {"code", code(language)}, {"name", name}, {"short", short_name},
                  {"current", language == request.language}});
    return rows;
}

Value problem_rows(const Sheet& sheet, const Words& words) {
    Value rows = Value::list();
    for (const auto& problem : sheet.problems) rows.add({{"field", problem.field}, {"text", words(problem.key)}});
    return rows;
}

/// `?done=filing` after a redirect is the message `filing.done`, if there is one.
std::string notice_of(const Request& request, const lang::Catalogue& catalogue) {
    const std::string key = request.query.text("done") + ".done";
    return key.size() < 40 && catalogue.has(request.language, key) ? catalogue.text(request.language, key) : "";
}

/// The banner of a broken glass: which record, how long still, and the way to end it.
Value glass_value(const access::Desk& desk, const Words& words) {
    const bool reads = desk.session().role == Role::clerk || desk.session().role == Role::responsible;
    const auto glass = reads ? access::Glass{desk}.active() : std::nullopt;
    if (!glass) return Value{false};
    const auto left = std::chrono::ceil<std::chrono::minutes>(glass->until - desk.now()).count();
    const auto colon = glass->object.find(':');
    const std::string kind = glass->object.substr(0, colon), number = glass->object.substr(colon + 1);
    return {{"text", words("glass.banner", {{"thing", words("glass.thing." + kind, {{"number", number}})},
                                            {"minutes", std::to_string(left)}})},
            {"href", "/" + kind + "s/" + number},
            {"end", "/glass/" + std::to_string(glass->id) + "/end"}};
}

/// What somebody who was refused a record may do about it: nothing is said of the record itself.
Value ways_on(const Request& request, const Problem& problem, const access::Desk* desk, const Words& words) {
    Value ways = Value::list();
    const auto kind_end = request.path.find('/', 1);
    if (!desk || problem.status != 403 || kind_end == std::string::npos) return ways;
    const std::string kind = request.path.substr(1, kind_end - 1);
    const std::string number = request.path.substr(kind_end + 1, request.path.find('/', kind_end + 1) - kind_end - 1);
    const bool record = kind == "documents" || kind == "customers" || kind == "requests";
    if (!record || number.empty() || number.find_first_not_of("0123456789") != std::string::npos) return ways;
    const std::string of = "?of=" + kind.substr(0, kind.size() - 1) + "%3A" + number;
    const Role role = desk->session().role;
    const bool past_glass = problem.key == "access.denied.conflict" || problem.key == "access.denied.not-on-list";
    if (past_glass && (role == Role::clerk || role == Role::responsible))
        ways.add({{"href", "/glass/new" + of}, {"text", words("error.break_glass")}});
    if (problem.key == "access.denied.restricted" && role == Role::responsible)
        ways.add({{"href", "/restricted" + of}, {"text", words("error.name_ground")}});
    return ways;
}

/// A case of ours in words, another system's as it is written there.
std::string case_text(const Words& words, const std::string& case_ref) {
    constexpr std::string_view ours = "request:";
    return case_ref.starts_with(ours) ? words("purpose.of_request", {{"case", case_ref.substr(ours.size())}}) : case_ref;
}

bool handles_paper(const access::Desk& desk) {
    return desk.session().role == Role::clerk || desk.session().role == Role::responsible;
}

void add_visitor(Value& page, const Request& request, const access::Desk& desk, const Words& words) {
    const access::Session& session = desk.session();
    const auto [user, purpose] = desk.database().read([&](db::Read& read) {
        return std::pair{access::name_of(read, session.actor),
                         access::purpose_text(read, session.purpose, request.language)};
    });
    page.set("user", user.reveal());
    page.set("role", words("role." + std::string{code(session.role)}));
    page.set("purpose", purpose.value_or(session.purpose));
    page.set("case", case_text(words, session.case_ref));
    page.set("menu", menu_rows(request, session.role, words));
    page.set("glass", glass_value(desk, words));
    page.set("may_search", handles_paper(desk));
}

}  // namespace

Value Press::frame(const Request& request, const access::Desk* desk, const Sheet& sheet) const {
    const Words in{catalogue_, request.language};
    Value page;
    page.set("title", sheet.title).set("style", assets_.href("arkki.css")).set("script", assets_.href("arkki.js"));
    page.set("icon", assets_.href("arkki.svg")).set("token", request.form_token());
    const std::string here = sheet.here.empty() ? request.path : sheet.here;
    page.set("next", percent_encoded(here)).set("languages", language_rows(request, here));
    page.set("notice", notice_of(request, catalogue_));
    page.set("failed", !sheet.problems.empty()).set("problems", problem_rows(sheet, in));
    page.set("signed_in", desk != nullptr);
    page.set("live", desk && handles_paper(*desk) ? assets_.href("live.js") : "");
    if (desk) add_visitor(page, request, *desk, in);
    return page;
}

Reply Press::print(const Request& request, const access::Desk* desk, Sheet sheet) const {
    Value values = sheet.values;
    values.set("page", frame(request, desk, sheet));
    return page(pages_.render(sheet.name, request.language, values), sheet.status);
}

Reply Press::print_problem(const Request& request, const Problem& problem, const access::Desk* desk) const {
    const Words in{catalogue_, request.language};
    const std::string message = message_of(problem, request.language, catalogue_);
    if (request.wants_json()) return problem_document(problem, message, request);
    // "Nothing was shown" is more to the point than a status, where the key has a heading of its own.
    const std::string by_key = "error.heading." + problem.key;
    const std::string own =
        catalogue_.has(request.language, by_key) ? by_key : "error.heading." + std::to_string(problem.status);
    const std::string heading =
        in(catalogue_.has(request.language, own) ? own : problem.status < 500 ? "error.heading.400" : "error.heading.500");
    const bool sign_in = problem.status == 401;
    Value values{{"heading", heading}, {"message", message}, {"request", request.id},
                 {"way_out", sign_in ? "/sign-in" : "/"}, {"way_out_text", in(sign_in ? "error.sign_in" : "error.home")}};
    values.set("ways", ways_on(request, problem, desk, in));
    return print(request, desk, {"error", heading, std::move(values), {}, problem.status});
}

}  // namespace arkki::web
