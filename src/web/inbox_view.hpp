#pragma once
#include <map>
#include <optional>
#include <vector>

#include "archive/tray.hpp"
#include "intake/batches.hpp"
#include "intake/intake.hpp"
#include "lang/value.hpp"
#include "web/lobby.hpp"

namespace arkki::web {

/// What came in together and does not wait for a decision: one row of the inbox.
struct InboxStack {
    intake::Batch batch;
    std::vector<intake::Arrival> arrivals;  ///< in order
    std::vector<archive::PageMark> pages;   ///< of all of them
    std::vector<DocumentId> to_file;        ///< in the order of the paper
    std::optional<archive::Series> series;  ///< if one document waits and it was looked at
    std::optional<DocumentId> filed;        ///< what its only arrival became, if this session may open it
};

/// One row: source, sheets and pages, a state per page, what waits to be filed, age.
[[nodiscard]] lang::Value stack_row(const Words& in, const access::Desk& desk, const InboxStack& stack);

/// An arrival that a person must decide about: why, and what can be done.
[[nodiscard]] lang::Value stuck_row(const Words& in, const access::Desk& desk, const intake::Arrival& arrival);

/// "2 days": how long ago, for beside the moment itself.
[[nodiscard]] std::string age_text(const Words& in, Instant now, Instant then);

}  // namespace arkki::web
