#pragma once
#include <string_view>
#include <vector>

#include "access/session.hpp"

namespace arkki::access {

/// Which roles may do an act, and which entry of the access list it needs besides.
struct Rule {
    std::string_view action;
    std::vector<Role> roles;
    std::string_view list_act = {};  ///< read | copy | print | maintain | take | dispose, "" if the role is enough
    bool founding = false;           ///< the machine may do it as long as nobody has ever signed in
    std::string_view purpose = {};   ///< the only purpose it may serve, "" any of the role's

    [[nodiscard]] bool allows(Role role) const noexcept;
};

/// The rule of an act; every act of the house stands in the table of rules.cpp.
/// @throws std::logic_error  for an act that is not in the table
[[nodiscard]] const Rule& rule_of(std::string_view action);

/// The whole table, for the auditor's page and the test that walks it.
[[nodiscard]] const std::vector<Rule>& all_rules();

}  // namespace arkki::access
