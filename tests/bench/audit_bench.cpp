// What a full verification of the access log costs beside the hashing that any check of it has to do: SHA-256, with the
// context fetched once, over exactly the same bytes (bodies with their salts, data subjects, leaf texts, nodes),
// message by message as the format wants it, and as one stream.
//   audit_bench [ENTRIES]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "audit/entry_view.hpp"
#include "audit/leaf.hpp"
#include "audit/row.hpp"
#include "audit/verify.hpp"
#include "support/test_log.hpp"

namespace {

using namespace arkki;
constexpr std::int64_t entries_a_commit = 500, entries_a_look = 1'000;

double seconds_of(clockid_t clock, const std::function<void()>& work) {
    const auto now = [clock] {
        timespec time{};
        clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    const double begin = now();
    work();
    return now() - begin;
}
double processor_seconds(const std::function<void()>& work) { return seconds_of(CLOCK_PROCESS_CPUTIME_ID, work); }
double seconds(const std::function<void()>& work) { return seconds_of(CLOCK_MONOTONIC, work); }

/// Looks of some weeks, some thousand documents and customers; one of eight is a search that shows five people.
void append(test::TestLog& log, std::int64_t first) {
    log.database().write([&](db::Write& write) {
        for (auto i = first; i < first + entries_a_commit; ++i) {
            log.clock.advance(std::chrono::milliseconds{300});
            auto event = test::TestLog::look(i % 5'000, {CustomerId{i % 3'000 + 1}});
            if (i % 8 == 0) {
                event.action = "search.page";
                event.object.clear();
                event.query = PersonalText{"virtanen helsinki"};
                for (std::int64_t k = 1; k < 5; ++k) event.subjects.emplace_back((i + k * 577) % 3'000 + 1);
            }
            log.log.appender(write).append(event);
        }
    });
}

/// Every message that verifying hashes, without its answer.
struct Messages {
    std::vector<std::string> all;
    void add(std::uint8_t tag, std::string_view salt, std::string_view text) {
        all.emplace_back(1, static_cast<char>(tag)).append(salt).append(text);
    }
};

void add_messages(Messages& messages, const audit::StoredEntry& row) {
    const auto salts = audit::salts_of(row);
    const auto text = [](const audit::Salt& salt) { return text_of(salt); };
    const auto& event = row.entry.event;
    messages.add(2, text(salts.a), audit::body_a(event));
    messages.add(2, text(salts.s), audit::body_s(event, salts.subjects));
    messages.add(2, text(salts.c), audit::body_c(event));
    messages.add(2, text(salts.f), audit::body_f(event));
    for (const auto subject : event.subjects) {
        const auto id = std::to_string(subject.value());
        messages.add(4, text(salts.subjects), id);
        messages.add(3, text(salts.a), id);
    }
    messages.add(0, "", audit::leaf_text(row.entry.seq, row.entry.at, audit::commitments_of(row, salts)));
    messages.add(1, std::string(32, 'l'), std::string(32, 'r'));  // a tree has one node less than leaves
}

struct Bare {
    double messages = 0, stream = 0;
    std::size_t bytes = 0, count = 0;
};

Bare hash_alone(db::Database& database, std::int64_t size) {
    Bare bare;
    Sha256 hash;
    for (std::int64_t from = 0; from < size; from += entries_a_look) {
        Messages messages;
        database.read([&](db::Read& read) {
            for (const auto& row :
                 audit::stored_entries(read, "FROM audit_entry e WHERE e.seq >= :from AND e.seq < :to ORDER BY e.seq",
                                       {{"from", from}, {"to", from + entries_a_look}}))
                add_messages(messages, row);
        });
        std::string stream;
        for (const auto& message : messages.all) stream += message;
        bare.messages += processor_seconds([&] {
            for (const auto& message : messages.all) (void)hash.add(message).finish();
        });
        bare.stream += processor_seconds([&] { (void)hash.add(stream).finish(); });
        bare.bytes += stream.size();
        bare.count += messages.all.size();
    }
    return bare;
}

}  // namespace

int main(int count, char** words) {
    const std::int64_t entries = count > 1 ? std::atoll(words[1]) : 200'000;
    test::TestLog log;
    const double appending = processor_seconds([&] {
        for (std::int64_t i = 0; i < entries; i += entries_a_commit) append(log, i);
    });
    audit::Verification result;
    const auto verify = [&](unsigned threads) {
        audit::VerifyOptions options;
        options.threads = threads;
        result = audit::verify(log.database(), test::winter_wall_clock(), options);
        if (!result.ok) std::exit(EXIT_FAILURE);
    };
    verify(1);  // the file comes into memory
    const double one = processor_seconds([&] { verify(1); });
    const auto size = static_cast<double>(result.size);
    const Bare bare = hash_alone(log.database(), static_cast<std::int64_t>(result.size));
    std::printf("%.0f entries, %.0f hashes and %.0f bytes to hash in each\n", size,
                static_cast<double>(bare.count) / size, static_cast<double>(bare.bytes) / size);
    std::printf("appended in large transactions %9.0f entries a CPU second\n", size / appending);
    std::printf("hashed alone, as messages      %9.0f entries a CPU second\n", size / bare.messages);
    std::printf("hashed alone, as one stream    %9.0f entries a CPU second\n", size / bare.stream);
    std::printf(
        "verified, one thread           %9.0f entries a CPU second = %.1f times the messages, %.1f the stream\n",
        size / one, one / bare.messages, one / bare.stream);
    const double alone = seconds([&] { verify(1); });
    const double both = seconds([&] { verify(2); });
    std::printf("verified, two threads          %9.0f entries a second = %.2f times one thread\n", size / both,
                alone / both);
    return EXIT_SUCCESS;
}
