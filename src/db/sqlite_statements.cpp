#include "db/sqlite_statements.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace arkki::db {
namespace {

constexpr std::size_t most_kept = 300;

[[noreturn]] void other(const char* what) {
    throw std::logic_error{std::string{"db: the statement has other "} + what};
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* handle, std::string_view sql) : handle_{handle} {
    if (sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr) != SQLITE_OK)
        throw fault(Step::prepare);
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement_); ++i) {
        const char* const name = sqlite3_bind_parameter_name(statement_, i);
        names_.emplace_back(name != nullptr ? name + 1 : "");  // without the colon
    }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

Error SqliteStatement::fault(Step step) const {
    return sqlite_fault(sqlite3_errcode(handle_), sqlite3_errmsg(handle_), step);
}

void SqliteStatement::bind(const Parameters& given) {
    if (given.size() != names_.size()) other("parameters");
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& [name, value] = given[i];
        // They mostly come in the statement's own order.
        const auto found = names_[i] == name ? names_.begin() + static_cast<std::ptrdiff_t>(i)
                                             : std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) throw Error{Fault::corrupt, "db.statement", "a parameter does not fit"};
        bind(static_cast<int>(found - names_.begin()) + 1, value.cell(), name);
    }
}

void SqliteStatement::bind(int at, const Cell& cell, std::string_view name) {
    int result = SQLITE_OK;
    if (const auto* const number = std::get_if<std::int64_t>(&cell)) {
        result = sqlite3_bind_int64(statement_, at, *number);
    } else if (const auto* const real = std::get_if<double>(&cell)) {
        result = sqlite3_bind_double(statement_, at, *real);
    } else if (const auto* const text = std::get_if<std::string>(&cell)) {
        // SQLite would keep a NUL, PostgreSQL would cut there: neither is what was meant.
        if (!is_clean_utf8(*text)) throw Error{Fault::invalid, "db.bad_text", std::string{name}};
        result = sqlite3_bind_text(statement_, at, text->data(), static_cast<int>(text->size()), nullptr);
    } else {
        result = sqlite3_bind_null(statement_, at);
    }
    if (result != SQLITE_OK) throw fault(Step::execute);
}

std::size_t SqliteStatement::columns() const { return static_cast<std::size_t>(sqlite3_column_count(statement_)); }

bool SqliteStatement::step() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) throw fault(Step::execute);
    return result == SQLITE_ROW;
}

void SqliteStatement::reset() noexcept {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

/// SQLite would hand out the text "abc" as the number 0.
Cell SqliteStatement::cell(int column, Kind kind) const {
    const int type = sqlite3_column_type(statement_, column);
    if (type == SQLITE_NULL) return {};
    const bool fits = (kind == Kind::text && type != SQLITE_BLOB) || type == SQLITE_INTEGER ||
                      (kind == Kind::real && type == SQLITE_FLOAT);
    if (!fits) throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
    if (kind == Kind::integer) return std::int64_t{sqlite3_column_int64(statement_, column)};
    if (kind == Kind::real) return sqlite3_column_double(statement_, column);
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

CellView SqliteStatement::view(int column, Kind kind) const {
    const int type = sqlite3_column_type(statement_, column);
    if (type == SQLITE_NULL) return {};
    if (type != (kind == Kind::integer ? SQLITE_INTEGER : SQLITE_TEXT))
        throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
    if (kind == Kind::integer) return {false, sqlite3_column_int64(statement_, column), {}};
    // As a blob, so that SQLite neither converts nor ends it with a zero.
    const auto* const text = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {false, 0, {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))}};
}

/// Runs `work` on the prepared statement; one that failed is thrown away, so that it holds no lock and no value.
template <class Work>
std::invoke_result_t<Work, SqliteStatement&> SqliteStatements::guarded(std::string_view sql,
                                                                       const Parameters& parameters,
                                                                       std::size_t columns, Work&& work) {
    auto found = kept_.find(sql);
    if (found == kept_.end()) {
        if (kept_.size() >= most_kept) kept_.clear();
        found = kept_.emplace(std::string{sql}, std::make_unique<SqliteStatement>(handle_, sql)).first;
    }
    // Taken out while it runs: whoever looks at rows may ask for other statements meanwhile, or for the same.
    auto node = kept_.extract(found);
    const auto& statement = node.mapped();
    statement->bind(parameters);
    if (statement->columns() != columns) other("columns");
    const auto back = [&] {
        statement->reset();
        kept_.insert(std::move(node));
    };
    if constexpr (std::is_void_v<std::invoke_result_t<Work, SqliteStatement&>>) {
        work(*statement);
        back();
    } else {
        auto result = work(*statement);
        back();
        return result;
    }
}

std::vector<std::vector<Cell>> SqliteStatements::fetch(std::string_view sql, const Parameters& parameters,
                                                       const std::vector<Kind>& kinds) {
    return guarded(sql, parameters, kinds.size(), [&](SqliteStatement& statement) {
        std::vector<std::vector<Cell>> rows;
        while (statement.step()) {
            auto& row = rows.emplace_back();
            row.reserve(kinds.size());
            for (std::size_t i = 0; i < kinds.size(); ++i) row.push_back(statement.cell(static_cast<int>(i), kinds[i]));
        }
        return rows;
    });
}

std::int64_t SqliteStatements::run(std::string_view sql, const Parameters& parameters) {
    return guarded(sql, parameters, 0, [&](SqliteStatement& statement) {
        while (statement.step()) {
        }
        return std::int64_t{sqlite3_changes(handle_)};
    });
}

void SqliteStatements::each(std::string_view sql, const Parameters& parameters, const std::vector<Kind>& kinds,
                            const std::function<void(RowView)>& take) {
    guarded(sql, parameters, kinds.size(), [&](SqliteStatement& statement) {
        std::vector<CellView> row(kinds.size());
        while (statement.step()) {
            for (std::size_t i = 0; i < row.size(); ++i) row[i] = statement.view(static_cast<int>(i), kinds[i]);
            take(row);
        }
    });
}

}  // namespace arkki::db
