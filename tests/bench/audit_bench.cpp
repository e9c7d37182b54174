// Entries of the access log checked a second of processor time, beside the hashing alone that any check has to do: two
// SHA-256 for each entry, one of the entry's text and one of two hashes in the tree.
//   audit_bench [ENTRIES]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>

#include "audit/verify.hpp"
#include "support/test_log.hpp"

namespace {

using namespace arkki;
constexpr std::int64_t entries_a_commit = 200;
constexpr std::size_t entry_text = 400, two_hashes = 65;  ///< bytes that are hashed

double processor_seconds(const std::function<void()>& work) {
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    const double begin = now();
    work();
    return now() - begin;
}

/// Looks of some weeks, a few hundred documents and customers.
void append(test::TestLog& log, std::int64_t first) {
    log.database().write([&](db::Write& write) {
        for (auto i = first; i < first + entries_a_commit; ++i) {
            log.clock.advance(std::chrono::milliseconds{300});
            log.log.appender(write).append(test::TestLog::look(i % 5'000, {CustomerId{i % 3'000 + 1}}));
        }
    });
}

}  // namespace

int main(int count, char** words) {
    const std::int64_t entries = count > 1 ? std::atoll(words[1]) : 20'000;
    test::TestLog log;
    const double appending = processor_seconds([&] {
        for (std::int64_t i = 0; i < entries; i += entries_a_commit) append(log, i);
    });
    audit::Verification result;
    const double verifying =
        processor_seconds([&] { result = audit::verify(log.database(), test::winter_wall_clock()); });
    const std::string text(entry_text, 'x'), hashes(two_hashes, 'x');
    const double hashing = processor_seconds([&] {
        for (std::uint64_t i = 0; i < result.size; ++i) {
            (void)sha256(view(text));
            (void)sha256(view(hashes));
        }
    });
    if (!result.ok) return EXIT_FAILURE;
    const auto size = static_cast<double>(result.size);
    std::printf("appended                     %9.0f entries a CPU second\n", static_cast<double>(entries) / appending);
    std::printf("verified                     %9.0f entries a CPU second  = %5.3f of %8.0f hashed alone\n",
                size / verifying, hashing / verifying, size / hashing);
    return EXIT_SUCCESS;
}
