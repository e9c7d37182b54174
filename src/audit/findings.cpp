#include "audit/findings.hpp"

#include <array>

#include "audit/query.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

constexpr std::array<std::string_view, 4> codes{"open", "justified", "misuse", "unclear"};

/// A filter as conditions after "WHERE 1 = 1".
struct Conditions {
    std::string text;
    db::Parameters parameters;

    void add(bool wanted, const char* condition, const char* name, const db::Value& value) {
        if (!wanted) return;
        text += condition;
        parameters.emplace_back(name, value);
    }
};

Conditions conditions_of(const FindingFilter& filter) {
    Conditions conditions;
    conditions.add(!filter.rule.empty(), " AND f.rule = :rule", "rule", filter.rule);
    if (filter.state) conditions.add(true, " AND f.state = :state", "state", std::string{code(*filter.state)});
    if (filter.actor) conditions.add(true, " AND (f.actor = :actor OR f.other = :actor)", "actor", *filter.actor);
    conditions.add(filter.subject.has_value(), " AND f.subject = :subject", "subject", filter.subject);
    conditions.add(filter.from.has_value(), " AND f.to_ts >= :from", "from", filter.from);
    conditions.add(filter.to.has_value(), " AND f.to_ts < :to", "to", filter.to);
    conditions.add(filter.opened_before.has_value(), " AND f.state = 'open' AND f.opened_at < :opened", "opened",
                   filter.opened_before);
    return conditions;
}

std::vector<Finding> rows_of(db::Read& read, const std::string& rest, const db::Parameters& parameters) {
    std::vector<Finding> found;
    for (auto& [id, rule, what, seq, from, to, actor, other, subject, object, amount, opened, state, judged_at,
                judged_by, verdict] :
         read.rows<FindingId, std::string, std::string, std::optional<EventId>, Instant, Instant, PersonId, PersonId,
                   std::optional<CustomerId>, std::string, std::int64_t, Instant, std::string, std::optional<Instant>,
                   std::optional<PersonId>, std::optional<EventId>>(
             "SELECT f.id, f.rule, f.what, f.seq, f.from_ts, f.to_ts, f.actor, f.other, f.subject, f.object, f.amount,"
             " f.opened_at, f.state, f.judged_at, f.judged_by, f.verdict_seq FROM audit_finding f WHERE 1 = 1" +
                 rest,
             parameters))
        found.push_back({id, std::move(rule), std::move(what), seq, from, to, actor, other, subject, std::move(object),
                         amount, opened, judgement_from(state), judged_at, judged_by.value_or(PersonId{0}), verdict});
    return found;
}

}  // namespace

std::string_view code(Judgement judgement) noexcept { return codes[static_cast<std::size_t>(judgement)]; }

Judgement judgement_from(std::string_view code) {
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (codes[i] == code) return static_cast<Judgement>(i);
    throw Error{Fault::invalid, "finding.bad_verdict", {}, "verdict"};
}

bool Finding::overdue(Instant now, const Thresholds& thresholds) const {
    return state == Judgement::open && opened_at < now - std::chrono::days{thresholds.overdue_days};
}

std::vector<Finding> findings(db::Read& read, const FindingFilter& filter, std::optional<FindingId> before, int limit) {
    auto conditions = conditions_of(filter);
    if (before) conditions.add(true, " AND f.id < :before", "before", *before);
    conditions.parameters.emplace_back("limit", limit);
    return rows_of(read, conditions.text + " ORDER BY f.id DESC LIMIT :limit", conditions.parameters);
}

std::optional<Finding> finding(db::Read& read, FindingId id) {
    auto found = rows_of(read, " AND f.id = :id", {{"id", id}});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<RuleCount> counts_by_rule(db::Read& read, const FindingFilter& filter, Instant overdue_before) {
    auto conditions = conditions_of(filter);
    conditions.parameters.emplace_back("overdue", overdue_before);
    std::vector<RuleCount> counts;
    for (const auto& rule : review_rules()) counts.push_back({std::string{rule.code}});
    for (const auto& [rule, state, count, overdue] : read.rows<std::string, std::string, std::int64_t, std::int64_t>(
             "SELECT f.rule, f.state, count(*), count(CASE WHEN f.state = 'open' AND f.opened_at < :overdue THEN 1 END)"
             " FROM audit_finding f WHERE 1 = 1" +
                 conditions.text + " GROUP BY f.rule, f.state",
             conditions.parameters))
        for (auto& one : counts) {
            if (one.rule != rule) continue;
            std::int64_t* const by_state[]{&one.open, &one.justified, &one.misuse, &one.unclear};
            *by_state[static_cast<std::size_t>(judgement_from(state))] += count;
            one.overdue += overdue;
        }
    return counts;
}

PersonalText verdict_note(db::Read& read, const Finding& finding) {
    if (!finding.verdict) return {};
    const auto verdict = entry(read, *finding.verdict);
    return verdict ? verdict->event.note : PersonalText{};
}

std::int64_t forget_erased(db::Write& write) {
    return write.run(
        "UPDATE audit_finding SET actor = 0, other = 0, subject = NULL, object = '' WHERE (actor <> 0 OR subject IS NOT"
        " NULL OR object <> '') AND EXISTS (SELECT 1 FROM audit_entry e WHERE e.seq = audit_finding.seq AND"
        " (e.com_a IS NOT NULL OR e.com_s IS NOT NULL))");
}

EventId judge(Log& log, Event by, FindingId id, Judgement verdict, const PersonalText& note, Instant now) {
    const auto about = log.database().read([&](db::Read& read) { return finding(read, id); });
    if (!about) throw Error{Fault::not_found, "finding.unknown"};
    if (verdict == Judgement::open) throw Error{Fault::invalid, "finding.bad_verdict", {}, "verdict"};
    if (trimmed(note.reveal()).empty()) throw Error{Fault::invalid, "finding.no_note", {}, "note"};
    by.action = "log.verdict";
    by.object = "finding:" + std::to_string(id.value());
    by.args = {{"rule", about->rule}, {"verdict", std::string{code(verdict)}}};
    if (by.actor == about->actor || by.actor == about->other) {
        by.result = "denied";
        by.rule = "own";
        log.append(by);
        throw Error{Fault::denied, "finding.own"};
    }
    by.note = note;
    if (about->subject) by.subjects = {*about->subject};
    return log.change([&](db::Write& write, Appender& appender) {
        const auto receipt = appender.append(by);
        write.run(
            "UPDATE audit_finding SET state = :state, judged_at = :now, judged_by = :judge, verdict_seq = :seq"
            " WHERE id = :id",
            {{"state", std::string{code(verdict)}},
             {"now", now},
             {"judge", by.actor},
             {"seq", receipt.event()},
             {"id", id}});
        return receipt;
    });
}

}  // namespace arkki::audit
