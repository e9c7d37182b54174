#include "web/routes.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "web/ascii.hpp"

namespace arkki::web {
namespace {

bool answers(const Route& route, std::string_view method) {
    return route.method == method || (route.method == "GET" && method == "HEAD");
}

/// Fixed words first, so that /requests/new is not /requests/{id}.
std::string rank(const Route& route) {
    std::string key = route.pattern;
    std::ranges::replace(key, '{', '\x7f');
    return key;
}

}  // namespace

std::optional<Fields> match_path(std::string_view pattern, std::string_view path) {
    Fields found;
    if (!path.starts_with('/')) return std::nullopt;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    while (true) {
        const bool pattern_ends = pattern.find('/') == std::string_view::npos;
        const auto wanted = cut(pattern, '/');
        if (wanted.starts_with('{') && wanted.ends_with("...}")) {
            const auto rest = percent_decoded(path, false);
            if (!rest || rest->empty()) return std::nullopt;
            found.add(std::string{wanted.substr(1, wanted.size() - 5)}, *rest);
            return found;
        }
        const bool path_ends = path.find('/') == std::string_view::npos;
        const auto segment = cut(path, '/');
        if (wanted.starts_with('{')) {
            const auto value = percent_decoded(segment, false);
            if (!value || value->empty() || value->find('/') != std::string::npos) return std::nullopt;
            found.add(std::string{wanted.substr(1, wanted.size() - 2)}, *value);
        } else if (wanted != segment) {
            return std::nullopt;
        }
        if (pattern_ends != path_ends) return std::nullopt;
        if (pattern_ends) return found;
    }
}

Routes::Routes(std::vector<Route> table) : table_{std::move(table)} {
    std::set<std::string> seen;
    for (const auto& route : table_) {
        if (route.roles.empty() || !route.handler || (route.method != "GET" && route.method != "POST"))
            throw std::logic_error{"route without role, handler or known method: " + route.pattern};
        if (!seen.insert(route.method + " " + route.pattern).second)
            throw std::logic_error{"route twice: " + route.pattern};
    }
    std::ranges::stable_sort(table_, {}, rank);
}

Match Routes::find(std::string_view method, std::string_view path) const {
    Match match;
    for (const auto& route : table_) {
        auto ids = match_path(route.pattern, path);
        if (!ids) continue;
        if (answers(route, method)) return {&route, std::move(*ids), {}};
        match.allowed.push_back(route.method);
        if (route.method == "GET") match.allowed.emplace_back("HEAD");
    }
    return match;
}

}  // namespace arkki::web
