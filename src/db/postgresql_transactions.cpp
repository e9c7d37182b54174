#include "db/faults.hpp"
#include "db/transactions.hpp"

namespace arkki::db {
namespace {

constexpr int most_tries = 5;
constexpr auto begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr auto begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(4280651)";

/// A connection per transaction. Writers take one advisory lock and so come one after the other, as on SQLite: the
/// access log is one chain, they would only collide there. Waiting first and reading after it (READ COMMITTED) also
/// means that no rule is checked against a state that another writer is just changing.
class PostgresqlTransactions : public Transactions {
public:
    explicit PostgresqlTransactions(const std::string& url) : readers_{url, Mode::read}, writers_{url, Mode::write} {
        writers_.in_transaction("BEGIN", [](Connection&) {});  // an unreachable server is an error now, not later
    }

    [[nodiscard]] Engine engine() const noexcept override { return Engine::postgresql; }

    void read(const ReadWork& work) override {
        readers_.in_transaction(begin_read, [&](Connection& connection) {
            Read read{connection};
            work(read);
        });
    }

    void write(const WriteWork& work) override {
        const WritingScope scope{this};
        for (int tries = 1;; ++tries) {
            try {
                return write_once(work);
            } catch (const Error& error) {
                if (tries == most_tries || !is_retryable(error)) throw;
            }
        }
    }

private:
    void write_once(const WriteWork& work) {
        writers_.in_transaction(begin_write, [&](Connection& connection) {
            Write write{connection};
            work(write);
        });
    }

    Pool readers_;
    Pool writers_;
};

}  // namespace

std::unique_ptr<Transactions> postgresql_transactions(const std::string& url) {
    return std::make_unique<PostgresqlTransactions>(url);
}

}  // namespace arkki::db
