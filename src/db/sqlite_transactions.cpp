#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

#include "db/transactions.hpp"

namespace arkki::db {
namespace {

constexpr std::size_t most_in_group = 64;
const std::vector<Kind> three_integers(3, Kind::integer);

/// A write somebody waits for.
struct Job {
    const WriteWork* work;
    std::promise<void> done;
    std::exception_ptr problem;
};
using Group = std::vector<Job*>;

/// Reads on a pool of snapshots (WAL); all writes on one thread, waiting jobs grouped into one durable commit.
class SqliteTransactions : public Transactions {
public:
    explicit SqliteTransactions(const std::string& url)
        : url_{url}, writer_{connect(url, Mode::write)}, readers_{url, Mode::read}, thread_{[this] { serve(); }} {}
    ~SqliteTransactions() override {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        arrived_.notify_one();
        thread_.join();
    }

    [[nodiscard]] Engine engine() const noexcept override { return Engine::sqlite; }

    void read(const ReadWork& work) override {
        readers_.in_transaction("BEGIN", [&](Connection& connection) {
            Read read{connection};
            work(read);
        });
    }

    void write(const WriteWork& work) override {
        Job job{&work, {}, {}};
        auto done = job.done.get_future();
        {
            const std::lock_guard lock{mutex_};
            waiting_.push_back(&job);
        }
        arrived_.notify_one();
        done.get();
    }

    /// On a connection of its own: the writer's would have to stand between two groups for it.
    bool empty_write_ahead_log() override {
        const auto busy = connect(url_, Mode::write)->fetch("PRAGMA wal_checkpoint(TRUNCATE)", {}, three_integers);
        return std::get<std::int64_t>(busy.at(0).at(0)) == 0;
    }

private:
    void serve() {
        const WritingScope scope{this};
        for (Group group = next_group(); !group.empty(); group = next_group()) {
            if (!commit_together(group))
                for (auto* job : group) commit_alone(*job);
            for (auto* job : group) resolve(*job);
        }
    }

    /// The job lives on its caller's stack and goes as soon as the caller wakes: nothing of it is touched after that.
    static void resolve(Job& job) {
        auto done = std::move(job.done);
        auto problem = std::move(job.problem);
        problem ? done.set_exception(std::move(problem)) : done.set_value();
    }

    /// Empty when the database closes.
    Group next_group() {
        std::unique_lock lock{mutex_};
        arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
        Group group;
        while (!waiting_.empty() && group.size() < most_in_group) {
            group.push_back(waiting_.front());
            waiting_.pop_front();
        }
        return group;
    }

    /// False when the transaction was lost as a whole: nothing is written and every job is to be tried alone.
    bool commit_together(const Group& group) {
        try {
            writer_->run("BEGIN IMMEDIATE", {});
            for (auto* job : group) {
                run_inside(*job);
                if (!writer_->in_transaction()) return false;
            }
            writer_->run("COMMIT", {});
            return true;
        } catch (...) {
            roll_back(*writer_);
            if (group.size() > 1) return false;
            group.front()->problem = std::current_exception();
            return true;
        }
    }

    void commit_alone(Job& job) {
        job.problem = nullptr;
        try {
            writer_->run("BEGIN IMMEDIATE", {});
            Write write{*writer_};
            (*job.work)(write);
            writer_->run("COMMIT", {});
        } catch (...) {
            job.problem = std::current_exception();
            roll_back(*writer_);
        }
    }

    void run_inside(Job& job) {
        job.problem = nullptr;
        writer_->run("SAVEPOINT job", {});
        try {
            Write write{*writer_};
            (*job.work)(write);
        } catch (...) {
            job.problem = std::current_exception();
            if (writer_->in_transaction()) writer_->script("ROLLBACK TO job");
        }
        if (writer_->in_transaction()) writer_->run("RELEASE job", {});
    }

    std::string url_;
    std::unique_ptr<Connection> writer_;
    Pool readers_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Job*> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Transactions> sqlite_transactions(const std::string& url) {
    return std::make_unique<SqliteTransactions>(url);
}

}  // namespace arkki::db
