#include "db/faults.hpp"

#include <regex>
#include <string>

namespace arkki::db {
namespace {

constexpr auto retry_key = "db.busy_retry";

/// The first words that look like a code of ours (`audit.append_only`) and stand alone or before a colon.
std::string trigger_code(const std::string& message) {
    static const std::regex code{R"((?:^|[\s:])([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)(?=:|\s|$))"};
    std::smatch found;
    return std::regex_search(message, found, code) ? found[1].str() : std::string{};
}

Error refusal_of_trigger(const std::string& message) {
    auto code = trigger_code(message);
    return code.empty() ? Error{Fault::conflict, "db.constraint", "trigger"} : Error{Fault::conflict, std::move(code)};
}

/// `UNIQUE constraint failed: place.name` is a name; a RAISE of a trigger is the trigger's own words.
Error sqlite_constraint(const std::string& message) {
    static const std::regex named{R"((CHECK|UNIQUE|NOT NULL|FOREIGN KEY) constraint failed(?:: ([\s\S]*))?)"};
    std::smatch found;
    if (std::regex_search(message, found, named))
        return Error{Fault::conflict, "db.constraint", found[2].matched ? found[2].str() : found[1].str()};
    if (message.find("cannot store") != std::string::npos) return Error{Fault::conflict, "db.constraint", "type"};
    return refusal_of_trigger(message);
}

/// The constraint is the last quoted name of the first line; what follows there would be values.
Error postgresql_constraint(const std::string& message) {
    static const std::regex quoted{R"re("([A-Za-z0-9_]+)")re"};
    const std::string line = message.substr(0, message.find('\n'));
    std::string name;
    for (std::sregex_iterator it{line.begin(), line.end(), quoted}, end; it != end; ++it) name = (*it)[1].str();
    return Error{Fault::conflict, "db.constraint", name};
}

Error broken_statement(std::string_view code, std::string_view message, Step step) {
    std::string detail{code};
    if (step == Step::prepare) detail.append(": ").append(message.substr(0, 300));
    return Error{Fault::corrupt, "db.statement", detail};
}

}  // namespace

Error sqlite_fault(int result, std::string_view message, Step step) {
    const std::string code = "sqlite " + std::to_string(result);
    switch (result & 0xff) {
        case 5:  // SQLITE_BUSY
        case 6:  // SQLITE_LOCKED
            return Error{Fault::unavailable, "db.busy", code};
        case 13:  // SQLITE_FULL
            return Error{Fault::unavailable, "db.full", code};
        case 3:   // SQLITE_PERM
        case 8:   // SQLITE_READONLY
        case 10:  // SQLITE_IOERR
        case 14:  // SQLITE_CANTOPEN
        case 23:  // SQLITE_AUTH
            return Error{Fault::unavailable, "db.unavailable", code};
        case 11:  // SQLITE_CORRUPT
        case 26:  // SQLITE_NOTADB
            return Error{Fault::corrupt, "db.damaged", code};
        case 19:  // SQLITE_CONSTRAINT
            return sqlite_constraint(std::string{message});
        default:
            return broken_statement(code, message, step);
    }
}

Error postgresql_fault(std::string_view sqlstate, std::string_view message, Step step) {
    const std::string code = "sqlstate " + std::string{sqlstate};
    const auto group = sqlstate.substr(0, 2);
    if (sqlstate == "P0001") return refusal_of_trigger(std::string{message});
    if (group == "23") return postgresql_constraint(std::string{message});
    if (sqlstate == "40001" || sqlstate == "40P01") return Error{Fault::unavailable, retry_key, code};
    if (sqlstate == "53100") return Error{Fault::unavailable, "db.full", code};
    if (sqlstate == "55P03") return Error{Fault::unavailable, "db.busy", code};
    if (group == "08" || group == "53" || group == "57") return Error{Fault::unavailable, "db.unavailable", code};
    if (group == "XX" || group == "58") return Error{Fault::corrupt, "db.damaged", code};
    return broken_statement(code, message, step);
}

bool is_retryable(const Error& error) noexcept { return error.key() == retry_key; }

}  // namespace arkki::db
