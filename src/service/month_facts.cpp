#include <algorithm>

#include "access/people.hpp"
#include "audit/checkpoints.hpp"
#include "service/month_certificate.hpp"
#include "service/night_work.hpp"
#include "service/review.hpp"

namespace arkki::service {
namespace {

std::vector<std::string> channels_of(db::Read& read, std::uint64_t size, Instant before) {
    return read.rows<std::string>(
        "SELECT DISTINCT a.channel FROM audit_anchor a JOIN audit_checkpoint c ON c.size = a.size"
        " WHERE a.size >= :size AND a.state = 'acknowledged' AND c.ts < :before ORDER BY a.channel",
        {{"size", static_cast<std::int64_t>(size)}, {"before", before}});
}

/// The first and the last signed in the month.
std::vector<MonthCheckpoint> checkpoints_of(db::Read& read, const audit::Month& month) {
    const auto [first, last] = read.one<std::optional<std::int64_t>, std::optional<std::int64_t>>(
        "SELECT min(size), max(size) FROM audit_checkpoint WHERE ts >= :from AND ts < :to",
        {{"from", month.from}, {"to", month.to}});
    std::vector<MonthCheckpoint> found;
    for (const auto& size : {first, last}) {
        if (!size || (!found.empty() && first == last)) continue;
        const auto number = static_cast<std::uint64_t>(*size);
        if (auto stored = audit::checkpoint_at(read, number))
            found.push_back({tlog::checkpoint_from(stored->note), stored->at, std::move(stored->note),
                             channels_of(read, number, month.to)});
    }
    return found;
}

/// Who gave the verdicts on the month's findings.
std::vector<MonthJudge> judges_of(db::Read& read, const audit::Month& month) {
    std::vector<MonthJudge> judges;
    for (const auto& [person, count] : read.rows<PersonId, std::int64_t>(
             "SELECT judged_by, count(*) FROM audit_finding WHERE judged_by IS NOT NULL AND to_ts >= :from AND"
             " to_ts < :to GROUP BY judged_by ORDER BY 2 DESC, 1",
             {{"from", month.from}, {"to", month.to}}))
        judges.push_back({person, count});
    return judges;
}

std::vector<PersonId> both_roles(const access::Desk& desk) {
    std::vector<PersonId> both;
    for (const auto& person : access::People{desk}.list()) {
        const auto has = [&](access::Role role) {
            return std::any_of(person.roles.begin(), person.roles.end(),
                               [&](const access::GivenRole& given) { return given.role == role; });
        };
        if (has(access::Role::responsible) && has(access::Role::auditor)) both.push_back(person.id);
    }
    return both;
}

}  // namespace

MonthFacts month_facts(Office& office, const access::Desk& desk, const std::string& month) {
    desk.require("log.read");
    desk.require("log.verify");
    MonthFacts facts;
    facts.month = month_from(month);
    facts.ended = facts.month.to <= desk.now();
    facts.draw = audit::draw_sample(office.log(), desk.event("log.sampled"), facts.month,
                                    office.settings().review.sample_size, desk.now());
    facts.verified_at = desk.now();
    facts.verified = verify_now(office, desk.event("log.verified"));
    audit::Filter filter;
    filter.from = facts.month.from;
    filter.to = facts.month.to;
    facts.both_roles = both_roles(desk);
    desk.database().read([&](db::Read& read) {
        const auto [first, last] = read.one<std::optional<std::int64_t>, std::optional<std::int64_t>>(
            "SELECT min(seq), max(seq) FROM audit_entry WHERE ts >= :from AND ts < :to",
            {{"from", filter.from}, {"to", filter.to}});
        if (!first) throw Error{Fault::invalid, "sample.empty_month", {}, "month"};
        facts.first_seq = EventId{*first};
        facts.last_seq = EventId{*last};
        facts.entries = *last - *first + 1;
        facts.acts = audit::counts(read, filter);
        audit::FindingFilter findings;
        findings.from = filter.from;
        findings.to = filter.to;
        const Instant limit = desk.now() - std::chrono::days{office.settings().review.overdue_days};
        for (const auto& one : audit::counts_by_rule(read, findings, limit))
            if (one.all() > 0) facts.findings.push_back(one);
        facts.judges = judges_of(read, facts.month);
        facts.checkpoints = checkpoints_of(read, facts.month);
        facts.sample = audit::sample(read, month);
    });
    return facts;
}

}  // namespace arkki::service
