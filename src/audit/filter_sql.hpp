#pragma once
#include <string>

#include "audit/query.hpp"
#include "db/value.hpp"

namespace arkki::audit {

/// A filter as `FROM audit_entry e ... WHERE ...`, to be gone on with " AND ...".
struct FilterSql {
    std::string text;
    db::Parameters parameters;
};
[[nodiscard]] FilterSql sql_of(const Filter& filter);

}  // namespace arkki::audit
