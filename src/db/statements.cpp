#include "db/statements.hpp"

#include <soci/soci.h>

#include <deque>
#include <stdexcept>

#include "base/text.hpp"

namespace arkki::db {
namespace {

constexpr std::size_t most_kept = 300;

/// A variable SOCI reads from or writes to, whatever its type.
struct Slot {
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator state = soci::i_ok;
};
using Slots = std::deque<Slot>;  // SOCI keeps addresses

void bind(soci::statement& statement, Slots& slots, const Parameters& parameters) {
    for (const auto& [name, value] : parameters) {
        auto& slot = slots.emplace_back();
        const std::string parameter{name};
        if (const auto* number = std::get_if<std::int64_t>(&value.cell())) {
            slot.integer = *number;
            statement.exchange(soci::use(slot.integer, slot.state, parameter));
        } else if (const auto* real = std::get_if<double>(&value.cell())) {
            slot.real = *real;
            statement.exchange(soci::use(slot.real, slot.state, parameter));
        } else {
            const auto* text = std::get_if<std::string>(&value.cell());
            // SQLite would keep a NUL, PostgreSQL would cut there: neither is what was meant.
            if (text && !is_clean_utf8(*text)) throw Error{Fault::invalid, "db.bad_text", parameter};
            slot.state = text ? soci::i_ok : soci::i_null;
            if (text) slot.text = *text;
            statement.exchange(soci::use(slot.text, slot.state, parameter));
        }
    }
}

void define(soci::statement& statement, Slots& slots, const std::vector<Kind>& kinds, Kind (*asked)(Kind)) {
    for (const auto kind : kinds) {
        auto& slot = slots.emplace_back();
        switch (asked(kind)) {
            case Kind::integer:
                statement.exchange(soci::into(slot.integer, slot.state));
                break;
            case Kind::real:
                statement.exchange(soci::into(slot.real, slot.state));
                break;
            case Kind::text:
                statement.exchange(soci::into(slot.text, slot.state));
                break;
        }
    }
}

Cell cell_of(const Slot& slot, Kind asked) {
    if (slot.state == soci::i_null) return {};
    switch (asked) {
        case Kind::integer:
            return std::int64_t{slot.integer};
        case Kind::real:
            return slot.real;
        case Kind::text:
            break;
    }
    return slot.text;
}

void must_have(std::size_t expected, std::size_t given, const char* what) {
    if (expected != given)
        throw std::logic_error{std::string{"db: the statement has "} + std::to_string(expected) + ' ' + what +
                               ", not " + std::to_string(given)};
}

}  // namespace

Statements::Statements(soci::session& session, Dialect dialect) : session_{session}, dialect_{std::move(dialect)} {}
Statements::~Statements() = default;

std::vector<std::vector<Cell>> Statements::fetch(std::string_view sql, const Parameters& parameters,
                                                 const std::vector<Kind>& kinds) {
    return guarded(sql, [&](soci::statement& statement) {
        Slots given, results;
        define(statement, results, kinds, dialect_.asked);
        must_have(dialect_.parameters(statement), parameters.size(), "parameters");
        bind(statement, given, parameters);
        statement.define_and_bind();
        std::vector<std::vector<Cell>> rows;
        bool got = statement.execute(true);
        must_have(dialect_.columns(statement), kinds.size(), "columns");
        for (; got; got = statement.fetch()) {
            auto& row = rows.emplace_back();
            row.reserve(kinds.size());
            for (std::size_t i = 0; i < kinds.size(); ++i)
                row.push_back(dialect_.checked(statement, i, kinds[i], cell_of(results[i], dialect_.asked(kinds[i]))));
        }
        statement.bind_clean_up();
        return rows;
    });
}

std::int64_t Statements::run(std::string_view sql, const Parameters& parameters) {
    return guarded(sql, [&](soci::statement& statement) {
        Slots given;
        must_have(dialect_.parameters(statement), parameters.size(), "parameters");
        bind(statement, given, parameters);
        statement.define_and_bind();
        statement.execute(true);
        must_have(dialect_.columns(statement), 0, "columns");
        const std::int64_t touched = statement.get_affected_rows();
        statement.bind_clean_up();
        return touched;
    });
}

/// Runs `work` on the prepared statement; one that failed is thrown away, so that it holds no lock and no value.
template <class Work>
std::invoke_result_t<Work, soci::statement&> Statements::guarded(std::string_view sql, Work&& work) {
    auto& statement = prepared(sql);
    try {
        return work(statement);
    } catch (const soci::soci_error&) {
        const Error error = dialect_.fault(Step::execute);
        kept_.erase(std::string{sql});
        throw error;
    } catch (...) {
        kept_.erase(std::string{sql});
        throw;
    }
}

soci::statement& Statements::prepared(std::string_view sql) {
    std::string text{sql};
    if (const auto found = kept_.find(text); found != kept_.end()) return *found->second;
    if (kept_.size() >= most_kept) kept_.clear();
    try {
        auto statement = std::make_unique<soci::statement>(session_);
        statement->alloc();
        statement->prepare(text);
        return *kept_.emplace(std::move(text), std::move(statement)).first->second;
    } catch (const soci::soci_error&) {
        throw dialect_.fault(Step::prepare);
    }
}

}  // namespace arkki::db
