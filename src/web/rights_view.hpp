#pragma once
#include <string>
#include <vector>

#include "access/access_list.hpp"
#include "web/form_view.hpp"
#include "web/lobby.hpp"

/// How lines of the access list are said on pages.
namespace arkki::web {

inline const Roles list_readers{access::Role::responsible, access::Role::auditor, access::Role::admin};
inline const Roles list_keepers{access::Role::responsible, access::Role::admin};
inline const Roles approvers{access::Role::responsible, access::Role::admin, access::Role::second};

/// Where a right reaches, and where it comes from: "K2 (place)", "the whole register", "document A-812".
[[nodiscard]] std::string where_text(const Words& words, db::Read& read, const access::Entry& entry);
[[nodiscard]] std::string types_text(const Words& words, const std::string& series);
[[nodiscard]] std::vector<Option> type_options(const Words& words);
[[nodiscard]] std::vector<Option> act_options(const Words& words);

/// "Who may see this", each with where his right comes from.
[[nodiscard]] lang::Value reader_rows(const Words& words, const access::Desk& desk, const access::Target& target);

}  // namespace arkki::web
