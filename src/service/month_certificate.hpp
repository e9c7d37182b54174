#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "audit/anchors.hpp"
#include "audit/findings.hpp"
#include "audit/query.hpp"
#include "audit/sample.hpp"
#include "audit/verify.hpp"
#include "service/office.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::service {

/// A signed checkpoint of the month and how it left the machine.
struct MonthCheckpoint {
    tlog::Checkpoint checkpoint;
    Instant at;
    std::string note;
    std::vector<std::string> channels;  ///< that acknowledged it or a later one of the month; none: it is only here
};

struct MonthJudge {
    PersonId person;
    std::int64_t verdicts;
};

/// All that is certified of a month.
struct MonthFacts {
    audit::Month month;
    bool ended = true;
    EventId first_seq{0}, last_seq{0};
    std::int64_t entries = 0;
    Instant verified_at;
    audit::Verification verified;
    std::vector<audit::ActionCount> acts;
    std::vector<audit::RuleCount> findings;  ///< of rules that found something
    std::vector<MonthJudge> judges;
    std::vector<MonthCheckpoint> checkpoints;  ///< none, the only one, or the first and the last
    std::optional<audit::Draw> draw;
    std::vector<audit::Sampled> sample;
    std::vector<PersonId> both_roles;  ///< responsible person and auditor at once
};

/// Gathers the facts: verifies the log now and draws the sample if that has become possible.
/// @throws Error{Fault::invalid, "report.bad_month" | "sample.empty_month"}, Error{Fault::denied, "access.denied.role"}
[[nodiscard]] MonthFacts month_facts(Office& office, const access::Desk& desk, const std::string& month);

struct Certificate {
    std::string number;  ///< "L-2026-11"
    Bytes pdf;           ///< PDF/A-3a
    std::string sha256;  ///< of the file, also in its "log.exported" entry
    bool is_signed = false;
    MonthFacts facts;
};

/// The monthly certificate of the access log. Its "log.exported" entry with the SHA-256 is durable before this returns.
/// @param signer  key of the person of the desk; null: to be printed and signed by hand, and it says so
[[nodiscard]] Certificate month_certificate(Office& office, const access::Desk& desk, const std::string& month,
                                            Language language, const signing::Signer* signer);

}  // namespace arkki::service
