#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"

namespace arkki::web {

/// Parses, makes one service call, renders. `desk` is there exactly when the route does not say Role::anyone alone, and
/// on routes for anyone if somebody is signed in.
using Handler = std::function<Reply(const Request& request, const access::Desk* desk)>;

inline constexpr std::uint64_t form_limit = 256 * 1024;

/// One line of the route table.
struct Route {
    std::string method;               ///< GET (answers HEAD too) or POST
    std::string pattern;              ///< "/documents/{id}/pages/{number}"
    std::vector<access::Role> roles;  ///< who may come; {Role::anyone} is said aloud
    Handler handler;
    std::uint64_t limit = form_limit;  ///< bytes of body
    bool keeps_files = false;          ///< may carry files (multipart)
    std::string_view scope = {};       ///< what a token must cover to come here, "any" for every token; "": no token
};

/// A route that fits, with what stood at its {names}; or the methods the path would answer to.
struct Match {
    const Route* route = nullptr;
    Fields ids;
    std::vector<std::string> allowed;  ///< for a 405, if `route` is null
};

/// The route table. Patterns are compared segment by segment; a fixed word wins over a {name}, a last {name...} takes
/// the rest of the path.
class Routes {
public:
    /// @throws std::logic_error  if two lines are the same, a line has no role or no handler
    explicit Routes(std::vector<Route> table);

    [[nodiscard]] Match find(std::string_view method, std::string_view path) const;
    [[nodiscard]] const std::vector<Route>& table() const noexcept { return table_; }

private:
    std::vector<Route> table_;
};

/// What stood at the {names} of a pattern, or nothing if the path does not fit. Public for its tests.
[[nodiscard]] std::optional<Fields> match_path(std::string_view pattern, std::string_view path);

}  // namespace arkki::web
