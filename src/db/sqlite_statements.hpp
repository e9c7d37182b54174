#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/database.hpp"
#include "db/faults.hpp"
#include "db/value.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace arkki::db {

/// A prepared statement of SQLite, without SOCI between: values are bound by place and rows are read where they stand.
class SqliteStatement {
public:
    SqliteStatement(sqlite3* handle, std::string_view sql);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    /// Texts are not copied: `given` outlives the run.
    /// @throws std::logic_error  if the parameters are not as many as the statement has
    /// @throws Error{Fault::corrupt, "db.statement"}  if one has another name
    void bind(const Parameters& given);
    [[nodiscard]] std::size_t columns() const;
    /// Whether a row stands there now.
    [[nodiscard]] bool step();
    /// Ready for the next run; holds no value and no lock any more.
    void reset() noexcept;

    /// As `Kind`, converted as little as SQLite's own affinities do. @throws Error{Fault::corrupt, "db.wrong_type"}
    [[nodiscard]] Cell cell(int column, Kind kind) const;
    /// An integer or a text that is one, where it stands.
    [[nodiscard]] CellView view(int column, Kind kind) const;

private:
    void bind(int at, const Cell& cell, std::string_view name);
    [[nodiscard]] Error fault(Step step) const;
    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
    std::vector<std::string> names_;  ///< of the parameters, in the statement's order; SQLite's own go with its schema
};

/// The statements of one connection, kept by their text.
class SqliteStatements {
public:
    explicit SqliteStatements(sqlite3* handle) : handle_{handle} {}

    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& parameters,
                                         const std::vector<Kind>& kinds);
    std::int64_t run(std::string_view sql, const Parameters& parameters);
    void each(std::string_view sql, const Parameters& parameters, const std::vector<Kind>& kinds,
              const std::function<void(RowView)>& take);

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <class Work>
    std::invoke_result_t<Work, SqliteStatement&> guarded(std::string_view sql, const Parameters& parameters,
                                                         std::size_t columns, Work&& work);

    sqlite3* handle_;
    std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, TextHash, std::equal_to<>> kept_;
};

}  // namespace arkki::db
