#include "jobs/prune.hpp"

#include <optional>

namespace arkki::jobs {
namespace {

/// The last number of the next slice of rows; nothing behind the last row.
std::optional<std::int64_t> end_of_slice(db::Read& read, std::int64_t after, int slice) {
    return read.one<std::optional<std::int64_t>>(
        "SELECT max(id) FROM (SELECT id FROM job WHERE id > :after ORDER BY id LIMIT :slice) AS part",
        {{"after", after}, {"slice", slice}});
}

}  // namespace

std::int64_t prune(db::Database& database, Instant before, int slice, const std::atomic<bool>* stop) {
    std::int64_t removed = 0, after = 0;
    while (stop == nullptr || !stop->load()) {
        const auto last = database.read([&](db::Read& read) { return end_of_slice(read, after, slice); });
        if (!last) break;
        removed += database.write([&](db::Write& write) {
            return write.run(
                "DELETE FROM job WHERE id > :after AND id <= :last AND state IN ('done','void')"
                " AND coalesce(finished_at, created_at) < :before",
                {{"after", after}, {"last", *last}, {"before", before}});
        });
        after = *last;
    }
    return removed;
}

}  // namespace arkki::jobs
