#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "db/database.hpp"

/// How long the log keeps what its entries say, and what it says itself about what was erased.
namespace arkki::audit {

/// Months until a group may be erased; what says why something was erased (C of "log.…") stays for good.
struct Keeping {
    int free_text_months = 12;  ///< F
    int rest_months = 60;       ///< A, S and C
    [[nodiscard]] int months(std::size_t group) const noexcept { return group == 3 ? free_text_months : rest_months; }
};
/// What is older may be erased on that day: its beginning (UTC), so many months before.
[[nodiscard]] Instant oldest_kept(Instant now, int months);

/// The entries of the log about its own keeping: "log.pruned", "log.restored", "log.held", "log.released".
class Prunings {
public:
    /// Reads those with seq >= `from`.
    Prunings(db::Read& read, std::int64_t from);
    Prunings() = default;
    /// Adds what came later.
    void add(const Prunings& later);
    /// How many entries it knows: to compare with those that are there.
    [[nodiscard]] std::size_t size() const noexcept { return known_; }
    /// Why a group of this entry may not be erased: "pruned" if nothing in the log says so, "early" if it was too young
    /// by its own words or by the least age, "held" if somebody held it then. Nothing if all is right.
    /// @param hint  where the last answer was found; kept by the caller
    [[nodiscard]] const char* fault(std::int64_t seq, Instant at, std::size_t group, const Keeping& minimum,
                                    std::size_t& hint) const;

private:
    struct Cover {
        std::int64_t seq;  ///< of "log.pruned"
        Instant at;
        std::int64_t from, to;  ///< both included
        Instant before;
        std::string groups;
    };
    struct Span {
        std::int64_t seq, from, to;
        std::int64_t released = -1;  ///< of a hold: the entry that ended it
    };
    void take(std::int64_t seq, Instant at, const std::string& action, const std::string& args);
    [[nodiscard]] bool is_held(std::int64_t seq, std::int64_t by) const;

    std::size_t known_ = 0;
    std::vector<Cover> covers_;
    std::vector<Span> restored_;
    std::map<std::string, Span> holds_;  ///< by number
    std::vector<std::pair<std::string, std::int64_t>> releases_;
};

/// Whether entries of this kind belong to `Prunings`.
[[nodiscard]] bool is_about_keeping(std::string_view action);
/// The value of `key=value` in lines; empty if it is not there.
[[nodiscard]] std::string_view arg_in(std::string_view lines, std::string_view key);
/// Reads what `iso` wrote.
[[nodiscard]] std::optional<Instant> instant_from_iso(std::string_view text);

}  // namespace arkki::audit
