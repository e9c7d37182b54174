#include "web/problem.hpp"

#include <Poco/JSON/Object.h>

#include <sstream>

namespace arkki::web {

int status_of(Fault fault) noexcept {
    switch (fault) {
        case Fault::invalid: return 422;
        case Fault::not_found: return 404;
        case Fault::denied: return 403;
        case Fault::conflict: return 409;
        case Fault::unavailable: return 503;
        case Fault::corrupt: break;
    }
    return 500;
}

Problem problem_of(const Error& error) {
    const std::string& key = error.key();
    const bool transfer = key.starts_with("web.bad_") || key == "web.truncated";
    return {transfer ? 400 : status_of(error.fault()), key, error.field()};
}

Problem problem_of_status(int status) { return {status, "web.status_" + std::to_string(status), ""}; }

std::string message_of(const Problem& problem, Language language, const lang::Catalogue& catalogue) {
    return catalogue.text(language, catalogue.has(language, problem.key) ? problem.key : "web.status_500");
}

Reply problem_document(const Problem& problem, std::string_view message, const Request& request) {
    Poco::JSON::Object object{Poco::JSON_PRESERVE_KEY_ORDER};
    object.set("type", "about:blank");
    object.set("status", problem.status);
    object.set("title", std::string{message});
    object.set("key", problem.key);
    if (!problem.field.empty()) object.set("field", problem.field);
    object.set("instance", "urn:arkki:request:" + request.id);
    std::ostringstream text;
    object.stringify(text);
    return {problem.status, "application/problem+json", {}, text.str()};
}

Reply bare_problem(const Problem& problem) {
    return {problem.status, "text/plain; charset=utf-8", {}, std::to_string(problem.status) + " " + problem.key + "\n"};
}

}  // namespace arkki::web
