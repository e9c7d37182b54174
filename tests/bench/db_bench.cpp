// Grouped durable commits a second beside what the disk itself can do in the same run: a write of the same size with
// fdatasync, one after the other. Only the ratio means something on another machine.
//   db_bench [folder]     (a folder on the disk to be measured; default: the present one)
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "db/database.hpp"

namespace {

using namespace arkki;
using Time = std::chrono::steady_clock;
constexpr std::chrono::seconds run_time{1};
constexpr std::size_t page = 4096;

double per_second(const std::function<void()>& act) {
    const auto begin = Time::now();
    int count = 0;
    while (Time::now() - begin < run_time) {
        act();
        ++count;
    }
    return count / std::chrono::duration<double>(Time::now() - begin).count();
}

double raw_syncs(const std::filesystem::path& folder) {
    const auto path = folder / "raw";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const std::string block(page, 'x');
    const double rate = per_second([&] {
        if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) std::abort();
    });
    ::close(file);
    return rate;
}

double durable_commits(db::Database& database, int threads) {
    std::atomic<double> total{0};
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&] {
            const double rate = per_second([&] {
                database.write([](db::Write& write) {
                    write.run("INSERT INTO entry(word) VALUES(:word)", {{"word", std::string(200, 'x')}});
                });
            });
            double before = total;
            while (!total.compare_exchange_weak(before, before + rate)) {
            }
        });
    for (auto& thread : running) thread.join();
    return total;
}

double reads(db::Database& database) {
    return per_second([&] {
               database.read([](db::Read& read) {
                   for (int id = 1; id <= 100; ++id)
                       (void)read.row<std::string>("SELECT word FROM entry WHERE id = :id", {{"id", id}});
               });
           }) *
           100;
}

}  // namespace

int main(int count, char** arguments) {
    const auto folder =
        std::filesystem::path{count > 1 ? arguments[1] : "."} / ("db_bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        const auto database = db::Database::open("sqlite:" + (folder / "bench.db").string());
        database->write([](db::Write& write) {
            write.script("CREATE TABLE entry(id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT");
        });
        for (const int threads : {1, 4, 16, 64}) {
            const double before = raw_syncs(folder);
            const double commits = durable_commits(*database, threads);
            const double raw = (before + raw_syncs(folder)) / 2;
            std::printf("durable commits, %2d threads  %9.0f /s  = %6.2f of %7.0f raw write + fdatasync /s\n", threads,
                        commits, commits / raw, raw);
        }
        std::printf("prepared reads, one thread   %9.0f /s\n", reads(*database));
    }
    std::filesystem::remove_all(folder);
}
