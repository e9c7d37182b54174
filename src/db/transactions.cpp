#include "db/transactions.hpp"

namespace arkki::db {
namespace {

constexpr std::size_t most_idle = 8;
thread_local const Transactions* writing = nullptr;

}  // namespace

void Pool::in_transaction(const std::string& begin, const std::function<void(Connection&)>& work) {
    auto connection = begun(begin);
    try {
        work(*connection);
        connection->script("COMMIT");
    } catch (...) {
        roll_back(*connection);
        give_back(std::move(connection));
        throw;
    }
    give_back(std::move(connection));
}

/// An idle connection may have died with its server; a fresh one tells whether the server is back.
std::unique_ptr<Connection> Pool::begun(const std::string& begin) {
    for (;;) {
        std::unique_ptr<Connection> connection;
        {
            const std::lock_guard lock{mutex_};
            if (!idle_.empty()) {
                connection = std::move(idle_.back());
                idle_.pop_back();
            }
        }
        const bool was_idle = connection != nullptr;
        if (!was_idle) connection = connect(url_, mode_);
        try {
            connection->script(begin);
            return connection;
        } catch (const Error&) {
            if (!was_idle || connection->usable()) throw;
        }
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock{mutex_};
    if (connection->usable() && !connection->in_transaction() && idle_.size() < most_idle)
        idle_.push_back(std::move(connection));
}

void roll_back(Connection& connection) noexcept {
    try {
        if (connection.in_transaction()) connection.script("ROLLBACK");
    } catch (...) {  // it stays in its transaction, and nobody will take it again
    }
}

WritingScope::WritingScope(const Transactions* owner) : before_{writing} { writing = owner; }
WritingScope::~WritingScope() { writing = before_; }
bool WritingScope::is_writing(const Transactions* owner) noexcept { return writing == owner; }

}  // namespace arkki::db
