#pragma once
#include <string>
#include <string_view>

#include "access/desk.hpp"

namespace arkki::archive {

/// Which documents this session may see in a list or search, as a condition on a query's columns `document` and
/// `scope`; "" if there are none. Resolved once, then joined; it holds numbers out of the database only.
///
/// By the access list alone: for the papers of one customer, who was asked about already.
[[nodiscard]] std::string permitted(db::Read& read, const access::Desk& desk, std::string_view document,
                                    std::string_view scope);
/// The same, less what this person may not see of what the list gives: restricted data (GDPR art. 18), his own record,
/// his household's and his family's; and less what no person has confirmed yet, unless this one may maintain there: a
/// guess opens no record.
[[nodiscard]] std::string readable(db::Read& read, const access::Desk& desk, std::string_view document,
                                   std::string_view scope);

}  // namespace arkki::archive
