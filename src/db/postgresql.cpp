#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <stdexcept>

#include "db/connection.hpp"
#include "db/statements.hpp"

namespace arkki::db {
namespace {

soci::postgresql_statement_backend& raw(soci::statement& statement) {
    return *static_cast<soci::postgresql_statement_backend*>(statement.get_backend());
}

std::size_t columns(soci::statement& statement) {
    const auto* result = raw(statement).result_.get_result();
    return result ? static_cast<std::size_t>(PQnfields(result)) : 0;
}

std::size_t parameters(soci::statement& statement) {
    const auto& names = raw(statement).names_;
    return std::set<std::string>{names.begin(), names.end()}.size();
}

/// PostgreSQL's types are many (boolean, numeric, name); its texts are read here, where a misfit is noticed.
Kind as_text(Kind) { return Kind::text; }

template <class Number>
Cell number_from(const std::string& text, std::size_t column) {
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
    return number;
}

Cell checked(soci::statement&, std::size_t column, Kind kind, Cell cell) {
    const auto* text = std::get_if<std::string>(&cell);
    if (!text || kind == Kind::text) return cell;
    if (kind == Kind::real) return number_from<double>(*text, column);
    if (*text == "t" || *text == "f") return std::int64_t{*text == "t"};  // SELECT EXISTS(...)
    return number_from<std::int64_t>(*text, column);
}

Error fault(const PGconn* connection, Step step) {
    try {
        throw;
    } catch (const soci::postgresql_soci_error& error) {
        if (connection && PQstatus(connection) != CONNECTION_OK)
            return Error{Fault::unavailable, "db.unavailable", "connection lost"};
        return postgresql_fault(error.sqlstate(), error.get_error_message(), step);
    } catch (const soci::soci_error&) {
        if (!connection) return Error{Fault::unavailable, "db.unavailable", "no connection"};
        return Error{Fault::corrupt, "db.statement", "a parameter or column does not fit"};
    }
}

/// `:name` as `$1`, outside quotes; `::` is a cast.
std::string with_numbers(std::string_view sql, const Parameters& given) {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    std::string numbered;
    std::set<std::string_view> used;
    bool quoted = false;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '\'') quoted = !quoted;
        if (quoted || sql[i] != ':' || sql.substr(i, 2) == "::" || (i > 0 && sql[i - 1] == ':')) {
            numbered += sql[i];
            continue;
        }
        std::size_t end = i + 1;
        while (end < sql.size() && is_word(sql[end])) ++end;
        const auto name = sql.substr(i + 1, end - i - 1);
        const auto found =
            std::find_if(given.begin(), given.end(), [&](const auto& parameter) { return parameter.first == name; });
        if (found == given.end()) throw std::logic_error{"db: no value for " + std::string{name}};
        used.insert(name);
        // An integer without a type of its own would be compared as text.
        numbered += '$' + std::to_string(found - given.begin() + 1);
        if (std::holds_alternative<std::int64_t>(found->second.cell())) numbered += "::bigint";
        i = end - 1;
    }
    if (used.size() != given.size()) throw std::logic_error{"db: the statement has other parameters"};
    return numbered;
}

CellView cell(const PGresult* result, int column, Kind kind) {
    if (PQgetisnull(result, 0, column) == 1) return {};
    const std::string_view text{PQgetvalue(result, 0, column),
                                static_cast<std::size_t>(PQgetlength(result, 0, column))};
    if (kind == Kind::text) return {false, 0, text};
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        throw Error{Fault::corrupt, "db.wrong_type", "column " + std::to_string(column)};
    return {false, number, {}};
}

class PostgresqlConnection : public Connection {
public:
    PostgresqlConnection(const std::string& parameters_of_session, Mode mode)
        : session_{soci::postgresql, parameters_of_session},
          handle_{static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_},
          statements_{session_,
                      {columns, parameters, as_text, checked, [this](Step step) { return fault(handle_, step); }}} {
        // Terse: not even libpq's own messages carry the DETAIL line, which holds values.
        PQsetErrorVerbosity(handle_, PQERRORS_TERSE);
        PQsetNoticeProcessor(
            handle_, [](void*, const char*) {}, nullptr);
        script(
            "SET client_encoding='UTF8'; SET standard_conforming_strings=on; SET TimeZone='UTC'; "
            "SET synchronous_commit=on; SET lock_timeout='10s'; SET extra_float_digits=1");
        if (mode == Mode::read) script("SET default_transaction_read_only=on");
        if (std::get<std::string>(statements_.fetch("SHOW server_encoding", {}, {Kind::text}).at(0).at(0)) != "UTF8")
            throw Error{Fault::unavailable, "db.unavailable", "the database must have encoding UTF8"};
    }

    [[nodiscard]] Engine engine() const noexcept override { return Engine::postgresql; }
    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& given,
                                         const std::vector<Kind>& kinds) override {
        return statements_.fetch(sql, given, kinds);
    }
    void each(std::string_view sql, const Parameters& given, const std::vector<Kind>& kinds,
              const std::function<void(RowView)>& take) override {
        send(sql, given);
        std::vector<CellView> row(kinds.size());
        std::exception_ptr problem;
        // Every result must be taken, or the connection is of no more use.
        while (const Result result{PQgetResult(handle_), &PQclear}) {
            try {
                if (!problem && arrived(result.get(), kinds.size())) {
                    for (std::size_t i = 0; i < row.size(); ++i)
                        row[i] = cell(result.get(), static_cast<int>(i), kinds[i]);
                    take(row);
                }
            } catch (...) {
                problem = std::current_exception();
            }
        }
        if (problem) std::rethrow_exception(problem);
    }
    std::int64_t run(std::string_view sql, const Parameters& given) override { return statements_.run(sql, given); }

    void script(const std::string& sql) override {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(handle_, sql.c_str()), &PQclear};
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
        if (!usable()) throw Error{Fault::unavailable, "db.unavailable", "connection lost"};
        const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        throw postgresql_fault(state ? state : "", PQresultErrorMessage(result.get()), Step::prepare);
    }

    [[nodiscard]] bool in_transaction() const noexcept override { return PQtransactionStatus(handle_) != PQTRANS_IDLE; }
    [[nodiscard]] bool usable() const noexcept override { return PQstatus(handle_) == CONNECTION_OK; }

private:
    using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

    /// Asks for the rows one by one; SOCI would take them all at once.
    void send(std::string_view sql, const Parameters& given) {
        std::vector<std::string> texts;
        for (const auto& [name, value] : given) {
            const auto* const number = std::get_if<std::int64_t>(&value.cell());
            texts.push_back(number ? std::to_string(*number) : std::get<std::string>(value.cell()));
        }
        std::vector<const char*> values;
        for (const auto& text : texts) values.push_back(text.c_str());
        const std::string numbered = with_numbers(sql, given);
        if (PQsendQueryParams(handle_, numbered.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                              nullptr, nullptr, 0) != 1 ||
            PQsetSingleRowMode(handle_) != 1)
            throw Error{Fault::unavailable, "db.unavailable", "connection lost"};
    }
    /// Whether a row came; false at the end.
    [[nodiscard]] bool arrived(const PGresult* result, std::size_t columns) const {
        const auto status = PQresultStatus(result);
        if (status == PGRES_TUPLES_OK) return false;
        if (status != PGRES_SINGLE_TUPLE) {
            if (!usable()) throw Error{Fault::unavailable, "db.unavailable", "connection lost"};
            const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
            throw postgresql_fault(state ? state : "", PQresultErrorMessage(result), Step::execute);
        }
        if (static_cast<std::size_t>(PQnfields(result)) != columns)
            throw std::logic_error{"db: the statement has other columns"};
        return true;
    }

    soci::session session_;
    PGconn* handle_;
    Statements statements_;
};

}  // namespace

std::unique_ptr<Connection> connect_postgresql(const std::string& parameters, Mode mode) {
    try {
        return std::make_unique<PostgresqlConnection>(parameters, mode);
    } catch (const soci::soci_error&) {
        throw fault(nullptr, Step::execute);
    }
}

}  // namespace arkki::db
