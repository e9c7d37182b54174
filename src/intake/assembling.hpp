#pragma once
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "intake/arrival_rows.hpp"
#include "jobs/jobs.hpp"

namespace arkki::intake {

/// What runners do with jobs of kind "assemble": the sheets of a closed batch that are all read become documents, in one
/// transaction. Cheap: built on a desk for one piece of work.
class Assembling {
public:
    Assembling(const access::Desk& desk, const archive::Shelves& shelves) : desk_{desk}, shelves_{shelves} {}

    /// Files what of the batch is read and not filed yet; equal bytes are set aside, sheets that were only signs counted.
    /// @throws Error{Fault::conflict, "job.lease_lost"}  nothing was written
    /// @throws Error{Fault::unavailable, ...}  vault or database: the batch waits
    void assemble(const jobs::Lease& lease) const;

    /// Files one arrival as a document of its own, whatever stands in its batch: a person keeps it as it is. Its pages come
    /// along if at least one could be read.
    void keep(const Kept& arrival) const;

private:
    struct Sheet {
        Kept kept;
        std::vector<archive::StoredPage> pages;
    };
    struct Draft {
        archive::NewDocument document;
        std::vector<ArrivalId> arrivals;  ///< of which it has a page, each once
    };
    /// What stood in the database when the plan was made; if it has changed the plan is void.
    struct Plan {
        std::vector<Sheet> sheets;
        std::vector<Draft> drafts;
        std::vector<std::pair<ArrivalId, ArrivalId>> twins;  ///< equal bytes within the batch: this one, and its first
        std::vector<std::pair<ArrivalId, DocumentId>> known;
        std::vector<Sheet> doubles;  ///< the pages of those two, which two runners read at once
    };
    [[nodiscard]] Plan plan_of(BatchId batch) const;
    void sort_out_duplicates(Plan& plan) const;
    void forget_doubles(const Plan& plan) const;
    [[nodiscard]] std::vector<Draft> drafts_of(const std::vector<Sheet>& sheets) const;
    [[nodiscard]] Draft draft(const struct DocumentPlan& planned, const std::vector<Sheet>& sheets) const;
    audit::Receipt write_down(db::Write& write, audit::Appender& appender, BatchId batch, const Plan& plan) const;
    audit::Receipt set_aside(db::Write& write, audit::Appender& appender, ArrivalId arrival, DocumentId same) const;

    const access::Desk& desk_;
    archive::Shelves shelves_;
};

}  // namespace arkki::intake
