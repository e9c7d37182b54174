#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "db/database.hpp"

namespace arkki::jobs {

/// The name under which one process holds leases, known to be alive for as long as the process is: it keeps a lock on a
/// file of that name, which the kernel lets go of whatever ends the process. So several services may share a database
/// and a data directory, and what a killed one held is free again the next time somebody looks.
class Runner {
public:
    /// Makes `folder` if need be. @throws Error{Fault::unavailable, "job.no_runner_file"}
    Runner(const std::filesystem::path& folder, const Randomness& randomness);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Lets go of what runners of this folder held that have ended without saying so. @returns how many jobs that were
    int release_the_gone(db::Database& database, Instant now) const;

private:
    std::filesystem::path folder_;
    std::string name_;
    int file_;
};

}  // namespace arkki::jobs
