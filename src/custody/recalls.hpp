#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/units.hpp"

namespace arkki::custody {

/// Paper that is out with somebody.
struct Held {
    UnitId unit{0};
    UnitKind kind = UnitKind::binder;
    std::string code;  ///< where it belongs: "K2-H3-M07"; "" for paper of the tray
    std::optional<Day> due;
    Instant since;
    std::optional<Instant> recalled_at;  ///< an open recall: it must come back at once
};

/// What is out with a person now, the longest first.
[[nodiscard]] std::vector<Held> paper_held(db::Read& read, PersonId person);

/// Opens a recall for each paper out with a person, with a line in the log each. A recall ends by itself when the paper
/// comes back or goes to somebody else. Has the shape of access::RecallPaper.
/// @param reason  a code: "commitment.revoked", "person.left"
/// @returns the number of papers out, those that were recalled before among them
std::int64_t recall_paper(db::Write& write, audit::Appender& log, const access::Desk& desk, PersonId person,
                          std::string_view reason);

/// A recall that nobody has answered yet.
struct Recall {
    UnitId unit{0};
    PersonId person{0};
    std::string reason;
    Instant opened_at;
};
/// @throws Error{denied}  unless the session may see people
[[nodiscard]] std::vector<Recall> open_recalls(const access::Desk& desk);

}  // namespace arkki::custody
