#include "web/door.hpp"

#include <algorithm>
#include <exception>

#include "access/sessions.hpp"
#include "web/ascii.hpp"
#include "web/form_reader.hpp"
#include "web/session_cookie.hpp"

namespace arkki::web {

struct Door::Visit {
    Request request;
    Match match = {};
    std::optional<access::Desk> desk = {};

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
        find_desk(visit);
        check_role(visit);
        if (visit.request.changes()) check_origin(visit.request);
        if (body.left() > 0) read_form(visit, body);
        if (visit.request.changes()) check_token(visit);
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

Reply Door::problem(const Visit& visit, const Problem& problem) const {
    return parts_.show_problem(visit.request, problem, visit.desk_or_null());
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

void Door::find_desk(Visit& visit) const {
    if (visit.request.cookie.empty()) return;
    if (auto desk = parts_.desk_of(visit.request)) visit.desk.emplace(*desk);
}

void Door::check_role(const Visit& visit) const {
    if (open_to(*visit.match.route, access::Role::anyone)) return;
    const Request& request = visit.request;
    if (!visit.desk) {
        if (request.wants_json() || request.changes()) throw Turned{problem(visit, problem_of_status(401))};
        throw Turned{see_other("/sign-in?next=" + percent_encoded(request.path))};
    }
    if (!open_to(*visit.match.route, visit.desk->session().role)) turn_away(visit);
}

/// A page of another role: the refusal is in the log before it is told.
void Door::turn_away(const Visit& visit) const {
    auto event = visit.desk->event("page.refused");
    event.result = "denied";
    event.rule = "role";
    event.args = {{"page", visit.match.route->pattern}};
    visit.desk->log().append(event);
    throw Error{Fault::denied, "access.denied.role"};
}

void Door::check_origin(const Request& request) const {
    if (!from_own_page(request, settings_.origins)) throw Error{Fault::denied, "web.forged"};
}

void Door::read_form(Visit& visit, Body& body) const {
    const bool files = visit.match.route->keeps_files && visit.desk.has_value();
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
