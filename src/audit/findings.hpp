#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/log.hpp"
#include "audit/rules.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::audit {

using FindingId = Id<struct FindingTag>;

/// What a person said of a finding or of a sampled entry.
enum class Judgement { open, justified, misuse, unclear };
[[nodiscard]] std::string_view code(Judgement judgement) noexcept;
/// @throws Error{Fault::invalid, "finding.bad_verdict"}
[[nodiscard]] Judgement judgement_from(std::string_view code);

/// Something the rules noticed and a person must judge. It accuses nobody.
struct Finding {
    FindingId id{0};
    std::string rule;            ///< code of `review_rules`
    std::string what;            ///< which part of it
    std::optional<EventId> seq;  ///< the entry that fired; none where a day fired
    Instant from, to;            ///< the window; both the entry's time where there is none
    PersonId actor{0};           ///< whom it concerns; 0: nobody known
    PersonId other{0};           ///< another person it concerns; 0: none
    std::optional<CustomerId> subject;
    std::string object;       ///< "document:812", ""
    std::int64_t amount = 1;  ///< how many entries, customers, pages - what the rule counts
    Instant opened_at;
    Judgement state = Judgement::open;
    std::optional<Instant> judged_at;
    PersonId judged_by{0};
    std::optional<EventId> verdict;  ///< the "log.verdict" entry; its note holds the reason

    [[nodiscard]] bool overdue(Instant now, const Thresholds& thresholds) const;
};

/// Which findings; an empty member means all.
struct FindingFilter {
    std::string rule;
    std::optional<Judgement> state;
    std::optional<PersonId> actor;
    std::optional<CustomerId> subject;
    std::optional<Instant> from, to;         ///< of the window's end
    std::optional<Instant> opened_before{};  ///< overdue ones: open, and found before this
};

/// Newest first, from what follows `before` on, at most `limit`.
[[nodiscard]] std::vector<Finding> findings(db::Read& read, const FindingFilter& filter,
                                            std::optional<FindingId> before, int limit);
[[nodiscard]] std::optional<Finding> finding(db::Read& read, FindingId id);

struct RuleCount {
    std::string rule;
    std::int64_t open = 0, overdue = 0, justified = 0, misuse = 0, unclear = 0;
    [[nodiscard]] std::int64_t all() const { return open + justified + misuse + unclear; }
};
/// Every rule of the table in its order, those that found nothing too.
/// @param overdue_before  open ones found before this are overdue (now minus `overdue_days`)
[[nodiscard]] std::vector<RuleCount> counts_by_rule(db::Read& read, const FindingFilter& filter,
                                                    Instant overdue_before);

/// The reason written with a verdict; empty once its entry was pruned.
[[nodiscard]] PersonalText verdict_note(db::Read& read, const Finding& finding);

/// Takes whom it concerned and what it was about out of findings whose entry was erased; rule, day and verdict stay.
/// @returns how many
std::int64_t forget_erased(db::Write& write);

/// Says what a finding was, with the reason, as a "log.verdict" entry. A later verdict replaces an earlier one; both
/// stay in the log. Called through service::judge_finding, which asks the Guard first.
/// @param by  an event of the judge's session
/// @throws Error{Fault::not_found, "finding.unknown"}
/// @throws Error{Fault::denied, "finding.own"}  the person it concerns; the refusal is in the log
/// @throws Error{Fault::invalid, "finding.bad_verdict" | "finding.no_note", field}
EventId judge(Log& log, Event by, FindingId id, Judgement verdict, const PersonalText& note, Instant now);

}  // namespace arkki::audit
