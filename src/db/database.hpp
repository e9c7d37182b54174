#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "db/value.hpp"

namespace arkki::db {

enum class Engine { sqlite, postgresql };

/// A connection's statement runner; SOCI lives behind it and nothing of SOCI leaves `db`.
class Connection;

namespace detail {

template <class... T>
struct RowOf {
    using type = std::tuple<T...>;
};
template <class T>
struct RowOf<T> {
    using type = T;
};

template <class T>
T column(const Cell& cell) {
    if constexpr (!requires { typename T::value_type; } || std::is_same_v<T, std::string>)
        if (std::holds_alternative<std::monostate>(cell)) throw Error{Fault::corrupt, "db.unexpected_null"};
    return Column<T>::from(cell);
}

template <class... T, std::size_t... I>
auto row(const std::vector<Cell>& cells, std::index_sequence<I...>) {
    return typename RowOf<T...>::type{column<T>(cells[I])...};
}

}  // namespace detail

/// One column gives `T`, several give `std::tuple<T...>`.
template <class... T>
using Row = typename detail::RowOf<T...>::type;

/// A column of the row at hand: nothing is copied, and the text lives until the next row.
struct CellView {
    bool null = true;
    std::int64_t integer = 0;
    std::string_view text;
};
using RowView = std::span<const CellView>;

/// A snapshot of the database, for the time of one `Database::read`.
class Read {
public:
    explicit Read(Connection& connection) : connection_{connection} {}
    Read(const Read&) = delete;
    Read& operator=(const Read&) = delete;

    [[nodiscard]] Engine engine() const noexcept;

    /// All rows: `for (const auto& [id, name] : read.rows<PlaceId, std::string>("SELECT id, name FROM place"))`.
    template <class... T>
    [[nodiscard]] std::vector<Row<T...>> rows(std::string_view sql, const Parameters& parameters = {}) {
        std::vector<Row<T...>> result;
        for (const auto& cells : fetch(sql, parameters, {Column<T>::kind...}))
            result.push_back(detail::row<T...>(cells, std::index_sequence_for<T...>{}));
        return result;
    }
    /// The only row, or nothing. More than one is Error{corrupt, "db.too_many_rows"}.
    template <class... T>
    [[nodiscard]] std::optional<Row<T...>> row(std::string_view sql, const Parameters& parameters = {}) {
        auto found = rows<T...>(sql, parameters);
        if (found.size() > 1) throw Error{Fault::corrupt, "db.too_many_rows"};
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    }
    /// The only row, which must be there: an aggregate, or INSERT ... RETURNING. None is Error{corrupt, "db.no_row"}.
    template <class... T>
    [[nodiscard]] Row<T...> one(std::string_view sql, const Parameters& parameters = {}) {
        auto found = row<T...>(sql, parameters);
        if (!found) throw Error{Fault::corrupt, "db.no_row"};
        return std::move(*found);
    }

    /// Hands out the rows one after the other without copying them, the columns as integers or texts: for the few who
    /// go through a whole table. What `take` throws ends it.
    void each(std::string_view sql, const Parameters& parameters, const std::vector<Kind>& kinds,
              const std::function<void(RowView)>& take);

protected:
    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& parameters,
                                         const std::vector<Kind>& kinds);
    Connection& connection_;
};

/// One transaction, for the time of one `Database::write`.
class Write : public Read {
public:
    using Read::Read;
    /// Runs a statement without result rows. @returns the number of rows it touched
    std::int64_t run(std::string_view sql, const Parameters& parameters = {});
    /// Several statements without parameters, as they stand: for `migrate` and for tables of a test.
    void script(std::string_view sql);
};

/// Snapshots and transactions on one engine; SOCI's connections live behind it.
class Transactions;

/// The one database. One SQL text for SQLite and PostgreSQL, named parameters, no NUL in any text.
///
/// Faults come as Error: a broken constraint is Fault::conflict with key "db.constraint" and the constraint's or
/// trigger's code as `detail`; busy, full or unreachable is Fault::unavailable; never a value, never SOCI's `what()`.
/// A trigger that refuses with the message `code: ...` gives Error{conflict, "<code>"} (e.g. "audit.append_only").
class Database {
public:
    /// @param url  `sqlite:/path/file.db` or `postgresql:host=127.0.0.1 port=5433 dbname=x user=y`
    static std::unique_ptr<Database> open(const std::string& url);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] Engine engine() const noexcept;

    /// Runs `work` on a snapshot. May run at the same time as other reads and a write.
    template <class Work>
    auto read(Work&& work) {
        using Result = std::invoke_result_t<Work, Read&>;
        if constexpr (std::is_void_v<Result>) {
            run_read([&](Read& read) { work(read); });
        } else {
            std::optional<Result> result;
            run_read([&](Read& read) { result.emplace(work(read)); });
            return std::move(*result);
        }
    }

    /// Runs `work` in one durable transaction and returns after the commit. An exception rolls back and comes out.
    ///
    /// Writes happen one after the other on both engines. SQLite: one writer thread groups waiting jobs into one
    /// commit, a SAVEPOINT each. PostgreSQL: a connection each under one advisory lock. `work` must be repeatable:
    /// it runs again when a transaction was lost that it could not have lost by itself.
    /// @throws std::logic_error  when called from inside a write job (it would wait for itself)
    template <class Work>
    auto write(Work&& work) {
        using Result = std::invoke_result_t<Work, Write&>;
        if constexpr (std::is_void_v<Result>) {
            run_write([&](Write& write) { work(write); });
        } else {
            std::optional<Result> result;
            run_write([&](Write& write) { result.emplace(work(write)); });
            return std::move(*result);
        }
    }

    /// Empties SQLite's write-ahead log, so that what was erased stands in no file. Nothing to do on PostgreSQL.
    /// @returns false if a reader was in the way for ten seconds
    bool empty_write_ahead_log();

private:
    explicit Database(std::unique_ptr<Transactions> transactions);
    void run_read(const std::function<void(Read&)>& work);
    void run_write(const std::function<void(Write&)>& work);
    std::unique_ptr<Transactions> transactions_;
};

/// Brings the schema up to the files of `folder` (NNNN_name.sql): forward only, checksummed, one transaction each.
///
/// A file is written once for both engines:
///   `-- >> sqlite`, `-- >> postgresql`, `-- >> both`   the lines from here on are for that engine (both at the start)
///   `$id`      primary key that never reuses a value    `$int`     64-bit integer
///   `$strict`  ends a SQLite table definition STRICT    `$real`    double
///   `-- append-only: TABLE`   triggers that refuse UPDATE, DELETE, REPLACE and TRUNCATE with `TABLE.append_only`
///   `$refuse 'code' BEFORE UPDATE OF state ON request WHEN (OLD.state = 'closed');`   a trigger on both engines that
///   refuses with `code`; the condition may use NEW, OLD and subqueries, and a NULL condition lets pass
/// Example: `CREATE TABLE place(id $id, name TEXT NOT NULL, since $int NOT NULL) $strict;`
///
/// @param up_to  the last number to apply; all by default
/// @throws Error{Fault::corrupt, "db.migration_changed"}  if a file that was applied has changed or gone since
/// @throws Error{Fault::corrupt, "db.migration_order"}  if a number stands twice or a new file below an applied one
void migrate(Database& database, const std::filesystem::path& folder, int up_to = 9999);

}  // namespace arkki::db
