#include "jobs/runners.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "jobs/jobs.hpp"

namespace arkki::jobs {
namespace {

namespace fs = std::filesystem;

/// Whether the process of this name has ended: then its lock can be had. A name without a file belongs to another
/// folder, perhaps on another machine: of that one the lease alone tells. The file of an ended one goes.
bool has_ended(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return false;
    const bool ended = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    ::close(descriptor);
    return ended;
}

/// A name comes from a column: it must not lead out of the folder.
bool is_plain(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos && name[0] != '.'; }

}  // namespace

Runner::Runner(const fs::path& folder, const Randomness& randomness)
    : folder_{folder}, name_{std::to_string(::getpid()) + "-" + hex(random_bytes(randomness, 6))}, file_{-1} {
    std::error_code fault;
    fs::create_directories(folder_, fault);
    file_ = ::open((folder_ / name_).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file_ < 0 || ::flock(file_, LOCK_EX | LOCK_NB) != 0)
        throw Error{Fault::unavailable, "job.no_runner_file", "errno " + std::to_string(errno)};
}

Runner::~Runner() {
    ::unlink((folder_ / name_).c_str());
    ::close(file_);
}

int Runner::release_the_gone(db::Database& database, Instant now) const {
    std::vector<std::string> gone;
    for (const auto& owner : database.read([](db::Read& read) { return owners(read); }))
        if (owner != name_ && is_plain(owner) && has_ended(folder_ / owner)) gone.push_back(owner);
    const int released = release_of(database, gone, now);
    // A file without anything to hold is only litter of a process that was killed while it rested.
    std::error_code fault;
    for (fs::directory_iterator entry{folder_, fault}, end; !fault && entry != end; entry.increment(fault))
        if (entry->path().filename() != name_ && has_ended(entry->path())) ::unlink(entry->path().c_str());
    return released;
}

}  // namespace arkki::jobs
