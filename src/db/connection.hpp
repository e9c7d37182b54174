#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/value.hpp"

namespace arkki::db {

/// Whether a connection may change anything.
enum class Mode { read, write };

/// One session with the database. Used by one thread at a time; every fault it throws is an Error of ours.
class Connection {
public:
    virtual ~Connection() = default;
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] virtual Engine engine() const noexcept = 0;
    /// All rows of a statement, its columns read as `kinds`.
    /// @throws std::logic_error  if the columns or the parameters are not as many as the statement has
    virtual std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& parameters,
                                                 const std::vector<Kind>& kinds) = 0;
    /// The rows one after the other, as views; what `take` throws comes out.
    virtual void each(std::string_view sql, const Parameters& parameters, const std::vector<Kind>& kinds,
                      const std::function<void(RowView)>& take) = 0;
    /// A statement without result. @returns the number of rows it touched
    virtual std::int64_t run(std::string_view sql, const Parameters& parameters) = 0;
    /// Statements without parameters, one after the other.
    virtual void script(const std::string& sql) = 0;
    /// Whether a transaction is open. SQLite rolls back by itself on a full disk, for example.
    [[nodiscard]] virtual bool in_transaction() const noexcept = 0;
    /// False after the server went away: the connection must be thrown away.
    [[nodiscard]] virtual bool usable() const noexcept = 0;
};

/// Opens a session. `url` as in Database::open.
/// @throws Error{Fault::unavailable, "db.unavailable"}, Error{Fault::invalid, "db.bad_url"}
std::unique_ptr<Connection> connect(const std::string& url, Mode mode);

std::unique_ptr<Connection> connect_sqlite(const std::string& path, Mode mode);
std::unique_ptr<Connection> connect_postgresql(const std::string& parameters, Mode mode);

}  // namespace arkki::db
