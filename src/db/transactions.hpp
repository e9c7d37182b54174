#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/connection.hpp"

namespace arkki::db {

using ReadWork = std::function<void(Read&)>;
using WriteWork = std::function<void(Write&)>;

/// How one engine gives snapshots and durable transactions.
class Transactions {
public:
    virtual ~Transactions() = default;
    [[nodiscard]] virtual Engine engine() const noexcept = 0;
    virtual void read(const ReadWork& work) = 0;
    /// Returns after the commit; what `work` threw comes out after the rollback.
    virtual void write(const WriteWork& work) = 0;
    virtual bool empty_write_ahead_log() { return true; }  ///< where there is none
};

std::unique_ptr<Transactions> sqlite_transactions(const std::string& url);
std::unique_ptr<Transactions> postgresql_transactions(const std::string& url);

/// Idle connections, taken and given back. It never waits: a read inside a read gets a connection of its own.
class Pool {
public:
    Pool(std::string url, Mode mode) : url_{std::move(url)}, mode_{mode} {}
    /// Runs `work` between `begin` and COMMIT on a connection; rolls back when it throws.
    void in_transaction(const std::string& begin, const std::function<void(Connection&)>& work);

private:
    std::unique_ptr<Connection> begun(const std::string& begin);
    void give_back(std::unique_ptr<Connection> connection);

    std::string url_;
    Mode mode_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

/// Ends what is open, however the connection stands; a connection that cannot even do that is no longer usable.
void roll_back(Connection& connection) noexcept;

/// Marks the thread as running a write job of `owner`, so that a write inside a write is noticed.
class WritingScope {
public:
    explicit WritingScope(const Transactions* owner);
    ~WritingScope();
    WritingScope(const WritingScope&) = delete;
    WritingScope& operator=(const WritingScope&) = delete;
    [[nodiscard]] static bool is_writing(const Transactions* owner) noexcept;

private:
    const Transactions* before_;
};

}  // namespace arkki::db
