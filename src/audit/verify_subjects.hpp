#pragma once
#include <cstdint>
#include <vector>

#include "audit/set_product.hpp"
#include "audit/verify_slice.hpp"
#include "db/database.hpp"

/// `audit_subject` is a second copy of who was looked at: a line deleted there would hide a reader from the customer's
/// report while the tree holds. It is compared with the entries both ways.
namespace arkki::audit {

/// The table as products, one for each slice of the log.
struct SubjectTable {
    std::vector<SetProduct> slices;
    std::vector<std::int64_t> strays;  ///< numbers of entries it names that are not there; the first hundred
};
[[nodiscard]] SubjectTable read_subjects(db::Database& database, const SetProduct::Secret& secret, std::int64_t end);

/// Compares it with what the entries say; where they differ both are read again, pair by pair, in one snapshot.
void compare_subjects(db::Database& database, const SubjectTable& table, const std::vector<SetProduct>& said,
                      std::int64_t end, Problems& problems);

}  // namespace arkki::audit
