#include "web/door.hpp"

#include <algorithm>
#include <exception>

#include "access/sessions.hpp"
#include "access/tokens.hpp"
#include "web/ascii.hpp"
#include "web/form_reader.hpp"
#include "web/session_cookie.hpp"

namespace arkki::web {

struct Door::Visit {
    Request request;
    Match match = {};
    std::optional<access::Desk> desk = {};
    bool was_in = false;  ///< came with a session that is over

    [[nodiscard]] const access::Desk* desk_or_null() const { return desk ? &*desk : nullptr; }
};

namespace {

/// A way out of the checks that is no fault of ours: carries the answer.
struct Turned {
    Reply reply;
};

bool open_to(const Route& route, access::Role role) {
    return std::ranges::find(route.roles, role) != route.roles.end();
}

}  // namespace

Door::Door(Routes routes, DoorParts parts, DoorSettings settings)
    : routes_{std::move(routes)}, parts_{std::move(parts)}, settings_{std::move(settings)} {}

std::uint64_t Door::limit(std::string_view method, std::string_view target) const {
    const auto match = routes_.find(method, target.substr(0, target.find('?')));
    return match.route ? match.route->limit : form_limit;
}

Reply Door::answer(std::string method, std::string_view target, HeaderList headers, const Caller& caller,
                   Body& body) const noexcept {
    Visit visit{Request{}};
    return guarded(visit, [&] {
        visit.request = make_request(std::move(method), target, std::move(headers));
        visit.request.address = caller.address;
        visit.request.secure = caller.secure;
        visit.request.cookie = session_cookie(visit.request);
        visit.request.id = hex(random_bytes(parts_.randomness, 8));
        find_route(visit);
        find_token(visit.request);
        find_desk(visit);
        check_role(visit);
        check_hold(visit);
        const bool by_form = visit.request.changes() && visit.request.bearer.empty();
        if (by_form) check_origin(visit.request);
        if (body.left() > 0) read_form(visit, body);
        if (by_form) check_token(visit);
        return visit.match.route->handler(visit.request, visit.desk_or_null());
    });
}

Reply Door::refuse(int status, HeaderList headers) const noexcept {
    Visit visit{Request{}};
    return guarded(visit, [&]() -> Reply {
        visit.request.headers = std::move(headers);
        visit.request.language = preferred_language(visit.request);
        return problem(visit, problem_of_status(status));
    });
}

/// The border of errors: nothing gets past.
Reply Door::guarded(Visit& visit, const std::function<Reply()>& act) const noexcept {
    Problem what = problem_of_status(500);
    try {
        try {
            return act();
        } catch (const Turned& turned) {
            return turned.reply;
        } catch (const Error& error) {
            what = problem_of(error);
            if (what.status >= 500) parts_.report(visit.request.id + " " + error.what());
        } catch (const std::exception&) {  // its what() may hold anything: not for the log
            parts_.report(visit.request.id + " unexpected exception");
        }
        return problem(visit, what);
    } catch (...) {
        return bare_problem(what);
    }
}

/// Without a database even the reader's name is missing: then the page does without.
Reply Door::problem(const Visit& visit, const Problem& problem) const {
    try {
        return parts_.show_problem(visit.request, problem, visit.desk_or_null());
    } catch (const std::exception&) {
        if (!visit.desk) throw;
        return parts_.show_problem(visit.request, problem, nullptr);
    }
}

void Door::find_route(Visit& visit) const {
    visit.match = routes_.find(visit.request.method, visit.request.path);
    if (visit.match.route) {
        visit.request.ids = visit.match.ids;
        return;
    }
    if (visit.match.allowed.empty()) throw Error{Fault::not_found, "web.no_page"};
    std::string allowed;
    for (const auto& method : visit.match.allowed) allowed += (allowed.empty() ? "" : ", ") + method;
    throw Turned{problem(visit, problem_of_status(405)).with("Allow", allowed)};
}

/// A token is for programs: it counts under /api/v1 only, and alone. What it changes needs no form token, because no
/// browser sends it by itself.
void Door::find_token(Request& request) const {
    std::vector<std::string> given;
    for (const auto& [name, value] : request.headers)
        if (same_word(name, "Authorization")) given.push_back(value);
    if (given.empty()) return;
    if (!request.path.starts_with("/api/v1/")) {
        if (std::ranges::any_of(given, [](const auto& text) { return same_word(text.substr(0, 6), "bearer"); }))
            throw Error{Fault::denied, "token.only_api"};
        return;  // a proxy's own password is none of ours
    }
    if (given.size() > 1 || has_session_cookie(request)) throw Error{Fault::invalid, "web.bad_proofs"};
    const auto secret = access::bearer_secret(given.front());
    if (!secret)
        throw Turned{parts_.show_problem(request, problem_of_status(401), nullptr).with("WWW-Authenticate", "Bearer")};
    request.bearer = PersonalText{*secret};
}

void Door::find_desk(Visit& visit) const {
    Request& request = visit.request;
    if (!request.cookie.empty() || !request.bearer.empty())
        if (auto desk = parts_.desk_of(request)) visit.desk.emplace(*desk);
    if (visit.desk) return;
    if (!request.bearer.empty())
        throw Turned{problem(visit, problem_of_status(401)).with("WWW-Authenticate", "Bearer error=\"invalid_token\"")};
    visit.was_in = !request.cookie.empty();
    request.cookie = PersonalText{};
}

void Door::check_role(const Visit& visit) const {
    if (open_to(*visit.match.route, access::Role::anyone)) return;
    const Request& request = visit.request;
    if (!visit.desk) {
        if (request.wants_json() || request.changes()) throw Turned{problem(visit, problem_of_status(401))};
        throw Turned{see_other("/sign-in?next=" + percent_encoded(request.path) +
                               (visit.was_in ? "&done=session" : ""))};  // the page says that the session ended
    }
    const access::Session& session = visit.desk->session();
    if (!open_to(*visit.match.route, session.role)) turn_away(visit, "role");
    if (!request.bearer.empty() && !access::token_covers(session, visit.match.route->scope)) turn_away(visit, "scope");
}

/// A session that is held may do what it is held to, sign out and change the language; everything else leads there.
void Door::check_hold(const Visit& visit) const {
    if (!visit.desk) return;
    const auto hold = access::hold_of(visit.desk->session());
    if (hold == access::Hold::none) return;
    const bool password = hold == access::Hold::password;
    const std::string first = password ? "/account/password" : "/account/factor";
    const Route& route = *visit.match.route;
    if (open_to(route, access::Role::anyone) || route.pattern == "/sign-out" || route.pattern.starts_with(first))
        return;
    if (visit.request.wants_json() || visit.request.changes())
        throw Error{Fault::denied, password ? "login.own_password" : "login.second_factor_first"};
    throw Turned{see_other(first)};
}

/// A page of another role, or one a token is not for: the refusal is in the log before it is told.
void Door::turn_away(const Visit& visit, const char* rule) const {
    auto event = visit.desk->event("page.refused");
    event.result = "denied";
    event.rule = rule;
    event.args = {{"page", visit.match.route->pattern}};
    visit.desk->log().append(event);
    throw Error{Fault::denied, std::string{"access.denied."} + rule};
}

void Door::check_origin(const Request& request) const {
    if (!from_own_page(request, settings_.origins)) throw Error{Fault::denied, "web.forged"};
}

void Door::read_form(Visit& visit, Body& body) const {
    const bool files = visit.match.route->keeps_files && visit.desk.has_value();
    // A program may send a file as it is; a browser's form token stands in a form.
    if (files && !visit.request.bearer.empty() && !is_form(visit.request))
        return read_file(visit.request, body, settings_.spool);
    web::read_form(visit.request, body, files ? settings_.spool : std::filesystem::path{});
}

void Door::check_token(const Visit& visit) const {
    if (!visit.desk)
        return;  // nobody is signed in: there is nothing to forge but a sign-in, and the origin was checked
    if (!access::form_token_holds(visit.request.cookie, "form", visit.request.form.text("token")))
        throw Error{Fault::denied, "web.forged"};
}

bool from_own_page(const Request& request, const std::vector<std::string>& origins) {
    const std::string site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin") return false;
    std::string origin = request.header("Origin");
    if (origin.empty()) {  // the Referer up to the path
        const std::string referer = request.header("Referer");
        const auto host = referer.find("://");
        origin = host == std::string::npos ? "" : referer.substr(0, referer.find('/', host + 3));
    }
    if (origin.empty() || origin == "null") return false;
    if (!origins.empty()) return std::ranges::find(origins, origin) != origins.end();
    return origin == (request.secure ? "https://" : "http://") + request.header("Host");
}

}  // namespace arkki::web
