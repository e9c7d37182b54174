#include "db/database.hpp"

#include <stdexcept>

#include "db/connection.hpp"
#include "db/transactions.hpp"

namespace arkki::db {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view postgresql_scheme = "postgresql:";

}  // namespace

Engine Read::engine() const noexcept { return connection_.engine(); }

std::vector<std::vector<Cell>> Read::fetch(std::string_view sql, const Parameters& parameters,
                                           const std::vector<Kind>& kinds) {
    return connection_.fetch(sql, parameters, kinds);
}

void Read::each(std::string_view sql, const Parameters& parameters, const std::vector<Kind>& kinds,
                const std::function<void(RowView)>& take) {
    connection_.each(sql, parameters, kinds, take);
}

std::int64_t Write::run(std::string_view sql, const Parameters& parameters) { return connection_.run(sql, parameters); }

void Write::script(std::string_view sql) { connection_.script(std::string{sql}); }

std::unique_ptr<Database> Database::open(const std::string& url) {
    auto transactions = url.starts_with(sqlite_scheme)       ? sqlite_transactions(url)
                        : url.starts_with(postgresql_scheme) ? postgresql_transactions(url)
                                                             : nullptr;
    if (!transactions) throw Error{Fault::invalid, "db.bad_url"};
    return std::unique_ptr<Database>{new Database{std::move(transactions)}};
}

Database::Database(std::unique_ptr<Transactions> transactions) : transactions_{std::move(transactions)} {}
Database::~Database() = default;

Engine Database::engine() const noexcept { return transactions_->engine(); }

void Database::run_read(const std::function<void(Read&)>& work) { transactions_->read(work); }

void Database::run_write(const std::function<void(Write&)>& work) {
    if (WritingScope::is_writing(transactions_.get()))
        throw std::logic_error{"db: a write inside a write would wait for itself; use the Write you have"};
    transactions_->write(work);
}

bool Database::empty_write_ahead_log() { return transactions_->empty_write_ahead_log(); }

std::unique_ptr<Connection> connect(const std::string& url, Mode mode) {
    if (url.starts_with(sqlite_scheme)) return connect_sqlite(url.substr(sqlite_scheme.size()), mode);
    if (url.starts_with(postgresql_scheme)) return connect_postgresql(url.substr(postgresql_scheme.size()), mode);
    throw Error{Fault::invalid, "db.bad_url"};
}

}  // namespace arkki::db
