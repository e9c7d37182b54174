#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "db/connection.hpp"
#include "db/database.hpp"
#include "support/test_folder.hpp"

namespace arkki::test {

/// Which engine the run is for: ARKKI_TEST_ENGINE=sqlite (default) or postgresql.
inline db::Engine engine() {
    const char* name = std::getenv("ARKKI_TEST_ENGINE");
    return name && std::string{name} == "postgresql" ? db::Engine::postgresql : db::Engine::sqlite;
}

/// With all migrations, or with nothing in it.
enum class Schema { migrated, empty };

namespace detail {

inline void migrate_all(db::Database& database) {
    const std::filesystem::path folder{ARKKI_SOURCE_DIR "/config/migrations"};
    // ARKKI_TEST_MIGRATIONS=4 stops after 0004, to test a room while a later migration is being written.
    const char* up_to = std::getenv("ARKKI_TEST_MIGRATIONS");
    if (std::filesystem::is_directory(folder)) db::migrate(database, folder, up_to ? std::atoi(up_to) : 9999);
}

/// Parameters of the test server without a database name.
inline std::string server() {
    const char* parameters = std::getenv("ARKKI_TEST_POSTGRESQL");
    if (!parameters) throw std::runtime_error{"ARKKI_TEST_POSTGRESQL is not set"};
    return parameters;
}
inline std::string url_of(const std::string& name) { return "postgresql:" + server() + " dbname=" + name; }
/// CREATE and DROP DATABASE run outside any transaction.
inline void on_server(const std::string& sql) { db::connect(url_of("postgres"), db::Mode::write)->script(sql); }

/// The database that the tests of this process copy: the migrations run once.
class Template {
public:
    Template() {
        if (engine() == db::Engine::sqlite) {
            migrate_all(*db::Database::open("sqlite:" + file().string()));
            return;
        }
        on_server("CREATE DATABASE " + name() +
                  " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
        try {
            migrate_all(*db::Database::open(url_of(name())));
        } catch (...) {
            drop();
            throw;
        }
    }
    ~Template() {
        if (engine() == db::Engine::postgresql) drop();
    }
    Template(const Template&) = delete;
    Template& operator=(const Template&) = delete;
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "template.db"; }
    [[nodiscard]] static std::string name() { return "arkki_test_" + std::to_string(::getpid()); }
    [[nodiscard]] static const Template& once() {
        static const Template made;
        return made;
    }

private:
    static void drop() noexcept {
        try {
            on_server("DROP DATABASE IF EXISTS " + name() + " WITH (FORCE)");
        } catch (...) {
        }
    }
    TestFolder folder_;
};

}  // namespace detail

/// A fresh database for one test, on the engine of the run; gone with the object.
class TestDatabase {
public:
    explicit TestDatabase(Schema schema = Schema::migrated) {
        if (engine() == db::Engine::sqlite) {
            const auto file = folder_.path() / "arkki.db";
            if (schema == Schema::migrated) std::filesystem::copy_file(detail::Template::once().file(), file);
            url_ = "sqlite:" + file.string();
        } else {
            static int count = 0;
            name_ = detail::Template::name() + "_" + std::to_string(++count);
            const std::string from = schema == Schema::migrated
                                         ? detail::Template::once().name()
                                         : "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'";
            detail::on_server("CREATE DATABASE " + name_ + " TEMPLATE " + from);
            url_ = detail::url_of(name_);
        }
        database_ = db::Database::open(url_);
    }
    ~TestDatabase() {
        database_.reset();
        if (name_.empty()) return;
        try {
            detail::on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        } catch (...) {
        }
    }
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] db::Database& database() noexcept { return *database_; }
    /// To open it a second time, or from another process.
    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    /// A folder of the test's own, for its files.
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }
    void reopen() {
        database_.reset();
        database_ = db::Database::open(url_);
    }

private:
    TestFolder folder_;
    std::string name_;
    std::string url_;
    std::unique_ptr<db::Database> database_;
};

}  // namespace arkki::test
