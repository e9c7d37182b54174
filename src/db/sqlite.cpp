#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "db/connection.hpp"
#include "db/statements.hpp"

namespace arkki::db {
namespace {

namespace api = sqlite_api;

api::sqlite3_stmt* raw(soci::statement& statement) {
    return static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_;
}

std::size_t columns(soci::statement& statement) {
    return static_cast<std::size_t>(api::sqlite3_column_count(raw(statement)));
}

std::size_t parameters(soci::statement& statement) {
    return static_cast<std::size_t>(api::sqlite3_bind_parameter_count(raw(statement)));
}

Kind as_it_is(Kind kind) { return kind; }

/// SQLite would hand out the text "abc" as the number 0.
Cell checked(soci::statement& statement, std::size_t column, Kind kind, Cell cell) {
    const int type = api::sqlite3_column_type(raw(statement), static_cast<int>(column));
    const bool fits = type == SQLITE_NULL || (kind == Kind::text && type != SQLITE_BLOB) || type == SQLITE_INTEGER ||
                      (kind == Kind::real && type == SQLITE_FLOAT);
    if (!fits) throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
    return cell;
}

Error fault(Step step) {
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        return sqlite_fault(error.result(), error.get_error_message(), step);
    } catch (const soci::soci_error&) {
        return Error{Fault::corrupt, "db.statement", "a parameter or column does not fit"};
    }
}

/// The file holds personal data: it is nobody else's to read from its first byte on (SQLite gives -wal and -shm the
/// same mode). A file that is there is left alone: closing any descriptor of it would drop the locks that this process'
/// other connections hold on it (POSIX), and the next process to leave would delete their write-ahead log under them.
void make_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno != EEXIST)
        throw Error{Fault::unavailable, "db.unavailable", "the database file cannot be opened"};
    if (file >= 0) ::close(file);
}

/// A statement without SOCI between: its rows are looked at where SQLite keeps them.
class PlainStatement {
public:
    PlainStatement(api::sqlite3* handle, std::string_view sql) : handle_{handle} {
        if (api::sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr) !=
            SQLITE_OK)
            throw fault(Step::prepare);
    }
    ~PlainStatement() { api::sqlite3_finalize(statement_); }
    PlainStatement(const PlainStatement&) = delete;
    PlainStatement& operator=(const PlainStatement&) = delete;

    void bind(const Parameters& given) const {
        if (static_cast<std::size_t>(api::sqlite3_bind_parameter_count(statement_)) != given.size())
            throw std::logic_error{"db: the statement has other parameters"};
        for (const auto& [name, value] : given) {
            const int at = api::sqlite3_bind_parameter_index(statement_, (':' + std::string{name}).c_str());
            if (at == 0) throw std::logic_error{"db: the statement has no parameter " + std::string{name}};
            int result = SQLITE_OK;
            if (const auto* number = std::get_if<std::int64_t>(&value.cell()))
                result = api::sqlite3_bind_int64(statement_, at, *number);
            else if (const auto* text = std::get_if<std::string>(&value.cell()))  // `given` outlives the statement
                result = api::sqlite3_bind_text(statement_, at, text->data(), static_cast<int>(text->size()), nullptr);
            else
                throw std::logic_error{"db: rows are looked at by integers and texts only"};
            if (result != SQLITE_OK) throw fault(Step::execute);
        }
    }
    [[nodiscard]] std::size_t columns() const {
        return static_cast<std::size_t>(api::sqlite3_column_count(statement_));
    }
    [[nodiscard]] bool step() const {
        const int result = api::sqlite3_step(statement_);
        if (result != SQLITE_ROW && result != SQLITE_DONE) throw fault(Step::execute);
        return result == SQLITE_ROW;
    }
    [[nodiscard]] CellView cell(int column, Kind kind) const {
        const int type = api::sqlite3_column_type(statement_, column);
        if (type == SQLITE_NULL) return {};
        if (type != (kind == Kind::integer ? SQLITE_INTEGER : SQLITE_TEXT))
            throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
        if (kind == Kind::integer) return {false, api::sqlite3_column_int64(statement_, column), {}};
        // As a blob, so that SQLite neither converts nor ends it with a zero.
        const auto* const text = static_cast<const char*>(api::sqlite3_column_blob(statement_, column));
        return {false, 0, {text, static_cast<std::size_t>(api::sqlite3_column_bytes(statement_, column))}};
    }

private:
    [[nodiscard]] Error fault(Step step) const {
        return sqlite_fault(api::sqlite3_errcode(handle_), api::sqlite3_errmsg(handle_), step);
    }
    api::sqlite3* handle_;
    api::sqlite3_stmt* statement_ = nullptr;
};

/// Each connection is used by one thread at a time, so SQLite need not lock it at every call; nor count its memory
/// under one lock for all. Only before the first connection, and harmless if somebody was earlier.
void without_needless_locks() {
    static const bool once = [] {
        return api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK &&
               api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    }();
    static_cast<void>(once);
}

class SqliteConnection : public Connection {
public:
    SqliteConnection(const std::string& path, Mode mode)
        : session_{soci::sqlite3, "db=\"" + path + "\""},
          handle_{static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_},
          statements_{session_, {columns, parameters, as_it_is, checked, fault}} {
        script("PRAGMA busy_timeout=10000");
        require("PRAGMA journal_mode=WAL", "wal");
        // In WAL only FULL makes a commit durable: NORMAL syncs at checkpoints.
        set("synchronous", "FULL", "2");
        set("foreign_keys", "ON", "1");
        set("recursive_triggers", "ON", "1");  // else REPLACE deletes past the DELETE triggers
        set("secure_delete", "ON", "1");
        set("trusted_schema", "OFF", "0");
        set("temp_store", "MEMORY", "2");
        if (mode == Mode::read) set("query_only", "ON", "1");
    }

    [[nodiscard]] Engine engine() const noexcept override { return Engine::sqlite; }
    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& given,
                                         const std::vector<Kind>& kinds) override {
        return statements_.fetch(sql, given, kinds);
    }
    void each(std::string_view sql, const Parameters& given, const std::vector<Kind>& kinds,
              const std::function<void(RowView)>& take) override {
        const PlainStatement statement{handle_, sql};
        statement.bind(given);
        if (statement.columns() != kinds.size()) throw std::logic_error{"db: the statement has other columns"};
        std::vector<CellView> row(kinds.size());
        while (statement.step()) {
            for (std::size_t i = 0; i < row.size(); ++i) row[i] = statement.cell(static_cast<int>(i), kinds[i]);
            take(row);
        }
    }
    std::int64_t run(std::string_view sql, const Parameters& given) override { return statements_.run(sql, given); }

    // SOCI runs only the first of several statements, silently.
    void script(const std::string& sql) override {
        char* message = nullptr;
        const int result = api::sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message);
        const std::string words = message ? message : "";
        api::sqlite3_free(message);
        if (result != SQLITE_OK) throw sqlite_fault(result, words, Step::prepare);
    }

    [[nodiscard]] bool in_transaction() const noexcept override { return api::sqlite3_get_autocommit(handle_) == 0; }
    [[nodiscard]] bool usable() const noexcept override { return true; }

private:
    void set(const std::string& pragma, const std::string& value, const std::string& read_back) {
        script("PRAGMA " + pragma + "=" + value);
        require("PRAGMA " + pragma, read_back);
    }
    void require(const std::string& pragma, const std::string& expected) {
        if (std::get<std::string>(statements_.fetch(pragma, {}, {Kind::text}).at(0).at(0)) != expected)
            throw Error{Fault::unavailable, "db.unavailable", pragma + " is not " + expected};
    }

    soci::session session_;
    api::sqlite3* handle_;
    Statements statements_;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const std::string& path, Mode mode) {
    if (path.empty() || path.find('"') != std::string::npos) throw Error{Fault::invalid, "db.bad_url"};
    make_private(path);
    without_needless_locks();
    try {
        return std::make_unique<SqliteConnection>(path, mode);
    } catch (const soci::soci_error&) {
        throw fault(Step::execute);
    }
}

}  // namespace arkki::db
