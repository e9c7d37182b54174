#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "db/connection.hpp"
#include "db/sqlite_groups.hpp"
#include "db/sqlite_statements.hpp"

namespace arkki::db {
namespace {

namespace api = sqlite_api;

Error fault(Step step) {
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        return sqlite_fault(error.result(), error.get_error_message(), step);
    } catch (const soci::soci_error&) {
        return Error{Fault::corrupt, "db.statement", "a parameter or column does not fit"};
    }
}

/// SOCI declares SQLite's own types in a namespace of its own.
sqlite3* as_c(api::sqlite3* handle) { return reinterpret_cast<sqlite3*>(handle); }

/// The file holds personal data: it is nobody else's to read from its first byte on (SQLite gives -wal and -shm the
/// same mode). A file that is there is left alone: closing any descriptor of it would drop the locks that this process'
/// other connections hold on it (POSIX), and the next process to leave would delete their write-ahead log under them.
void make_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno != EEXIST)
        throw Error{Fault::unavailable, "db.unavailable", "the database file cannot be opened"};
    if (file >= 0) ::close(file);
}

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
          statements_{as_c(handle_)} {
        script("PRAGMA busy_timeout=10000");
        require("PRAGMA journal_mode=WAL", "wal");
        // In WAL only FULL makes a commit durable: NORMAL syncs at checkpoints.
        set("synchronous", "FULL", "2");
        set("foreign_keys", "ON", "1");
        set("recursive_triggers", "ON", "1");  // else REPLACE deletes past the DELETE triggers
        set("secure_delete", "ON", "1");
        set("trusted_schema", "OFF", "0");
        set("temp_store", "MEMORY", "2");
        add_groups_tokenizer(as_c(handle_));
        if (mode == Mode::read) set("query_only", "ON", "1");
    }

    [[nodiscard]] Engine engine() const noexcept override { return Engine::sqlite; }
    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& given,
                                         const std::vector<Kind>& kinds) override {
        return statements_.fetch(sql, given, kinds);
    }
    std::int64_t run(std::string_view sql, const Parameters& given) override { return statements_.run(sql, given); }
    void each(std::string_view sql, const Parameters& given, const std::vector<Kind>& kinds,
              const std::function<void(RowView)>& take) override {
        statements_.each(sql, given, kinds, take);
    }

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
    SqliteStatements statements_;  ///< goes before the session
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
