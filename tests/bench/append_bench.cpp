// What the access log costs those who write it: appends of sixteen threads, which share commits, beside a bare loop of
// SQLite inserts of the same rows with the same indexes and sixteen to a commit; and sixteen readers of page images,
// each read decided and logged before it is read, beside the same decided and not logged.
//   append_bench [SECONDS]
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "audit/row.hpp"
#include "support/test_archive.hpp"

namespace {

using namespace arkki;
constexpr int clients = 16, rounds = 5;
double seconds_each = 1;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// How often something was done in a second of the clock, and what processor time each took.
struct Pace {
    double rate = 0, processor = 0;
};
Pace middle(std::vector<Pace> all) {
    std::vector<double> rates, processor;
    for (const auto& pace : all) {
        rates.push_back(pace.rate);
        processor.push_back(pace.processor);
    }
    return {median(rates), median(processor)};
}

/// `work(thread)` done by so many threads at once.
Pace pace(int threads, const std::function<void(int)>& work) {
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> done{0};
    std::vector<std::thread> all;
    const double processor = processor_seconds();
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&, i] {
            for (; !stop; ++done) work(i);
        });
    std::this_thread::sleep_for(std::chrono::duration<double>{seconds_each});
    stop = true;
    for (auto& thread : all) thread.join();
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    const auto times = static_cast<double>(done);
    return {times / passed.count(), (processor_seconds() - processor) / times};
}

/// The table and its indexes without triggers, and the prepared insert of one row; nothing of ours in between.
class BareTable {
public:
    BareTable(const std::filesystem::path& file, db::Database& like) {
        must(sqlite3_open(file.c_str(), &handle_));
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        for (const auto& sql : like.read([](db::Read& read) {
                 return read.rows<std::string>(
                     "SELECT sql FROM sqlite_master WHERE tbl_name IN ('audit_entry', "
                     "'audit_subject') AND type IN ('table', 'index') AND sql IS NOT NULL");
             }))
            run(sql);
        const auto row = like.read([](db::Read& read) {
            return audit::stored_entries(read, "FROM audit_entry e WHERE e.seq = 1", {}).front();
        });
        salt_ = row.groups[0].salt;
        both_ = row.groups[1].salt;
        leaf_ = row.leaf;
        must(sqlite3_prepare_v2(
            handle_,
            "INSERT INTO audit_entry (seq, ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, actor, session, auth, "
            "addr, via, station, object, version, sha256, subjects, action, role, purpose, case_ref, basis, result, "
            "rule, row_count, request, args, query, reason, note) VALUES (?1, 1700000000000000 + ?1 * 1000, 10, ?2, "
            "?3, "
            "?4, ?3, ?3, 17, 's-4f2a', 'password', '10.1.1.121', 'web', 'counter-2', 'document:' || (?1 % 5000), 1, "
            "'', "
            "'1234', 'document.view', 'clerk', 'care', '', 'list:44', 'allowed', '', 1, '9f2c0a14', 'explained=none', "
            "'', '', '')",
            -1, &entry_, nullptr));
        must(sqlite3_prepare_v2(handle_, "INSERT INTO audit_subject (subject, seq) VALUES (?1 % 3000 + 1, ?1)", -1,
                                &subject_, nullptr));
        must(sqlite3_bind_text(entry_, 2, leaf_.c_str(), -1, nullptr));
        must(sqlite3_bind_text(entry_, 3, salt_.c_str(), -1, nullptr));
        must(sqlite3_bind_text(entry_, 4, both_.c_str(), -1, nullptr));
    }
    ~BareTable() {
        sqlite3_finalize(entry_);
        sqlite3_finalize(subject_);
        sqlite3_close(handle_);
    }
    BareTable(const BareTable&) = delete;
    BareTable& operator=(const BareTable&) = delete;

    void commit_rows(int count) {
        run("BEGIN IMMEDIATE");
        for (int i = 0; i < count; ++i, ++next_)
            for (auto* const statement : {entry_, subject_}) {
                must(sqlite3_bind_int64(statement, 1, next_));
                if (sqlite3_step(statement) != SQLITE_DONE) must(SQLITE_ERROR);
                sqlite3_reset(statement);
            }
        run("COMMIT");
    }

private:
    void run(const std::string& sql) { must(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr)); }
    void must(int result) {
        if (result == SQLITE_OK) return;
        std::fprintf(stderr, "%s\n", sqlite3_errmsg(handle_));
        std::exit(EXIT_FAILURE);
    }
    sqlite3* handle_ = nullptr;
    sqlite3_stmt *entry_ = nullptr, *subject_ = nullptr;
    std::string salt_, both_, leaf_;
    std::int64_t next_ = 0;
};

void say(const char* what, const Pace& pace) {
    std::printf("%-31s %8.0f a second, %5.0f us of a processor each\n", what, pace.rate, 1e6 * pace.processor);
}

void appends() {
    test::TestLog log;
    log.log.append(test::TestLog::look(1, {CustomerId{1234}}));
    BareTable bare{log.store.folder() / "bare.db", log.database()};
    audit::Log real{log.database(), log.clock.clock(), system_randomness(), test::winter_wall_clock()};
    std::atomic<std::int64_t> n{0};
    std::vector<Pace> logged, bare_paces;
    for (int round = 0; round < rounds; ++round) {
        const auto commits = pace(1, [&](int) { bare.commit_rows(clients); });
        bare_paces.push_back({clients * commits.rate, commits.processor / clients});
        logged.push_back(pace(clients, [&](int) {
            const auto i = ++n;
            real.append(test::TestLog::look(i % 5'000, {CustomerId{i % 3'000 + 1}}));
        }));
    }
    say("bare inserts, 16 to a commit", middle(bare_paces));
    say("appended by 16 threads", middle(logged));
    std::printf("  %.2f times the bare rate\n", middle(logged).rate / middle(bare_paces).rate);
}

void reads() {
    test::TestArchive archive;
    auto page = test::page_of("Tilaus 2210");
    page.image = random_bytes(system_randomness(), 150'000);
    const auto document = archive.file_pages({page}, archive::Series::contact, {});
    const auto desk = archive.desk("clerk");
    const archive::Archive papers{desk, archive.shelves};
    const auto grant = desk.open<access::PreviewDocument>(document);
    std::vector<Pace> logged, unlogged;
    for (int round = 0; round < rounds; ++round) {
        unlogged.push_back(pace(clients, [&](int) {
            const auto rule = archive.database().read([&](db::Read& read) {
                return archive.guard.refusal(read, desk.session(), {"document", document.value()}, "document.preview");
            });
            if (!rule.empty() || papers.page_image(grant, 1).empty()) std::exit(EXIT_FAILURE);
        }));
        logged.push_back(pace(clients, [&](int) {
            const auto mine = desk.open<access::PreviewDocument>(document);
            if (papers.page_image(mine, 1).empty()) std::exit(EXIT_FAILURE);
        }));
    }
    say("read by 16 clients, not logged", middle(unlogged));
    say("the same, logged", middle(logged));
    std::printf("  each costs %.2f times as much\n", middle(unlogged).rate / middle(logged).rate);
}

}  // namespace

int main(int count, char** words) {
    if (count > 1) seconds_each = std::atof(words[1]);
    appends();
    reads();
    return EXIT_SUCCESS;
}
