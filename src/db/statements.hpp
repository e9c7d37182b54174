#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "db/faults.hpp"
#include "db/value.hpp"

namespace soci {
class session;
class statement;
}  // namespace soci

namespace arkki::db {

/// What differs between the engines when a statement runs; the rest of SOCI they share.
struct Dialect {
    /// Columns of the result that stands at its first row (or at none).
    std::size_t (*columns)(soci::statement&);
    /// Different parameters the statement names.
    std::size_t (*parameters)(soci::statement&);
    /// The type in which a column of that kind is asked from SOCI.
    Kind (*asked)(Kind);
    /// Refuses what SOCI would turn into 0 or "", and converts what was asked in another kind.
    Cell (*checked)(soci::statement&, std::size_t column, Kind kind, Cell cell);
    /// The SOCI exception in flight, as ours.
    std::function<Error(Step)> fault;
};

/// Prepared statements of one connection, kept by their text. The one place where values meet SOCI.
class Statements {
public:
    Statements(soci::session& session, Dialect dialect);
    ~Statements();
    Statements(const Statements&) = delete;
    Statements& operator=(const Statements&) = delete;

    std::vector<std::vector<Cell>> fetch(std::string_view sql, const Parameters& parameters,
                                         const std::vector<Kind>& kinds);
    std::int64_t run(std::string_view sql, const Parameters& parameters);

private:
    template <class Work>
    std::invoke_result_t<Work, soci::statement&> guarded(std::string_view sql, Work&& work);
    soci::statement& prepared(std::string_view sql);

    soci::session& session_;
    Dialect dialect_;
    std::unordered_map<std::string, std::unique_ptr<soci::statement>> kept_;
};

}  // namespace arkki::db
