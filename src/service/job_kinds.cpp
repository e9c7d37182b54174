#include "service/job_kinds.hpp"

#include "archive/reindex.hpp"
#include "archive/searchable_copy.hpp"
#include "intake/assembling.hpp"
#include "requests/letter_forms.hpp"
#include "service/signing_settings.hpp"

namespace arkki::service {
namespace {

void read_page(Office& office, const jobs::Lease& lease) {
    const auto desk = office.machine_desk("intake");
    intake::ReadingRoom{desk, office.shelves(), office.reader(), office.originals()}.read(lease);
}

void assemble_batch(Office& office, const jobs::Lease& lease) {
    const auto desk = office.machine_desk("intake");
    intake::Assembling{desk, office.shelves()}.assemble(lease);
}

void write_copy(Office& office, const jobs::Lease& lease) {
    archive::SearchableCopies{office.database(), office.shelves()}.make(lease, office.world().clock());
}

void index_again(Office& office, const jobs::Lease& lease) {
    archive::Reindexing{office.database(), office.shelves()}.make(lease, office.world().clock());
}

/// A letter waits at B-B for its time stamp; without an authority it stays there.
void lift_letter(Office& office, const jobs::Lease& lease) {
    const auto end = [&](db::Write& write) { jobs::done(write, lease, office.world().clock()); };
    const auto help = lifting(office);
    if (!help) return office.database().write(end);
    const auto desk = office.machine_desk("maintenance");
    requests::lift(desk, office.stationery().vault, LetterId{lease.object}, *help, end);
}

}  // namespace

const std::vector<JobKind>& job_kinds() {
    static const std::vector<JobKind> kinds{{"read", read_page},
                                            {"assemble", assemble_batch},
                                            {requests::lift_job, lift_letter},
                                            {archive::copy_job, write_copy},
                                            {archive::reindex_job, index_again}};
    return kinds;
}

}  // namespace arkki::service
