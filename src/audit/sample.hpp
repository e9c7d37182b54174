#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/findings.hpp"
#include "base/bytes.hpp"

namespace arkki::audit {

using SampleId = Id<struct SampleTag>;

/// The `i`-th number of a drawing: the first eight bytes, big-endian, of SHA-256(root || i as eight bytes big-endian),
/// modulo `range`. Whoever knows the root of an outside checkpoint can repeat it.
[[nodiscard]] std::uint64_t drawn_number(const Digest& root, std::uint64_t i, std::uint64_t range);

/// How a month's sample was drawn.
struct Draw {
    std::string month;       ///< "2026-11"
    std::string root;        ///< base64: of the next month's first checkpoint that left the machine
    std::int64_t size = 0;   ///< of that checkpoint
    EventId from{0};         ///< the month's first entry
    std::int64_t range = 0;  ///< its number of entries
    Instant drawn_at;
};

struct Sampled {
    SampleId id{0};
    std::string month;
    std::int64_t i = 0;  ///< the number hashed with the root
    EventId seq{0};
    Judgement state = Judgement::open;
    std::optional<Instant> answered_at;
    PersonId answered_by{0};
    std::optional<EventId> answer;  ///< the "log.verdict" entry; its note holds the reason
};

/// A month of the office's calendar with its first moment and the next month's.
struct Month {
    std::string name;  ///< "2026-11"
    Instant from, to;
};

/// Draws the sample of a month, once: acts of people, each entry once, in the order of i. A month without such an act
/// gives an empty sample. Nothing is drawn before the next month's first checkpoint has left the machine, so that
/// nobody can know or choose the sample.
/// @returns the drawing, also one made earlier; nothing while there is no such checkpoint
/// @throws Error{Fault::invalid, "sample.empty_month"}  the log has no entry in it
std::optional<Draw> draw_sample(Log& log, Event by, const Month& month, int size, Instant now);

[[nodiscard]] std::optional<Draw> drawing(db::Read& read, const std::string& month);
/// In the order of i.
[[nodiscard]] std::vector<Sampled> sample(db::Read& read, const std::string& month);
/// Drawn and without answer.
[[nodiscard]] std::int64_t unanswered(db::Read& read);

/// What the superior said: a "log.verdict" entry with the reason. Called through service::answer_sample.
/// @throws Error{Fault::not_found, "sample.unknown"}, Error{Fault::denied, "finding.own"}
/// @throws Error{Fault::invalid, "finding.bad_verdict" | "finding.no_note", field}
EventId answer(Log& log, Event by, SampleId id, Judgement verdict, const PersonalText& note, Instant now);

}  // namespace arkki::audit
