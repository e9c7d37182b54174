#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "intake/arrival.hpp"

namespace arkki::intake {

/// How far things are, for pages that are looked at while it happens: ids, counts and states, nothing of anybody's paper.
struct ArrivalProgress {
    ArrivalId id{0};
    BatchId batch{0};
    State state = State::received;
    int read = 0, of = 0;  ///< pages; `of` 0 while nobody knows
    friend bool operator==(const ArrivalProgress&, const ArrivalProgress&) = default;
};
struct BatchProgress {
    BatchId id{0};
    bool open = false;
    std::string halt;  ///< message key, "" if it goes on
    int sheets = 0;
    std::optional<int> told;
    friend bool operator==(const BatchProgress&, const BatchProgress&) = default;
};
struct UnderWay {
    std::vector<ArrivalProgress> arrivals;
    std::vector<BatchProgress> batches;
    std::int64_t waiting = 0, quarantined = 0, duplicates = 0;
    ArrivalId newest{0};
};

/// What is under way now, with those of before that may have ended since, and what came and went since `newest`. A few
/// look-ups by index, whatever the archive's size; at most a thousand arrivals at a time, the oldest first.
[[nodiscard]] UnderWay under_way(db::Database& database, const UnderWay& before);

/// How many arrivals are in each state that is not an end.
[[nodiscard]] std::map<std::string, std::int64_t> open_by_state(db::Read& read);

}  // namespace arkki::intake
