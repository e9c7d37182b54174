#pragma once
#include <string>

#include "access/access_list.hpp"
#include "access/desk.hpp"

namespace arkki::archive {

/// The scopes this session may read as `(1,2,3)` for an IN, empty if there are none. Numbers out of the database only.
[[nodiscard]] inline std::string permitted(db::Read& read, const access::Desk& desk) {
    std::string list;
    for (const auto scope : access::permitted_scopes(read, desk.session(), desk.today()))
        list += (list.empty() ? "(" : ",") + std::to_string(scope);
    return list.empty() ? list : list + ")";
}

}  // namespace arkki::archive
