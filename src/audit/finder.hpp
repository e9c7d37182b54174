#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "audit/findings.hpp"

namespace arkki::audit {

struct Noticed;
class Windows;
class Watches;

/// A person whose commitment ends soon; `access` knows them.
struct EndingCommitment {
    PersonId person;
    std::int64_t commitment;
    Day last_day;
};

/// What the rules must know besides the log; all handed in.
struct Surroundings {
    Thresholds thresholds;
    WallClock wall_clock;
    std::function<bool(Day)> holiday;           ///< public holidays
    std::function<bool(PersonId, Day)> absent;  ///< recorded absence; may be empty
    /// Commitments that end within `commitment_days`; may be empty
    std::function<std::vector<EndingCommitment>(db::Read&)> ending;
};

struct Reviewed {
    std::int64_t examined = 0;  ///< entries
    std::int64_t found = 0;     ///< new findings
    bool finished = true;       ///< false: stopped before the end of the log
};

/// Goes over the log from where the last run ended and makes findings, a slice a transaction: what was examined is
/// never examined again, and a run that dies is taken up by the next.
///
/// Each finding is written together with its "log.finding" entry; thresholds that differ from the last run's stand in
/// the log as "config.changed" before anything is judged by them.
class Finder {
public:
    /// @param by  an event of the machine's session
    Finder(Log& log, Event by, Surroundings surroundings);

    /// @param stop  looked at between slices; may be null
    Reviewed run(Instant now, const std::atomic<bool>* stop = nullptr);

private:
    void say_thresholds();
    std::vector<Noticed> examine(db::Read& read, std::int64_t& next, std::int64_t end, Windows& windows,
                                 Watches& watches, Instant now) const;
    void at_the_end(db::Read& read, Instant now, Watches& watches, std::vector<Noticed>& found) const;
    void keep(std::int64_t from, std::int64_t to, const std::vector<Noticed>& notices, const Watches& watches,
              Instant now);

    Log& log_;
    Event by_;
    Surroundings surroundings_;
};

}  // namespace arkki::audit
