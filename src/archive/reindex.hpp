#pragma once
#include <string_view>

#include "archive/archive.hpp"
#include "jobs/jobs.hpp"

namespace arkki::archive {

/// Kind of the job that indexes fifty pages anew.
inline constexpr std::string_view reindex_job = "reindex";

/// Brings the index over to today's analyser (lang::analyser_version), page by page: each page answers by its old forms
/// until the moment it answers by the new ones. The words are read again from the pages' own words, outside the writer;
/// nothing grows with the archive. Interrupted at any point it goes on with what is left.
class Reindexing {
public:
    static constexpr std::int64_t pages_of_a_job = 50;

    Reindexing(db::Database& database, const Shelves& shelves) : database_{database}, shelves_{shelves} {}

    /// Orders a job for each run of pages that another version indexed. At each start of the service.
    /// @returns how many jobs were ordered
    int order(Instant now) const;

    /// Does an ordered job: indexes those of its pages that are not yet, and says it is done with the last of them.
    void make(const jobs::Lease& lease, Instant now) const;

    /// Indexes pages of another version, at most `most`, the lowest first. @returns how many there were
    int index_some(std::int64_t from, std::int64_t behind, int most) const;

private:
    void index(PageId page) const;
    db::Database& database_;
    Shelves shelves_;
};

}  // namespace arkki::archive
