// The first line of a request and its headers: ids out of paths, a language, and a way back that stays in the house.
#include "fuzz/fuzz.hpp"
#include "web/ascii.hpp"
#include "web/routes.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::web;

namespace {

void demand_clean(const Fields& fields) {
    for (const auto& [name, value] : fields.entries())
        demand(is_clean_utf8(name) && is_clean_utf8(value), "fields are clean UTF-8");
}

/// The path that a pattern and its values make.
std::string rebuilt(std::string_view pattern, const Fields& ids) {
    std::string path;
    std::size_t next = 0;
    while (!pattern.empty()) {
        path += cut(pattern, '{');
        if (pattern.empty()) break;
        static_cast<void>(cut(pattern, '}'));
        path += percent_encoded(ids.entries().at(next++).second);
    }
    return path;
}

void match(std::string_view pattern, std::string_view path) {
    const auto ids = match_path(pattern, path);
    if (!ids) return;
    demand(path.starts_with('/'), "paths begin at the root");
    demand_clean(*ids);
    for (const auto& [name, value] : ids->entries())
        demand(!value.empty() && (name == "rest" || value.find('/') == std::string::npos), "an id is one segment");
    if (ids->entries().empty()) demand(pattern == path, "without ids the path is the pattern");
    const auto again = match_path(pattern, rebuilt(pattern, *ids));
    demand(again && again->entries() == ids->entries(), "a path written anew leads to the same");
}

void demand_in_the_house(const std::string& next) {
    demand(next.starts_with('/') && !next.starts_with("//") && next.find('\\') == std::string::npos,
           "the way back is a path of ours");
    demand(std::none_of(next.begin(), next.end(), is_control), "no control character in the way back");
}

}  // namespace

/// First line: the target; then a line "name:value" for each header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = text_in({data, size});
    const auto target = cut(rest, '\n');
    HeaderList headers;
    while (!rest.empty()) {
        auto value = cut(rest, '\n');
        const std::string name{cut(value, ':')};
        headers.emplace_back(name, value);
    }
    demand_in_the_house(safe_next(target));
    for (const auto* pattern :
         {"/", "/documents", "/documents/{id}", "/documents/{id}/pages/{number}", "/assets/{hash}/{rest...}"})
        match(pattern, target.substr(0, target.find('?')));
    refused({"web.bad_form"}, [&] {
        const Request request = make_request("GET", target, headers);
        demand(request.path == target.substr(0, target.find('?')), "the path ends at the question mark");
        demand_clean(request.query);
        demand_clean(request.cookies);
        static_cast<void>(request.wants_json());
    });
    return 0;
}
