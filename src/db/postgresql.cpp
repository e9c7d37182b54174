#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <charconv>
#include <set>

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
